import { findProgram, isMissing, testPackages } from '../../scripts/debian-packages.js'

/** Programs that tests talk to, and the Debian packages that bring them and their modules. */
const packages = {
  nginx: ['nginx'],
  apache2: ['apache2', 'libapache2-mod-xsendfile'],
  lighttpd: ['lighttpd', 'lighttpd-mod-openssl'],
  caddy: ['caddy'],
  h2o: ['h2o'],
  curl: ['curl'],
  wget: ['wget'],
  chromium: ['chromium'],
  wrk: ['wrk'],
  gunicorn: ['gunicorn'],
  puma: ['puma', 'ruby-rack'],
  php: ['php-cli'],
} as const

/** A program that tests talk to. */
export type Program = keyof typeof packages

/**
 * Where a program is. With CI=true a missing one is a failure; elsewhere its tests are left out, and the run says
 * so at its end.
 */
export function locate(program: Program): string | undefined {
  const missing = missingFor(program)
  if (missing.length === 0) return findProgram(program)
  if (process.env['CI'] !== 'true') return undefined
  throw new Error(`Cannot test with ${program}: install from Debian ${missing.join(', ')}`)
}

function missingFor(program: Program): readonly string[] {
  return packages[program].filter((name) => isMissing(name))
}

/**
 * Which of these packages are missing. With CI=true that is a failure; elsewhere their tests are left out.
 *
 * @param names of Debian's packages
 */
export function missingPackages(names: readonly string[]): readonly string[] {
  const missing = names.filter(isMissing)
  if (missing.length === 0 || process.env['CI'] !== 'true') return missing
  throw new Error(`Cannot test: install Debian's packages ${missing.join(', ')}`)
}

/** What a run leaves out, a line for each missing package. */
export function leftOut(): readonly string[] {
  return testPackages
    .filter(isMissing)
    .map((name) => `everything that talks to what Debian's package ${name} brings`)
}

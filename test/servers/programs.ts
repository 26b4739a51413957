import { findProgram, isMissing } from '../../scripts/debian-packages.js'

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

/** What a run leaves out, a line for each missing program. */
export function leftOut(): readonly string[] {
  return (Object.keys(packages) as Program[])
    .map((program) => ({ program, missing: missingFor(program) }))
    .filter(({ missing }) => missing.length > 0)
    .map(({ program, missing }) => `everything that talks to ${program} (in Debian: ${missing.join(', ')})`)
}

function missingFor(program: Program): readonly string[] {
  return packages[program].filter((name) => isMissing(name))
}

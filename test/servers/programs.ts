import { findProgram } from '../../scripts/debian-packages.js'

/** Programs that tests talk to, and the Debian packages that bring them. */
const packages = {
  nginx: 'nginx',
  apache2: 'apache2 and libapache2-mod-xsendfile',
  lighttpd: 'lighttpd',
  caddy: 'caddy',
  h2o: 'h2o',
  curl: 'curl',
  wget: 'wget',
  chromium: 'chromium',
  wrk: 'wrk',
} as const

/** A program that tests talk to. */
export type Program = keyof typeof packages

/**
 * Where a program is. With CI=true a missing one is a failure; elsewhere its tests are left out, and the run says
 * so at its end.
 */
export function locate(program: Program): string | undefined {
  const path = findProgram(program)
  if (path === undefined && process.env['CI'] === 'true') {
    throw new Error(
      `Cannot test with ${program}: it is missing; install Debian's package ${packages[program]}`,
    )
  }
  return path
}

/** What a run leaves out, a line for each missing program. */
export function leftOut(): readonly string[] {
  return Object.entries(packages)
    .filter(([program]) => findProgram(program) === undefined)
    .map(([program, name]) => `everything that talks to ${program} (Debian's package ${name} brings it)`)
}

import { type RuntimeName, findRuntime, newestRuntimes, runtimes } from '../../scripts/javascript-runtimes.js'
import type { ProcessOptions } from './application-process.ts'

/** A server of a runtime, and the door under which it is tested. */
export interface RuntimeServer {
  readonly name: string
  readonly runtime: RuntimeName
  readonly door: ProcessOptions['door']
}

/** The doors of each runtime; the first is the one of the short form. */
const doorsOf: Readonly<Record<string, readonly ProcessOptions['door'][]>> = {
  'Node.js': ['fetch', 'node', 'express'],
  Bun: ['Bun.serve', 'node', 'express', 'fetch'],
  Deno: ['Deno.serve', 'node', 'express', 'fetch'],
}

const titles: Readonly<Record<ProcessOptions['door'], string>> = {
  node: 'node:http',
  express: 'Express 5',
  express4: 'Express 4',
  fetch: "Hono's Node server",
  'Bun.serve': 'Bun.serve',
  'Deno.serve': 'Deno.serve',
}

/** XSENDFILE_RUNTIMES names those that are tested whole; left out: the newest of each kind, by one door. */
const named = process.env['XSENDFILE_RUNTIMES']
const asked: readonly RuntimeName[] =
  named === undefined ? newestRuntimes : named.split(',').map((name) => name as RuntimeName)

/** The runtimes under test that are there. With CI=true, or asked for by name, a missing one is a failure. */
export const runtimesUnderTest: readonly RuntimeName[] = asked.filter(isThere)

/** The servers under test. */
export const runtimeServers: readonly RuntimeServer[] = runtimesUnderTest.flatMap((runtime) => {
  const doors = doorsOf[runtimes[runtime].title] ?? []
  return (named === undefined ? doors.slice(0, 1) : doors).map((door) => ({
    name: `${titleOf(runtime)} under ${titles[door]}`,
    runtime,
    door,
  }))
})

/** Those of them that are tested whole: for what takes long. */
export const runtimesTestedWhole: readonly RuntimeName[] = named === undefined ? [] : runtimesUnderTest

/** Their servers. */
export const serversTestedWhole: readonly RuntimeServer[] = named === undefined ? [] : runtimeServers

/**
 * What starts a program on a runtime: what runs the tests, when none is named.
 *
 * @param readable the only folder that Deno may read
 */
export function commandOf(
  runtime: RuntimeName | undefined,
  readable: string | undefined,
): [command: string, args: readonly string[]] {
  if (runtime === undefined) return [process.execPath, ['--expose-gc']]
  const program = findRuntime(runtime)
  if (program === undefined) throw new Error(missing(runtime))
  const { args } = runtimes[runtime]
  if (runtime !== 'deno') return [program, args]
  const few = ['--allow-net', '--allow-env', `--allow-read=${readable}`]
  return [program, [...args, ...(readable === undefined ? ['--allow-all'] : few)]]
}

/** The name of a runtime as people know it. */
export function titleOf(runtime: RuntimeName): string {
  return `${runtimes[runtime].title} ${runtimes[runtime].version}`
}

/** What a run leaves out, a line for each runtime. */
export function runtimesLeftOut(): readonly string[] {
  return asked
    .filter((runtime) => !runtimesUnderTest.includes(runtime))
    .map((runtime) => `the library on ${titleOf(runtime)}, which \`npm run test:runtimes\` installs`)
}

function isThere(runtime: RuntimeName): boolean {
  if (!(runtime in runtimes)) throw new Error(`XSENDFILE_RUNTIMES names ${runtime}, which is no runtime`)
  if (findRuntime(runtime) !== undefined) return true
  if (process.env['CI'] !== 'true' && named === undefined) return false
  throw new Error(missing(runtime))
}

function missing(runtime: RuntimeName): string {
  return `Cannot test on ${titleOf(runtime)}: run \`npm run test:runtimes\`, which installs it`
}

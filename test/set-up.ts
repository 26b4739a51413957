import { run } from '../scripts/run.js'
import { leftOut } from './servers/programs.ts'
import { runtimesLeftOut } from './servers/runtimes.ts'

/** Vitest calls this before the first test, and what it gives after the last. */
export default async function setUp(): Promise<() => void> {
  // Applications in processes of their own, and the packed tarball, are made of what is built.
  if ((await run(process.execPath, ['scripts/build.js'])) !== 0)
    throw new Error('Cannot test: the build failed')
  return () => {
    for (const what of [...leftOut(), ...runtimesLeftOut()]) console.warn(`Left out: ${what}`)
  }
}

import { isUtf8 } from 'node:buffer'
import { dirname } from 'node:path'
import type { RuntimeName } from '../../scripts/javascript-runtimes.js'
import { type StorePath, type XsendfileOptions, xsendfile } from '../../src/index.ts'
import { type ProcessOptions, startProcess } from '../servers/application-process.ts'
import { runtimesTestedWhole, runtimesUnderTest, titleOf } from '../servers/runtimes.ts'
import { type LookedUp, lookUp } from './look-up.ts'

/** Where files are looked up. */
export interface Place {
  readonly name: string
  readonly runtime: RuntimeName | undefined
  /** Whether it may read nothing but the folder of the tree: what lies outside can then not even be looked at. */
  readonly confined?: boolean
  /** What has to be started there. */
  start(root: string): Promise<RunningPlace>
}

/** A place where files can be looked up by now. */
export interface RunningPlace {
  lookUp(root: string, options: XsendfileOptions, path: StorePath): Promise<LookedUp>
  stop(): Promise<void>
}

const here: Place = {
  name: 'in this process',
  runtime: undefined,
  async start() {
    const made = new Map<string, ReturnType<typeof xsendfile>>()
    return {
      lookUp(root, options, path) {
        const key = JSON.stringify([root, options])
        const documents = made.get(key) ?? xsendfile(root, options)
        made.set(key, documents)
        return lookUp(documents, path)
      },
      stop: async () => undefined,
    }
  },
}

/** This process, on the sources, and every runtime under test, on what is built. */
export const places: readonly Place[] = [here, ...runtimesUnderTest.flatMap(placesOn)]

/** The same, with the runtimes that are tested whole: for what takes long. */
export const placesTestedWhole: readonly Place[] = [here, ...runtimesTestedWhole.flatMap(placesOn)]

/** Deno may also be given permissions, and then works otherwise. */
function placesOn(runtime: RuntimeName): readonly Place[] {
  const name = `on ${titleOf(runtime)}`
  const anywhere: Place = { name, runtime, start: (root) => startOn({ runtime, root, door: 'node' }) }
  if (runtime !== 'deno') return [anywhere]
  const confined: Place = {
    name: `${name} that may read the folder alone`,
    runtime,
    confined: true,
    start: (root) => startOn({ runtime, root, door: 'node', readable: dirname(root) }),
  }
  return [anywhere, confined]
}

async function startOn(options: ProcessOptions): Promise<RunningPlace> {
  const application = await startProcess(options)
  return {
    async lookUp(...asked) {
      const { status, content, reason } = await application.lookUp(...asked)
      return { status, content, reason }
    },
    stop: () => application.stop(),
  }
}

/**
 * Whether a runtime can ask for a name at all: Deno keeps names as text, so that one that is not UTF-8 is 404 there.
 *
 * @param name one character per byte
 */
export function canAskFor(runtime: RuntimeName | undefined, name: string): boolean {
  return runtime !== 'deno' || isUtf8(Buffer.from(name, 'latin1'))
}

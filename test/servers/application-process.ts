import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { RuntimeName } from '../../scripts/javascript-runtimes.js'
import type { SendOptions, StorePath, XsendfileOptions } from '../../src/index.ts'
import { commandOf } from './runtimes.ts'
import type { Account } from './unprivileged.ts'

/** What an application in a process of its own is told. */
export interface ProcessOptions {
  /** The door, under the server that it is for; `fetch` is Hono's Node server. */
  readonly door: 'node' | 'express' | 'express4' | 'fetch' | 'Bun.serve' | 'Deno.serve'
  readonly root: string
  /** What runs it; left out: what runs the tests. */
  readonly runtime?: RuntimeName | undefined
  /** The only folder that it may read, where the runtime is Deno; left out: it may do everything. */
  readonly readable?: string
  /** The prefix of request paths, all of which are answered by one `send`; `/` when left out. */
  readonly mount?: string
  /** Hands over to nginx with this prefix; left out: the embedded sender. */
  readonly prefix?: string
  /** The options of every `send`. */
  readonly options?: SendOptions
  /** In place of both: the options of `send` by the first segment of the path; files are asked for below it. */
  readonly routes?: Readonly<Record<string, SendOptions>>
  /** The options of `xsendfile` that JSON can say. */
  readonly xsendfile?: XsendfileOptions
  /** Whether the system copies large files to the connections; `false` when left out. */
  readonly sendfile?: boolean | undefined
  /** Whom to become once everything is loaded. */
  readonly account?: Account | undefined
  /** The most descriptors that the process may have open. */
  readonly mostDescriptors?: number
}

/** An application in a process of its own. */
export interface ApplicationProcess {
  readonly port: number
  readonly pid: number
  /** The codes of the failures that it told its listeners. */
  readonly failures: readonly string[]
  /** Whether it is still running. */
  isAlive(): boolean
  /** The paths below its root that it has open. */
  openFiles(): Promise<readonly string[]>
  /** Why it did not hand files over, since this was asked before. */
  fallbacks(): Promise<readonly string[]>
  /** How many bytes the system has copied to its connections. */
  bytesCopied(): Promise<number>
  /** Looks a file up by its own `xsendfile`, and gives it to nobody in particular. */
  lookUp(root: string, options: XsendfileOptions, path: StorePath): Promise<LookedUpThere>
  /** Makes it collect its garbage. */
  collect(): Promise<void>
  stop(): Promise<void>
}

/** What became of a file that a process was asked for. */
interface LookedUpThere {
  readonly status: number
  /** One character per byte. */
  readonly content: string
  /** Why it was refused, when it was. */
  readonly reason?: string
}

const program = fileURLToPath(new URL('application.js', import.meta.url))

/**
 * Starts an application on the built library.
 *
 * @param failed is called with the code of each failure that it tells its listeners
 */
export async function startProcess(
  options: ProcessOptions,
  failed: (code: string) => void = () => undefined,
): Promise<ApplicationProcess> {
  const { runtime, readable, mostDescriptors, ...told } = options
  const [command, args] = commandOf(runtime, readable)
  const child = spawnLimited([command, ...args, program, JSON.stringify(told)], mostDescriptors)
  const failures: string[] = []
  child.on('message', (message: { failure?: string }) => {
    if (message.failure === undefined) return
    failures.push(message.failure)
    failed(message.failure)
  })
  const { port } = await messageWith<{ port: number }>(child, ({ port: given }) => given !== undefined)
  const ask = questions(child)
  return {
    port,
    pid: child.pid ?? 0,
    failures,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    openFiles: () => ask('open-files'),
    fallbacks: () => ask('fallbacks'),
    bytesCopied: () => ask('bytes-copied'),
    lookUp: (root, xsendfile, path) => ask('look-up', { root, options: xsendfile, path: asJson(path) }),
    collect: () => ask('collect'),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

function spawnLimited(
  [command = '', ...args]: readonly string[],
  mostDescriptors: number | undefined,
): ChildProcess {
  const stdio = ['ignore', 'inherit', 'inherit', 'ipc'] as const
  if (mostDescriptors === undefined) return spawn(command, args, { stdio: [...stdio] })
  const limit = `ulimit -n ${mostDescriptors}; exec "$0" "$@"`
  return spawn('/bin/sh', ['-c', limit, command, ...args], { stdio: [...stdio] })
}

/** Questions to a process, each with its own answer. */
function questions(child: ChildProcess): <Answer>(question: string, about?: unknown) => Promise<Answer> {
  let last = 0
  const waiting = new Map<number, { resolve(answer: never): void; reject(error: Error): void }>()
  child.on('message', ({ id, answer, error }: { id?: number; answer: never; error?: string }) => {
    if (id === undefined) return
    if (error === undefined) waiting.get(id)?.resolve(answer)
    else waiting.get(id)?.reject(new Error(error))
    waiting.delete(id)
  })
  return (question, about) =>
    new Promise((resolve, reject) => {
      const id = (last += 1)
      waiting.set(id, { resolve, reject })
      // As text within: Deno's channel ends at half of a surrogate pair.
      child.send({ id, question, about: JSON.stringify(about ?? {}) }, (error) => {
        if (error !== null) reject(error)
      })
    })
}

function messageWith<Message extends object>(
  child: ChildProcess,
  isIt: (message: Partial<Message>) => boolean,
): Promise<Message> {
  return new Promise((resolve, reject) => {
    const listen = (message: Message): void => {
      if (!isIt(message)) return
      child.off('message', listen)
      child.off('exit', fail)
      resolve(message)
    }
    const fail = (code: number | null): void => reject(new Error(`The application ended with ${code}`))
    child.on('message', listen)
    child.once('exit', fail)
    child.once('error', reject)
  })
}

/** A path as it goes through JSON. */
function asJson(path: unknown): unknown {
  if (path instanceof Uint8Array) return { bytes: Buffer.from(path).toString('latin1') }
  return Array.isArray(path) ? path.map(asJson) : path
}

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { SendOptions } from '../../src/index.ts'
import type { Account } from './unprivileged.ts'

/** What an application in a process of its own is told. */
export interface ProcessOptions {
  readonly door: 'node' | 'express' | 'express4' | 'fetch'
  readonly root: string
  /** The prefix of request paths, all of which are answered by one `send`; `/` when left out. */
  readonly mount?: string
  /** Hands over to nginx with this prefix; left out: the embedded sender. */
  readonly prefix?: string
  /** The options of every `send`. */
  readonly options?: SendOptions
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
  /** Makes it collect its garbage. */
  collect(): void
  stop(): Promise<void>
}

const program = fileURLToPath(new URL('application.js', import.meta.url))

/** Starts an application on the built library. */
export async function startProcess(options: ProcessOptions): Promise<ApplicationProcess> {
  const child = spawnLimited(['--expose-gc', program, JSON.stringify(options)], options.mostDescriptors)
  const failures: string[] = []
  child.on('message', (message: { failure?: string }) => {
    if (message.failure !== undefined) failures.push(message.failure)
  })
  const { port } = await answerOf<{ port: number }>(child, 'port')
  return {
    port,
    pid: child.pid ?? 0,
    failures,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    async openFiles() {
      child.send('descriptors')
      return (await answerOf<{ descriptors: string[] }>(child, 'descriptors')).descriptors
    },
    collect: () => void child.send('collect'),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

function spawnLimited(args: readonly string[], mostDescriptors: number | undefined): ChildProcess {
  const stdio = ['ignore', 'inherit', 'inherit', 'ipc'] as const
  if (mostDescriptors === undefined) return spawn(process.execPath, args, { stdio: [...stdio] })
  const limit = `ulimit -n ${mostDescriptors}; exec "$0" "$@"`
  return spawn('/bin/sh', ['-c', limit, process.execPath, ...args], { stdio: [...stdio] })
}

function answerOf<Message extends object>(child: ChildProcess, member: keyof Message): Promise<Message> {
  return new Promise((resolve, reject) => {
    const listen = (message: Message): void => {
      if (!(member in message)) return
      child.off('message', listen)
      child.off('exit', fail)
      resolve(message)
    }
    const fail = (code: number | null): void => reject(new Error(`The application ended with ${code}`))
    child.on('message', listen)
    child.once('exit', fail)
  })
}

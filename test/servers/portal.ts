import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { locate } from './programs.ts'

/** The passwords of the users. */
export const passwords: Readonly<Record<string, string>> = { zoe: 'blue-heron', max: 'red-fox' }
const onWindows = process.platform === 'win32'

/** The folder of package.json. */
export const project: string = fileURLToPath(new URL('../..', import.meta.url))

/** The senders that portals can be started with here. */
export const senders: readonly string[] = locate('nginx') === undefined ? ['embedded'] : ['embedded', 'nginx']

/** A portal as a user has it in a terminal. */
export interface StartedPortal {
  readonly process: ChildProcess
  /** Without a slash at its end. */
  readonly url: string
  readonly port: number
  /** The folder that it says it serves. */
  readonly root: string
  readonly output: () => string
  stop(): Promise<void>
}

const started = new Set<StartedPortal>()

/** What Ctrl-C does: every process of the terminal's group is interrupted. */
export function interrupt({ pid }: ChildProcess): void {
  if (pid !== undefined) process.kill(onWindows ? pid : -pid, 'SIGINT')
}

/** Starts a portal in a process group of its own, as a terminal does; {@link stopAll} ends it. */
export async function start(
  args: readonly string[],
  command: readonly string[] = nodeStart,
): Promise<StartedPortal> {
  const [program = '', ...first] = command
  const child = spawn(program, [...first, ...args], { cwd: project, detached: true, shell: onWindows })
  let output = ''
  child.stdout.on('data', (text: Buffer) => (output += text.toString()))
  child.stderr.on('data', (text: Buffer) => (output += text.toString()))
  await until(() => /Stop {4}Ctrl-C/.test(output) || child.exitCode !== null, 60_000)
  const url = /^Private downloads: (http:\/\/127\.0\.0\.1:\d+)\/$/m.exec(output)?.[1]
  if (url === undefined) throw new Error(`The portal did not start:\n${output}`)
  const portal = {
    process: child,
    url,
    port: Number(new URL(url).port),
    root: /^ {2}Files {3}(.*)$/m.exec(output)?.[1] ?? '',
    output: () => output,
    async stop() {
      started.delete(portal)
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      interrupt(child)
      await ended
    },
  }
  started.add(portal)
  return portal
}

const nodeStart = [process.execPath, 'scripts/start.js']
/** Ends what is still running. */
export async function stopAll(): Promise<void> {
  for (const portal of started) await portal.stop()
}

/** Waits for a condition. */
export async function until(condition: () => boolean, milliseconds = 10_000): Promise<void> {
  const end = Date.now() + milliseconds
  while (!condition()) {
    if (Date.now() > end) throw new Error(`Nothing happened within ${milliseconds} ms`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** The field by which a program shows the password. */
export function basic(user: string, password = passwords[user] ?? ''): Record<string, string> {
  return { Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` }
}

/** Asks as a program does that knows the password. */
export function ask(
  { url }: StartedPortal,
  path: string,
  user: string,
  fields: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch(url + path, { headers: { ...basic(user), ...fields }, redirect: 'manual' })
}

/** Sends the form of the way in. */
export async function signIn(
  { url }: StartedPortal,
  form: Readonly<Record<string, string>>,
): Promise<Response> {
  return fetch(`${url}/sign-in`, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' })
}

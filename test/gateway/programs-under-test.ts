import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort, untilListening } from '../servers/ports.ts'
import { type Program, locate } from '../servers/programs.ts'
import { giveTo, unprivileged } from '../servers/unprivileged.ts'

/** A server that was started for a test. */
export interface RunningProgram {
  readonly port: number
  /** What it has written so far. */
  readonly output: () => string
  stop(): Promise<void>
}

/** What a program is started with. */
export interface Launch {
  readonly program: Program
  /** @param port where it is to listen, on loopback */
  readonly args: (port: number, folder: string) => readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  /** Files that it needs in its folder, by name. */
  readonly files?: (port: number, folder: string) => Readonly<Record<string, string>>
  /** A folder of the examples that it needs copied into its own, where an unprivileged user can read. */
  readonly examples?: boolean
}

const examples = fileURLToPath(new URL('../../examples', import.meta.url))

/** Starts a program in a folder of its own, as an unprivileged user when the tests run as root. */
export async function launch({
  program,
  args,
  environment,
  files,
  examples: needed,
}: Launch): Promise<RunningProgram> {
  const path = locate(program)
  if (path === undefined) throw new Error(`${program} is missing`)
  const folder = mkdtempSync(join(tmpdir(), 'xsendfile-program-'))
  chmodSync(folder, 0o755)
  const port = await freePort()
  if (needed === true) cpSync(examples, join(folder, 'examples'), { recursive: true })
  mkdirSync(join(folder, 'state'))
  for (const [name, text] of Object.entries(files?.(port, folder) ?? {}))
    writeFileSync(join(folder, name), text)
  for (const owned of [folder, join(folder, 'state')]) giveTo(owned, unprivileged)
  const child = spawn(path, args(port, folder), {
    cwd: folder,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: join(folder, 'state'),
      TMPDIR: join(folder, 'state'),
      PYTHONDONTWRITEBYTECODE: '1',
      DOCUMENTS_DATABASE: join(folder, 'state/django.sqlite3'),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...unprivileged,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => (output += text.toString()))
  const stop = async (): Promise<void> => {
    await end(child)
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await Promise.race([untilListening(port, 60_000), failure(child, program, () => output)])
  } catch (error) {
    await stop()
    throw error
  }
  return { port, output: () => output, stop }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), 5000)
  await exited
  clearTimeout(timer)
}

async function failure(child: ChildProcess, program: string, output: () => string): Promise<never> {
  await once(child, 'exit')
  throw new Error(`${program} ended at once:\n${output()}`)
}

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { untilListening } from './ports.ts'
import { type Program, locate } from './programs.ts'
import { giveTo, unprivileged } from './unprivileged.ts'

/** A running server with its own folder. */
export interface RunningServer {
  readonly pid: number
  /** What it wrote to its error log so far. */
  readonly log: () => string
  /** Ends it and removes its folder. */
  stop(): Promise<void>
}

/** A server that tests talk to, where it is installed. */
export interface TestedServer {
  readonly name: string
  /** Where it is, if it is. */
  readonly program: string | undefined
  /**
   * Starts it as an unprivileged user.
   *
   * @param configuration what an administrator would include
   * @param port where it listens when it is ready
   */
  start(configuration: string, port: number): Promise<RunningServer>
  /** Has it look through a configuration, as `nginx -t` does. */
  check(configuration: string): { readonly status: number | null; readonly output: string }
}

/** How a server is started. */
export interface Layout {
  /** What makes it run in the foreground, its errors going to standard error. */
  readonly start: readonly string[]
  /** What makes it look through its configuration and end. */
  readonly check: readonly string[]
  /** Where it writes its errors, when it does not to standard error. */
  readonly logFile?: string
  readonly environment?: Readonly<Record<string, string>>
}

/**
 * A server that is started from a folder of its own.
 *
 * @param layOut writes what it needs into the folder, which the user that it runs as may write to
 */
export function testedServer(
  program: Program,
  layOut: (configuration: string, folder: string) => Layout,
): TestedServer {
  const path = locate(program)
  const prepare = (configuration: string): Layout & { readonly folder: string; readonly path: string } => {
    if (path === undefined) throw new Error(`${program} is missing`)
    const folder = mkdtempSync(join(tmpdir(), `xsendfile-${program}-`))
    chmodSync(folder, 0o755)
    giveTo(folder, unprivileged)
    return { ...layOut(configuration, folder), folder, path }
  }
  return {
    name: program,
    program: path,
    async start(configuration, port) {
      const { start, environment, logFile, folder, path: command } = prepare(configuration)
      const env = { ...process.env, ...environment }
      const child = spawn(command, start, { env, stdio: ['ignore', 'ignore', 'pipe'], ...unprivileged })
      return running(child, { name: program, folder, port, logFile })
    },
    check(configuration) {
      const { check, environment, folder, path: command } = prepare(configuration)
      const env = { ...process.env, ...environment }
      const { status, stdout, stderr } = spawnSync(command, check, { env, encoding: 'utf8', ...unprivileged })
      rmSync(folder, { recursive: true, force: true })
      return { status, output: `${stdout}${stderr}` }
    },
  }
}

interface Place {
  readonly name: string
  readonly folder: string
  readonly port: number
  readonly logFile: string | undefined
}

async function running(child: ChildProcess, { name, folder, port, logFile }: Place): Promise<RunningServer> {
  let errors = ''
  child.stderr?.on('data', (text: Buffer) => (errors += text.toString()))
  const log = (): string =>
    logFile !== undefined && existsSync(logFile) ? errors + readFileSync(logFile, 'utf8') : errors
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM')
      await once(child, 'exit')
    }
    rmSync(folder, { recursive: true, force: true })
  }
  const end = new AbortController()
  const failure = once(child, 'exit', { signal: end.signal }).then(() => {
    throw new Error(`${name} ended at once`)
  })
  try {
    await Promise.race([untilListening(port), failure])
  } catch (error) {
    const told = log()
    await stop()
    throw new Error(`${name} does not run:\n${told}`, { cause: error })
  }
  end.abort()
  failure.catch(() => undefined)
  return { pid: child.pid ?? 0, log, stop }
}

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { npm, project, userEnvironment } from '../packed.ts'
import { freePort, untilListening } from '../servers/ports.ts'
import { type Example, runtimes } from './examples.ts'

/** A copy of an example outside the project, installed and built. */
export interface InstalledExample {
  readonly folder: string
  /** Runs one of its commands by `npx`, such as `xsendfile`, and gives what it prints. */
  npx(args: readonly string[]): string
  /** Starts it by npm on a free port. */
  start(environment?: Readonly<Record<string, string>>): Promise<RunningExample>
  remove(): void
}

/** An example that listens. */
export interface RunningExample {
  readonly port: number
  /** What it has written so far. */
  readonly output: () => string
  /** The files below a folder that its processes have open. */
  openFiles(below: string): readonly string[]
  stop(): Promise<void>
}

/**
 * Copies an example out of the project, and installs and builds it as its README says, with the packed library.
 *
 * @param tarball of the library
 */
export async function installExample(example: Example, tarball: string): Promise<InstalledExample> {
  const { folder: name, runtime, script = 'start' } = example
  const port = example.givenPort ? await freePort() : 0
  const own = mkdtempSync(join(tmpdir(), `xsendfile-example-${name}-`))
  // A web server that runs as somebody else reads its documents.
  chmodSync(own, 0o755)
  const folder = join(own, name)
  cpSync(join(project, 'examples', name), folder, {
    recursive: true,
    filter: (path) => !generated.test(path),
  })
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
  if (!('xsendfile' in manifest.dependencies)) throw new Error(`${name} does not depend on xsendfile`)
  manifest.dependencies['xsendfile'] = `file:${tarball}`
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  // Beside the example, where nothing that it builds takes it for a part of itself.
  const program = runtime === undefined ? {} : withProgram(runtimes[runtime], join(own, 'runtime'))
  const environment = { PORT: String(port), ...example.environment?.(port), ...program }
  npm(['install', '--no-audit', '--no-fund', '--prefer-offline'], folder, environment)
  if (manifest.scripts['build'] !== undefined) npm(['run', 'build'], folder, environment)
  return {
    folder,
    npx: (args) => npm(['exec', '--no', '--', ...args], folder, environment),
    start: (more) => startIn(folder, script, { ...environment, ...more }),
    remove: () => rmSync(own, { recursive: true, force: true }),
  }
}

/** What is made from an example where it lies, and must not come along. */
const generated =
  /[/\\](?:node_modules|dist|build|\.next|\.nitro|\.output|\.svelte-kit|\.react-router|\.astro)$/

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>
  readonly dependencies: Record<string, string>
}

/** Installs the program of a runtime, and gives the environment that finds it first. */
function withProgram(runtime: string, folder: string): Record<string, string> {
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  npm(['install', '--no-audit', '--no-fund', '--prefer-offline', runtime], folder)
  return { PATH: `${join(folder, 'node_modules/.bin')}${delimiter}${process.env['PATH']}` }
}

/** Starts in a group of processes of its own, as npm starts a shell, which starts the application. */
async function startIn(
  folder: string,
  script: string,
  environment: Readonly<Record<string, string>>,
): Promise<RunningExample> {
  const child = spawn('npm', ['run', script], {
    cwd: folder,
    detached: true,
    env: { ...userEnvironment(), NODE_ENV: 'production', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => (output += text.toString()))
  try {
    const told = await portTold(child, () => output)
    await untilListening(told)
    return {
      port: told,
      output: () => output,
      openFiles: (below) => processesOf(child).flatMap((pid) => openFiles(pid, below)),
      stop: () => end(child),
    }
  } catch (error) {
    await end(child)
    throw error
  }
}

/** Waits for the URL that it prints when it listens. */
async function portTold(child: ChildProcess, output: () => string): Promise<number> {
  const deadline = Date.now() + 60_000
  for (;;) {
    const [, port] = /https?:\/\/[^\s/]+?:(\d+)/.exec(output()) ?? []
    if (port !== undefined) return Number(port)
    if (child.exitCode !== null) throw new Error(`The example ended at once:\n${output()}`)
    if (Date.now() > deadline) throw new Error(`The example prints no URL:\n${output()}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, 'exit')
    signal(child, 'SIGTERM')
    const timer = setTimeout(() => signal(child, 'SIGKILL'), 5000)
    await exited
    clearTimeout(timer)
  }
  // npm and the shell may end before what they have started.
  signal(child, 'SIGKILL')
}

function signal({ pid }: ChildProcess, name: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function processesOf({ pid }: ChildProcess): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((candidate) => candidate > 0 && groupOf(candidate) === pid)
}

/** The fifth value of its line, after the name in parentheses, which may hold anything. */
function groupOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2])
  } catch {
    return undefined
  }
}

function openFiles(pid: number, below: string): readonly string[] {
  const descriptors = `/proc/${pid}/fd`
  return readdirSync(descriptors).flatMap((descriptor) => {
    try {
      const path = readlinkSync(join(descriptors, descriptor))
      return path.startsWith(`${below}/`) ? [path] : []
    } catch {
      return []
    }
  })
}

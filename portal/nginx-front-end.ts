import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { untilListening } from './ports.ts'

/** A user of the system. */
interface Account {
  readonly uid: number
  readonly gid: number
}

/** The folder that keeps nginx, as the user that it runs as, from what lies at a path; `undefined` for none. */
export function folderInTheWay(path: string): string | undefined {
  if (unprivileged() === undefined) return undefined
  const folders = [realpathSync(path)]
  for (let folder = folders[0] ?? ''; folder !== dirname(folder); folder = dirname(folder)) {
    folders.unshift(dirname(folder))
  }
  return folders.find((folder) => (statSync(folder).mode & 0o001) === 0)
}

/** A real nginx in front of the application. */
export class NginxFrontEnd {
  /** Fails when nginx ends by itself; never comes back otherwise. */
  readonly failure: Promise<never>
  readonly #folder: string
  readonly #process: ChildProcess
  #stopped = false

  /** @param sites what the `http` block includes */
  constructor(sites: readonly string[]) {
    this.#folder = layOut(sites.join('\n'))
    const args = ['-p', this.#folder, '-e', 'stderr', '-c', join(this.#folder, 'nginx.conf')]
    // Servers lie where only root looks.
    const path = [process.env['PATH'], '/usr/local/sbin', '/usr/sbin', '/sbin'].join(delimiter)
    this.#process = spawn('nginx', args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, PATH: path },
      ...unprivileged(),
    })
    this.failure = this.#failure()
    // Nobody may be waiting for it yet.
    this.failure.catch(() => undefined)
    // However this process ends.
    process.on('exit', this.#abandon)
  }

  /** Waits until it listens. */
  async ready(port: number): Promise<void> {
    await Promise.race([untilListening(port), this.failure])
  }

  /** Ends nginx and removes its folder. */
  async stop(): Promise<void> {
    this.#stopped = true
    const ended = once(this.#process, 'exit')
    if (this.#process.kill('SIGTERM')) await ended
    process.off('exit', this.#abandon)
    this.#abandon()
  }

  readonly #abandon = (): void => {
    this.#process.kill('SIGTERM')
    rmSync(this.#folder, { recursive: true, force: true })
  }

  async #failure(): Promise<never> {
    try {
      await once(this.#process, 'exit')
    } catch (cause) {
      throw new Error(`nginx cannot be started: ${(cause as Error).message}`, { cause })
    }
    // Ctrl-C reaches nginx at the same time as us.
    await new Promise((resolve) => setTimeout(resolve, 500))
    if (this.#stopped) return await new Promise(() => undefined)
    throw new Error('nginx has ended by itself; what it said stands above')
  }
}

/** Nobody else can read the folder: the configuration holds the proof. */
function layOut(site: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'xsendfile-portal-nginx-'))
  const temporary = join(folder, 'temporary')
  const own = join(folder, 'site.conf')
  const main = join(folder, 'nginx.conf')
  mkdirSync(temporary)
  writeFileSync(own, site)
  writeFileSync(main, mainConfiguration(folder))
  const account = unprivileged()
  if (account !== undefined) {
    for (const path of [folder, temporary, own, main]) chownSync(path, account.uid, account.gid)
  }
  return folder
}

function mainConfiguration(folder: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'scgi', 'uwsgi']
    .map((name) => `    ${name}_temp_path "${folder}/temporary/${name}";`)
    .join('\n')
  return `daemon off;
worker_processes 1;
pid "${folder}/nginx.pid";
error_log stderr warn;
events { worker_connections 1024; }
http {
    access_log off;
    # The application has a limit of its own, and takes an upload as it arrives.
    client_max_body_size 0;
    proxy_request_buffering off;
${temporary}
    include "${folder}/site.conf";
}
`
}

/** `nobody` when we are root, which no server of a demonstration should be; otherwise nginx runs as we do. */
function unprivileged(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  return { uid: idOfNobody('-u'), gid: idOfNobody('-g') }
}

function idOfNobody(flag: '-u' | '-g'): number {
  return Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }))
}

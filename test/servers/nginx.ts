import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { locate } from './programs.ts'
import { untilListening } from './ports.ts'
import { giveTo, unprivileged } from './unprivileged.ts'

/** Where nginx is, if it is. */
export const nginxProgram: string | undefined = locate('nginx')

/** A running nginx with its own folder. */
export interface RunningNginx {
  /** What it wrote to its error log so far. */
  readonly log: () => string
  /** Ends it and removes its folder. */
  stop(): Promise<void>
}

/**
 * Starts a real nginx as an unprivileged user.
 *
 * @param site what its `http` block includes
 * @param port where it listens when it is ready
 */
export async function startNginx(site: string, port: number): Promise<RunningNginx> {
  if (nginxProgram === undefined) throw new Error('nginx is missing')
  const folder = mkdtempSync(join(tmpdir(), 'xsendfile-nginx-'))
  mkdirSync(join(folder, 'temporary'))
  for (const path of [folder, join(folder, 'temporary')]) giveTo(path, unprivileged)
  chmodSync(folder, 0o755)
  writeFileSync(join(folder, 'site.conf'), site)
  writeFileSync(join(folder, 'nginx.conf'), mainConfiguration(folder))
  const child = spawn(nginxProgram, ['-p', folder, '-e', 'stderr', '-c', join(folder, 'nginx.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    ...unprivileged,
  })
  let log = ''
  child.stderr?.on('data', (text: Buffer) => (log += text.toString()))
  await Promise.race([untilListening(port), failure(child, () => log)])
  return {
    log: () => log,
    async stop() {
      if (child.exitCode === null) {
        child.kill('SIGTERM')
        await once(child, 'exit')
      }
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function failure(child: ChildProcess, log: () => string): Promise<never> {
  await once(child, 'exit')
  throw new Error(`nginx ended at once:\n${log()}`)
}

function mainConfiguration(folder: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'scgi', 'uwsgi']
    .map((name) => `    ${name}_temp_path ${folder}/temporary/${name};`)
    .join('\n')
  return `daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr info;
events { worker_connections 1024; }
http {
    access_log off;
${temporary}
    include ${folder}/site.conf;
}
`
}

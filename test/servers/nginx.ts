import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type RunningServer, type TestedServer, testedServer } from './server.ts'
import { giveTo, unprivileged } from './unprivileged.ts'

/** nginx; a configuration is what its `http` block includes. */
export const nginxServer: TestedServer = testedServer('nginx', (site, folder) => {
  const temporary = join(folder, 'temporary')
  mkdirSync(temporary)
  giveTo(temporary, unprivileged)
  writeFileSync(join(folder, 'site.conf'), site)
  writeFileSync(join(folder, 'nginx.conf'), mainConfiguration(folder))
  const start = ['-p', folder, '-e', 'stderr', '-c', join(folder, 'nginx.conf')]
  return { start, check: [...start, '-t'] }
})

/** Where nginx is, if it is. */
export const nginxProgram: string | undefined = nginxServer.program

/**
 * Starts a real nginx as an unprivileged user.
 *
 * @param site what its `http` block includes
 * @param port where it listens when it is ready
 */
export function startNginx(site: string, port: number): Promise<RunningServer> {
  return nginxServer.start(site, port)
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

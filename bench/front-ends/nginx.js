// @ts-check
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { configurationFor, internalPrefix } from '../library.js'
import { firstLine, startUnprivileged } from './account.js'

/** @type {import('./front-ends.js').FrontEnd} */
export const nginx = {
  name: 'nginx',
  debianPackages: ['nginx'],
  prefix: internalPrefix,
  version: () => firstLine('nginx', ['-v']).replace(/^nginx version: \w+\//, ''),

  command({ folder, root, port, upstreamPort }) {
    const temporary = join(folder, 'temporary')
    mkdirSync(temporary)
    const site =
      upstreamPort === undefined
        ? staticSite(root, port)
        : configurationFor('nginx', { root, listen: port, upstream: upstreamPort })
    const file = join(folder, 'nginx.conf')
    writeFileSync(file, mainConfiguration(folder, site))
    return startUnprivileged('nginx', ['-p', folder, '-e', 'stderr', '-c', file], [folder, temporary])
  },
}

/**
 * nginx by itself, as one would write it for files that everybody may see.
 *
 * @param {string} root
 * @param {number} port
 */
function staticSite(root, port) {
  return `server {
    listen 127.0.0.1:${port};
    root ${root};
    sendfile on;
    tcp_nopush on;
}
`
}

/**
 * One worker for one core. Connections stay: a load that has to connect again would measure that.
 *
 * @param {string} folder
 * @param {string} site
 */
function mainConfiguration(folder, site) {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'scgi', 'uwsgi']
    .map((name) => `    ${name}_temp_path ${folder}/temporary/${name};`)
    .join('\n')
  return `daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr error;
events { worker_connections 16384; }
http {
    access_log off;
    keepalive_requests 100000000;
${temporary}
${site}
}
`
}

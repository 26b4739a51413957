// @ts-check
import { execFileSync } from 'node:child_process'
import { chownSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findProgram } from '../../scripts/debian-packages.js'
import { senderFor } from '../library.js'

/** @type {import('./front-ends.js').FrontEnd} */
export const nginx = {
  name: 'nginx',
  debianPackage: 'nginx',
  prefix: '/internal/',
  version: () => output(['-v']).replace('nginx version: ', ''),

  command({ folder, root, port, upstreamPort }) {
    mkdirSync(join(folder, 'temporary'))
    const site = upstreamPort === undefined ? staticSite(root, port) : handOverSite(root, port, upstreamPort)
    writeFileSync(join(folder, 'nginx.conf'), mainConfiguration(folder, site))
    const account = unprivileged()
    if (account !== undefined) {
      for (const path of [folder, join(folder, 'temporary')]) chownSync(path, account.uid, account.gid)
    }
    return {
      command: [program(), '-p', folder, '-e', 'stderr', '-c', join(folder, 'nginx.conf')],
      options: { stdio: ['ignore', 'ignore', 'inherit'], ...account },
    }
  },
}

/**
 * The very text that the sender writes for its users.
 *
 * @param {string} root
 * @param {number} port
 * @param {number} upstreamPort
 */
function handOverSite(root, port, upstreamPort) {
  const sender = senderFor('nginx', nginx.prefix)
  return sender.configuration({ root, listen: `127.0.0.1:${port}`, upstream: `127.0.0.1:${upstreamPort}` })
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

function program() {
  return findProgram('nginx') ?? 'nginx'
}

/** @param {readonly string[]} args */
function output(args) {
  return execFileSync('/bin/sh', ['-c', '"$0" "$@" 2>&1', program(), ...args], { encoding: 'utf8' }).trim()
}

/** `nobody` when we are root. */
function unprivileged() {
  if (process.getuid?.() !== 0) return undefined
  const id = (/** @type {string} */ flag) =>
    Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

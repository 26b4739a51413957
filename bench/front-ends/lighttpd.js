// @ts-check
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { configurationFor } from '../library.js'
import { firstLine, startUnprivileged } from './account.js'

/** @type {import('./front-ends.js').FrontEnd} */
export const lighttpd = {
  name: 'lighttpd',
  debianPackages: ['lighttpd'],
  prefix: '',
  version: () => firstLine('lighttpd', ['-v']),

  command({ folder, root, port, upstreamPort }) {
    const site =
      upstreamPort === undefined
        ? staticSite(root, port)
        : configurationFor('lighttpd', { root, listen: port, upstream: upstreamPort })
    const file = join(folder, 'lighttpd.conf')
    writeFileSync(
      file,
      `server.upload-dirs = ( "${folder}" )
server.pid-file = "${folder}/lighttpd.pid"
server.errorlog = "${folder}/error.log"
server.max-keep-alive-requests = 65535
${site}`,
    )
    return startUnprivileged('lighttpd', ['-D', '-f', file], [folder])
  },
}

/**
 * @param {string} root
 * @param {number} port
 */
function staticSite(root, port) {
  return `server.document-root = "${root}"
server.bind = "127.0.0.1"
server.port = ${port}
server.network-backend = "sendfile"
`
}

// @ts-check
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { configurationFor, internalPrefix } from '../library.js'
import { firstLine, startUnprivileged } from './account.js'

/** @type {import('./front-ends.js').FrontEnd} */
export const caddy = {
  name: 'caddy',
  debianPackages: ['caddy'],
  prefix: internalPrefix,
  version: () => `caddy ${firstLine('caddy', ['version'])}`,

  command({ folder, root, port, upstreamPort }) {
    const site =
      upstreamPort === undefined
        ? staticSite(root, port)
        : configurationFor('caddy', { root, listen: port, upstream: upstreamPort })
    const file = join(folder, 'Caddyfile')
    writeFileSync(
      file,
      `{\n\tadmin off\n\tauto_https disable_redirects\n\tlog default {\n\t\tlevel ERROR\n\t}\n}\n${site}`,
    )
    const environment = { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder }
    return startUnprivileged(
      'caddy',
      ['run', '--config', file, '--adapter', 'caddyfile'],
      [folder],
      environment,
    )
  },
}

/**
 * @param {string} root
 * @param {number} port
 */
function staticSite(root, port) {
  return `http://127.0.0.1:${port} {
	root * ${root}
	file_server
}
`
}

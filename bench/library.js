// @ts-check
import { xsendfile } from '../dist/node.js'
import { apache, caddy, lighttpd, nginx } from '../dist/senders.js'

/**
 * Senders that write the configuration of their server, by name; each takes what one prefix can tell it.
 *
 * @type {Readonly<Record<string, (prefix: string) => import('../dist/senders.js').ConfigurableSender>>}
 */
const senders = {
  nginx: (prefix) => nginx(prefix),
  apache: () => apache({ generated: true }),
  lighttpd: () => lighttpd(),
  caddy: (prefix) => caddy(prefix, { generated: true }),
}

/** Where servers that want one are handed the files. */
export const internalPrefix = '/internal/'

/**
 * What a contestant gives to `xsendfile`.
 *
 * @param {import('./contestant.js').Settings} settings
 * @returns {import('../dist/index.js').XsendfileOptions}
 */
export function xsendfileOptions({ io, prefix, sender = 'nginx' }) {
  // Builds from before this option refuse it; they are never told.
  const options = /** @type {import('../dist/index.js').XsendfileOptions} */ (io === undefined ? {} : { io })
  return prefix === undefined ? options : { ...options, sender: senderFor(sender, prefix) }
}

/**
 * The very text that a sender writes for its users.
 *
 * @param {string} name
 * @param {{ root: string, listen: number, upstream: number }} site
 */
export function configurationFor(name, { root, listen, upstream }) {
  return senderFor(name, internalPrefix).configuration({
    root,
    listen: `127.0.0.1:${listen}`,
    upstream: `127.0.0.1:${upstream}`,
  })
}

/**
 * @param {string} name
 * @param {string} prefix
 */
function senderFor(name, prefix) {
  const make = senders[name]
  if (make === undefined) throw new Error(`The bench knows no sender ${name}`)
  return make(prefix)
}

/**
 * Whether this build of the library reads small files in place where it is told to.
 *
 * @param {string} root
 */
export function readsInPlace(root) {
  try {
    xsendfile(root, /** @type {{}} */ ({ io: 'in-place' })).close()
    return true
  } catch {
    return false
  }
}

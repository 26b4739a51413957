// @ts-check
import { xsendfile } from '../dist/node.js'
import { nginx } from '../dist/senders.js'

/** Senders that write the configuration of their server, by name. */
const senders = { nginx }

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
 * @param {string} name
 * @param {string} prefix
 */
export function senderFor(name, prefix) {
  const make = senders[/** @type {keyof typeof senders} */ (name)]
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

// @ts-check
import { ask } from '../ask.js'
import { frontEnds } from '../front-ends/front-ends.js'
import { contestants } from '../contestants.js'

/**
 * @typedef {object} Expectation
 * @property {number} status
 * @property {import('../sample-files.js').SampleFile | undefined} [file] whose bytes come back
 * @property {boolean | undefined} [bare] whether the field of the hand-over comes back instead of the bytes
 */

/**
 * Asks once and looks at every byte.
 *
 * @param {import('../server.js').Server} server
 * @param {string} path
 * @param {Readonly<Record<string, string>>} fields
 * @param {Expectation} expectation
 */
export async function checkedReply(server, path, fields, expectation) {
  const reply = await ask(server.port, path, fields)
  const wrong = mistakeIn(reply, server.name, path, expectation)
  if (wrong !== undefined) throw new Error(`${server.name} answered ${path} with ${wrong}`)
  return reply
}

/**
 * @param {import('../ask.js').Reply} reply
 * @param {string} name
 * @param {string} path
 * @param {Expectation} expectation
 * @returns {string | undefined}
 */
function mistakeIn(reply, name, path, { status, file, bare = false }) {
  if (reply.status !== status) return `status ${reply.status} instead of ${status}`
  if (bare) {
    const { prefix = '' } = frontEnds[contestants[name]?.handsOverTo ?? ''] ?? {}
    const value = reply.fields.get('x-accel-redirect')
    const isRight = value === `${prefix}${path.slice(1)}` && reply.length === 0
    return isRight ? undefined : `${reply.length} bytes and X-Accel-Redirect: ${value}`
  }
  if (status === 304) return reply.length === 0 ? undefined : `${reply.length} bytes of content`
  if (file === undefined || reply.hash === file.hash) return undefined
  return `${reply.length} bytes that are not those of the file`
}

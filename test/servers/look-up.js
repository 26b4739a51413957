// @ts-check
import { xsendfile } from '../../dist/index.js'

/**
 * A file that a process is asked for, as it goes through JSON: bytes are text of one character each, in an object.
 *
 * @typedef {object} AskedFor
 * @property {string} root
 * @property {import('../../src/index.ts').XsendfileOptions} options
 * @property {unknown} path
 */

/** @type {Map<string, ReturnType<typeof xsendfile>>} */
const made = new Map()

/**
 * Sends a file to nobody in particular, by the library as it is built, and tells what became of it.
 *
 * @param {AskedFor} asked
 */
export async function lookUp({ root, options, path }) {
  const documents = documentsOf(root, options)
  /** @type {string[]} */
  const reasons = []
  const end = documents.on('refused', ({ reason }) => reasons.push(reason))
  const told = /** @type {import('../../src/index.ts').StorePath} */ (fromJson(path))
  const response = await documents.send(new Request('http://localhost/'), told)
  end()
  const content = Buffer.from(await response.arrayBuffer()).toString('latin1')
  return { status: response.status, content, reason: reasons[0] }
}

/**
 * One application for each root and its options, as a server has them.
 *
 * @param {string} root
 * @param {AskedFor['options']} options
 */
function documentsOf(root, options) {
  const key = JSON.stringify([root, options])
  const documents = made.get(key) ?? xsendfile(root, options)
  made.set(key, documents)
  return documents
}

/**
 * @param {any} path
 * @returns {unknown}
 */
function fromJson(path) {
  if (Array.isArray(path)) return path.map(fromJson)
  return typeof path?.bytes === 'string' ? new Uint8Array(Buffer.from(path.bytes, 'latin1')) : path
}

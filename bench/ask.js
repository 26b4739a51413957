// @ts-check
import { createHash } from 'node:crypto'
import { connect } from 'node:net'

/**
 * @typedef {object} Reply
 * @property {number} status
 * @property {number} headLength bytes of the status line and the fields
 * @property {Map<string, string>} fields by name in lower case
 * @property {number} length bytes of the content
 * @property {string} hash SHA-256 of the content, hexadecimal
 * @property {Buffer} [content] when it was to be kept
 */

/**
 * The request as wrk writes it, so that the answers have the same length.
 *
 * @param {number} port
 * @param {string} path
 * @param {Readonly<Record<string, string>>} fields
 */
export function requestText(port, path, fields = {}) {
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`)
  return `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${lines.join('')}\r\n`
}

/**
 * Asks once on a connection of its own and looks at every byte of the answer.
 *
 * @param {number} port
 * @param {string} path
 * @param {Readonly<Record<string, string>>} [fields]
 * @param {{ keep?: boolean }} [options]
 * @returns {Promise<Reply>}
 */
export function ask(port, path, fields, { keep = false } = {}) {
  return new Promise((resolve, reject) => {
    const reader = new ReplyReader(keep)
    const socket = connect(port, '127.0.0.1')
    socket.setTimeout(20_000, () => socket.destroy(new Error(`No answer to ${path} for 20 s`)))
    socket.on('data', (bytes) => {
      try {
        const reply = reader.read(bytes)
        if (reply === undefined) return
        resolve(reply)
        socket.destroy()
      } catch (error) {
        socket.destroy(/** @type {Error} */ (error))
      }
    })
    socket.on('error', reject)
    socket.on('close', () => reject(new Error(`The connection ended within the answer to ${path}`)))
    socket.write(requestText(port, path, fields))
  })
}

class ReplyReader {
  #head = Buffer.alloc(0)
  #hash = createHash('sha256')
  /** @type {Buffer[]} */
  #kept = []
  #length = 0
  /** @type {{ status: number, fields: Map<string, string>, headLength: number } | undefined} */
  #parsed

  /** @param {boolean} keep */
  constructor(keep) {
    this.keep = keep
  }

  /**
   * @param {Buffer} bytes
   * @returns {Reply | undefined} once it is complete
   */
  read(bytes) {
    const content = this.#parsed === undefined ? this.#readHead(bytes) : bytes
    if (this.#parsed === undefined) return undefined
    this.#hash.update(content)
    if (this.keep) this.#kept.push(content)
    this.#length += content.length
    const { status, fields } = this.#parsed
    const expected = status === 304 ? 0 : Number(fields.get('content-length'))
    if (Number.isNaN(expected)) throw new Error(`An answer without Content-Length, status ${status}`)
    if (this.#length < expected) return undefined
    const reply = { ...this.#parsed, length: this.#length, hash: this.#hash.digest('hex') }
    return this.keep ? { ...reply, content: Buffer.concat(this.#kept) } : reply
  }

  /** @param {Buffer} bytes */
  #readHead(bytes) {
    this.#head = Buffer.concat([this.#head, bytes])
    const end = this.#head.indexOf('\r\n\r\n')
    if (end < 0) return bytes
    const [statusLine = '', ...lines] = this.#head.subarray(0, end).toString('latin1').split('\r\n')
    const fields = lines.map((line) => {
      const colon = line.indexOf(':')
      return /** @type {const} */ ([line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()])
    })
    this.#parsed = { status: Number(statusLine.split(' ')[1]), fields: new Map(fields), headLength: end + 4 }
    return this.#head.subarray(end + 4)
  }
}

// @ts-check
import { pageSize, stampAt } from '../sample-files.js'

/**
 * Where in the content of an answer the bytes of a file stand, as an answer that was looked at in full has shown.
 *
 * @typedef {object} Layout
 * @property {number} status
 * @property {number} length bytes of the content
 * @property {readonly Piece[]} pieces
 */

/**
 * @typedef {object} Piece
 * @property {number} at where it begins in the content
 * @property {number} length
 * @property {number} from where it begins in the file; the beginning of a page
 */

/**
 * Looks at the answers on one connection as they come: at the status and the length of each, and within each read at the
 * first whole page. That costs next to nothing, and no answer of the wrong file, place or length passes.
 */
export class BodyCheck {
  #head = ''
  #at = -1
  #piece = 0

  /** @param {Layout} layout */
  constructor(layout) {
    this.layout = layout
  }

  /**
   * @param {Buffer} bytes
   * @returns {number} how many answers are complete with them
   */
  read(bytes) {
    let complete = 0
    let rest = bytes
    while (rest.length > 0) {
      if (this.#at < 0) rest = this.#readHead(rest)
      if (this.#at < 0) break
      const content = rest.subarray(0, this.layout.length - this.#at)
      this.#look(content)
      this.#at += content.length
      rest = rest.subarray(content.length)
      if (this.#at === this.layout.length) {
        complete += 1
        this.#at = -1
        this.#piece = 0
      }
    }
    return complete
  }

  /** @param {Buffer} bytes */
  #readHead(bytes) {
    const before = this.#head.length
    this.#head += bytes.subarray(0, 65_536).toString('latin1')
    const end = this.#head.indexOf('\r\n\r\n')
    if (end < 0) return bytes.subarray(bytes.length)
    const head = this.#head.slice(0, end)
    this.#head = ''
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
    if (!head.startsWith(`HTTP/1.1 ${this.layout.status} `) || Number(length) !== this.layout.length) {
      throw new Error(`An answer that is not the one that was looked at:\n${head}`)
    }
    this.#at = 0
    return bytes.subarray(end + 4 - before)
  }

  /** @param {Buffer} content that stands at the place where we are */
  #look(content) {
    const { pieces } = this.layout
    let piece = pieces[this.#piece]
    while (piece !== undefined && piece.at + piece.length <= this.#at) piece = pieces[(this.#piece += 1)]
    if (piece === undefined) return
    const start = Math.max(this.#at, piece.at) - piece.at
    const page = Math.ceil(start / pageSize)
    const inContent = piece.at + page * pageSize + stampAt - this.#at
    if (inContent + 4 > content.length || (page + 1) * pageSize > piece.length) return
    const stamp = content.readUInt32LE(inContent)
    const expected = piece.from / pageSize + page
    if (stamp !== expected) throw new Error(`Page ${stamp} of the file came where page ${expected} belongs`)
  }
}

// @ts-check
import { closeSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'

/**
 * @typedef {object} Multipart
 * @property {number} ranges
 * @property {number} length of each, bytes; whole pages
 */

/**
 * A Range field with ranges that are spread over a file.
 *
 * @param {Multipart} multipart
 * @param {number} size of the file
 */
export function multipartRange({ ranges, length }, size) {
  const step = Math.floor(size / ranges / 4096) * 4096
  const parts = Array.from({ length: ranges }, (_, index) => `${index * step}-${index * step + length - 1}`)
  return `bytes=${parts.join(',')}`
}

/**
 * Where the bytes of the file stand in an answer with several ranges. Each of them is compared with the file.
 *
 * @param {import('../ask.js').Reply} reply
 * @param {string} root
 * @param {string} name of the file
 * @param {number} ranges
 * @returns {import('./body-check.js').Layout}
 */
export function multipartLayout(reply, root, name, ranges) {
  const content = reply.content ?? Buffer.alloc(0)
  const boundary = /^multipart\/byteranges; boundary="?([^"]+)"?$/.exec(
    reply.fields.get('content-type') ?? '',
  )?.[1]
  if (reply.status !== 206 || boundary === undefined)
    throw new Error(`Status ${reply.status} instead of ranges`)
  const file = openSync(join(root, name), 'r')
  /** @type {import('./body-check.js').Piece[]} */
  const pieces = []
  try {
    for (let at = 0; (at = content.indexOf(`--${boundary}\r\n`, at)) >= 0;) {
      const piece = pieceAt(content, at)
      const wanted = Buffer.alloc(piece.length)
      readSync(file, wanted, 0, piece.length, piece.from)
      if (!wanted.equals(content.subarray(piece.at, piece.at + piece.length))) {
        throw new Error(`The range from ${piece.from} does not have the bytes of the file`)
      }
      pieces.push(piece)
      at = piece.at + piece.length
    }
  } finally {
    closeSync(file)
  }
  if (pieces.length !== ranges) throw new Error(`${pieces.length} ranges instead of ${ranges}`)
  return { status: 206, length: content.length, pieces }
}

/**
 * @param {Buffer} content
 * @param {number} at where the boundary stands
 */
function pieceAt(content, at) {
  const end = content.indexOf('\r\n\r\n', at) + 4
  const head = content.subarray(at, end).toString('latin1')
  const [, first, last] = /content-range: bytes (\d+)-(\d+)\//i.exec(head) ?? []
  return { at: end, length: Number(last) - Number(first) + 1, from: Number(first) }
}

// @ts-check
import { createHash, randomBytes } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'

/** Bytes of a page: each ends with its own number, so that a byte in the wrong place is noticed in passing. */
export const pageSize = 4096

/** Where in a page its number stands. */
export const stampAt = pageSize - 8

const blockSize = 1024 * 1024

/** Reads after which Linux takes the pages of a file for ones in use. */
const readsUntilInUse = 2

/** When the files were changed last: what has changed just now has a tag of its own for a while. */
const longAgo = new Date('2020-01-01T00:00:00Z')

/**
 * @typedef {object} SampleFile
 * @property {string} name
 * @property {number} size bytes
 * @property {string} hash SHA-256 of its bytes, hexadecimal
 */

/** @type {Readonly<Record<string, number>>} */
const units = { k: 1024, m: 1024 ** 2, g: 1024 ** 3 }

/**
 * The files of a row, by name. A name says the size: `100k.pdf`.
 *
 * @param {string} root
 * @param {readonly string[]} names
 * @param {number} [most] bytes; a file that should have more has so many
 * @returns {Map<string, SampleFile>}
 */
export function layFiles(root, names, most = Infinity) {
  return new Map(names.map((name) => [name, layFile(root, name, Math.min(sizeOf(name), most))]))
}

/** @param {string} name */
function sizeOf(name) {
  const [, number = '0', unit = ''] = /(?:^|\/)(\d+)([kmg])[^/]*$/.exec(name) ?? []
  return Number(number) * (units[unit] ?? Number.NaN)
}

/**
 * @param {string} root
 * @param {string} name
 * @param {number} size
 * @returns {SampleFile}
 */
function layFile(root, name, size) {
  const hash = createHash('sha256')
  mkdirSync(dirname(join(root, name)), { recursive: true })
  const file = openSync(join(root, name), 'w')
  for (let offset = 0; offset < size; offset += blockSize) {
    const bytes = blockAt(offset, Math.min(blockSize, size - offset))
    hash.update(bytes)
    writeSync(file, bytes)
  }
  closeSync(file)
  settle(join(root, name))
  utimesSync(join(root, name), longAgo, longAgo)
  return { name, size, hash: hash.digest('hex') }
}

/**
 * Has a file written to the disk and read until the system keeps it as one in use, or else the first contestants would
 * pay for that.
 *
 * @param {string} path
 */
function settle(path) {
  const block = Buffer.alloc(blockSize)
  const file = openSync(path, 'r')
  fsyncSync(file)
  for (let time = 0; time < readsUntilInUse; time += 1) {
    for (let at = 0; ;) {
      const bytes = readSync(file, block, 0, blockSize, at)
      if (bytes === 0) break
      at += bytes
    }
  }
  closeSync(file)
}

const noise = randomBytes(blockSize)

/**
 * @param {number} offset
 * @param {number} length
 */
function blockAt(offset, length) {
  const block = Buffer.from(noise.subarray(0, length))
  // What is asked for its kind by first bytes is what its name says.
  if (offset === 0) block.write('%PDF-1.4\n')
  for (let page = 0; page + pageSize <= length; page += pageSize) {
    block.writeUInt32LE((offset + page) / pageSize, page + stampAt)
  }
  return block
}

/**
 * A folder with many files of 1 KB: some are asked for, the others are there.
 *
 * @param {string} root
 * @param {number} count
 * @param {number} asked
 * @returns {SampleFile[]} those that are asked for, spread over the folder
 */
export function layManyFiles(root, count, asked) {
  mkdirSync(root, { recursive: true })
  const bytes = blockAt(0, 1024)
  const step = Math.max(1, Math.floor(count / asked))
  const hash = createHash('sha256').update(bytes).digest('hex')
  /** @type {SampleFile[]} */
  const files = []
  for (let index = 0; index < count; index += 1) {
    const name = `${String(index).padStart(7, '0')}.pdf`
    const isAsked = index % step === 0 && files.length < asked
    if (isAsked) files.push({ name, size: bytes.length, hash })
    // An empty file takes a name and an inode, which is what is looked for here, and no room for bytes.
    writeFileSync(join(root, name), isAsked ? bytes : '')
    if (isAsked) utimesSync(join(root, name), longAgo, longAgo)
  }
  return files
}

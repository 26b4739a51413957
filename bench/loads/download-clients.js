// @ts-check
// Clients of large files, in a process of their own: each asks again when it has everything. Says "begin" once they are
// at full speed and ends with the figures. Settings come as JSON.
import { connect } from 'node:net'
import { requestText } from '../ask.js'
import { BodyCheck } from './body-check.js'

/**
 * @typedef {object} Settings
 * @property {number} port
 * @property {string} path
 * @property {Readonly<Record<string, string>>} fields
 * @property {number} connections
 * @property {number} seconds
 * @property {import('./body-check.js').Layout} layout
 */

/** Milliseconds before counting: connections and buffers grow. */
const runUp = 300

/** Bytes of one read: large, so that the load takes less than the server gives, and small enough for the cache. */
const readSize = 256 * 1024

/** @type {Settings} */
const { port, path, fields, connections, seconds, layout } = JSON.parse(process.argv[2] ?? '{}')
const request = requestText(port, path, fields)
let [bytes, answers] = [0, 0]

/**
 * Bytes between the beginning of a page, near which the C library puts large buffers, and ours. To its first bytes
 * AMD's processors copy a page six times as slowly as to all others, which would slow down most who sends most evenly.
 */
const headroom = 112

// What is read has been looked at when the next read begins: one buffer does for all.
const buffer = Buffer.allocUnsafeSlow(headroom + readSize).subarray(headroom)
for (let client = 0; client < connections; client += 1) download()

setTimeout(begin, runUp)

/** When this turn of the event loop began, the bytes until then, and the milliseconds of all turns in which some came. */
let [turn, bytesOfTurns, busy] = [performance.now(), 0, 0]

// Clients are on other machines in life. One that sleeps on this machine is woken at the server's expense, for each 64 KB
// where it is faster than the server: most by the slowest. So the load never sleeps.
setImmediate(endTurn)

function endTurn() {
  const now = performance.now()
  if (bytes !== bytesOfTurns) busy += now - turn
  turn = now
  bytesOfTurns = bytes
  setImmediate(endTurn)
}

function download() {
  const check = new BodyCheck(layout)
  const socket = connect({
    port,
    host: '127.0.0.1',
    onread: {
      buffer,
      callback: (length, read) => {
        bytes += length
        const complete = check.read(/** @type {Buffer} */ (read).subarray(0, length))
        answers += complete
        for (let again = 0; again < complete; again += 1) socket.write(request)
        return true
      },
    },
  })
  socket.setNoDelay(true)
  socket.on('error', fail)
  socket.on('close', () => fail(new Error('The server closed a connection')))
  socket.write(request)
}

function begin() {
  ;[bytes, answers, busy, bytesOfTurns] = [0, 0, 0, 0]
  const begun = performance.now()
  process.send?.('begin')
  setTimeout(() => {
    const milliseconds = performance.now() - begun
    const figures = { bytes, answers, seconds: milliseconds / 1000, busy: (100 * busy) / milliseconds }
    process.send?.(figures, () => process.exit(0))
  }, seconds * 1000)
}

/** @param {unknown} error */
function fail(error) {
  console.error(error)
  process.exit(1)
}

process.on('uncaughtException', fail)
process.on('disconnect', () => process.exit())

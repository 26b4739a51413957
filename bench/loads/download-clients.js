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
  ;[bytes, answers] = [0, 0]
  const begun = { time: performance.now(), cpu: process.cpuUsage() }
  process.send?.('begin')
  setTimeout(() => {
    const milliseconds = performance.now() - begun.time
    const { user, system } = process.cpuUsage(begun.cpu)
    const figures = {
      bytes,
      answers,
      seconds: milliseconds / 1000,
      busy: (user + system) / 10 / milliseconds,
    }
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

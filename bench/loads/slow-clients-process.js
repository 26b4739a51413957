// @ts-check
// Clients that read at a steady rate, or not at all, in a process of their own. Tells what they have got, some times after the
// last of them has an answer. Settings come as JSON.
import { connect } from 'node:net'
import { requestText } from '../ask.js'
import { BodyCheck } from './body-check.js'

/**
 * @typedef {object} Settings
 * @property {number} port
 * @property {string} path
 * @property {number} clients
 * @property {number} rate bytes per second of each; 0 reads the beginning and then no more
 * @property {readonly number[]} moments of its reports, in seconds after the last of them has an answer
 * @property {import('./body-check.js').Layout} layout
 */

/** Bytes of one read. */
const readSize = 16 * 1024

/** Milliseconds between two looks at who may read again. */
const tick = 5

/** Clients that may wait for their first byte at a time, so that nobody is turned away at the door. */
const atOnce = 50

/** @type {Settings} */
const { port, path, clients, rate, moments, layout } = JSON.parse(process.argv[2] ?? '{}')

/** @typedef {{ socket: import('node:net').Socket, begun: number, bytes: number, waits: boolean }} Client */

/** @type {Client[]} */
const all = []
let answered = 0

const buffer = Buffer.allocUnsafeSlow(readSize)

const timer = setInterval(() => {
  while (all.length < clients && all.length - answered < atOnce) enter()
  const now = performance.now()
  for (const client of all) {
    if (!client.waits || rate === 0 || now < dueAt(client)) continue
    client.waits = false
    client.socket.resume()
  }
}, tick)

function enter() {
  const check = new BodyCheck(layout)
  /** @type {Client} */
  const client = {
    socket: connect(socketOptions()),
    begun: performance.now(),
    bytes: 0,
    waits: false,
  }
  all.push(client)
  client.socket.on('error', fail)
  client.socket.on('close', () => fail(new Error('The server closed a connection')))
  client.socket.write(requestText(port, path))

  function socketOptions() {
    return { port, host: '127.0.0.1', onread: { buffer, callback: read } }
  }

  /**
   * @param {number} length
   * @param {Uint8Array} bytes
   */
  function read(length, bytes) {
    check.read(/** @type {Buffer} */ (bytes).subarray(0, length))
    if (client.bytes === 0) arrive()
    client.bytes += length
    client.waits = rate === 0 || performance.now() < dueAt(client)
    return !client.waits
  }
}

/** @param {Client} client */
function dueAt({ begun, bytes }) {
  return begun + (bytes / rate) * 1000
}

function arrive() {
  answered += 1
  if (answered < clients) return
  for (const moment of moments) setTimeout(report, moment * 1000)
}

function report() {
  const now = performance.now()
  const bytes = all.reduce((sum, client) => sum + client.bytes, 0)
  const behind = all.filter((client) => client.bytes < (0.9 * rate * (now - client.begun)) / 1000).length
  process.send?.({ bytes, behind })
}

/** @param {unknown} error */
function fail(error) {
  console.error(error)
  clearInterval(timer)
  process.exit(1)
}

process.on('uncaughtException', fail)
process.on('disconnect', () => process.exit())

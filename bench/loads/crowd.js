// @ts-check
import { once } from 'node:events'
import { connect } from 'node:net'
import { requestText } from '../ask.js'
import { checkedReply } from './expectation.js'
import { filesLeft } from './slow-clients.js'

/** More downloads than the server may open files for: what their clients are told, and whether it lives on. */

/**
 * @typedef {object} CrowdLoad
 * @property {'crowd'} kind
 * @property {string} path of a file that no client finishes
 * @property {string} checkPath of a smaller file
 * @property {number} clients
 */

/** @type {import('./loads.js').Measure<CrowdLoad>} */
export async function measureCrowd(server, { path, checkPath, clients }, { files, root }) {
  const expectation = { status: 200, file: files.get(checkPath) }
  await checkedReply(server, `/${checkPath}`, {}, expectation)
  const sockets = Array.from({ length: clients }, () => connect(server.port, '127.0.0.1'))
  /** @type {number[]} */
  const statuses = []
  try {
    // All are let in before anybody asks: what runs out is files.
    await Promise.all(sockets.map((socket) => once(socket, 'connect')))
    for (const socket of sockets) statuses.push(await statusOn(socket, requestText(server.port, `/${path}`)))
  } finally {
    for (const socket of sockets) socket.destroy()
  }
  const left = await filesLeft(server, root, clients)
  const count = (/** @type {number} */ status) => statuses.filter((each) => each === status).length
  // It must serve again, to the last byte.
  if (server.isAlive) await checkedReply(server, `/${checkPath}`, {}, expectation)
  return {
    answered200: count(200),
    answered503: count(503),
    otherAnswers: clients - count(200) - count(503),
    crashes: server.isAlive ? 0 : 1,
    filesLeft: left,
  }
}

/**
 * @param {import('node:net').Socket} socket
 * @param {string} request
 * @returns {Promise<number>} 0 when the connection was closed without an answer
 */
function statusOn(socket, request) {
  return new Promise((resolve) => {
    socket.once('data', (bytes) => {
      socket.pause()
      resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(bytes.toString('latin1'))?.[1] ?? 0))
    })
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(0))
    socket.write(request)
  })
}

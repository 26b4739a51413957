// @ts-check
import { once } from 'node:events'
import { connect, createServer } from 'node:net'

/** A port of 127.0.0.1 that nobody listens on. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

/**
 * Waits until something listens on a port, or until the program that should do so ends.
 *
 * @param {number} port
 * @param {import('node:child_process').ChildProcess} program
 * @param {string} name
 */
export async function untilListening(port, program, name) {
  const latest = Date.now() + 15_000
  while (!(await accepts(port))) {
    if (program.exitCode !== null || program.signalCode !== null) throw new Error(`${name} ended at once`)
    if (Date.now() > latest) throw new Error(`${name} does not listen after 15 s`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** @param {number} port */
function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}

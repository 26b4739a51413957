import { once } from 'node:events'
import { type AddressInfo, type Server, connect, createServer } from 'node:net'

/** The only interface that anything here listens on: what other computers send never arrives. */
export const loopback = '127.0.0.1'

/** Listens on a port, or on a free one for 0, and gives it. */
export async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, loopback)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** A port that nobody listens on: the one wanted, or any for 0. Fails when somebody does. */
export async function freePort(wanted: number): Promise<number> {
  const server = createServer()
  const port = await listen(server, wanted)
  server.close()
  await once(server, 'close')
  return port
}

/** Waits until something listens on a port. */
export async function untilListening(port: number): Promise<void> {
  const end = Date.now() + 10_000
  while (!(await accepts(port))) {
    if (Date.now() > end) throw new Error(`Nothing listens on port ${port} after ten seconds`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, loopback)
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}

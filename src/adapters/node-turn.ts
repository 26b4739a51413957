import type { Duplex } from 'node:stream'
import type { NodeRequest, NodeResponse } from './node-handles.ts'

/** Who waits for a turn on a connection, told together when it closes. */
const waiting = new WeakMap<Duplex, Set<() => void>>()

/**
 * Waits until a response has its connection for itself, or the client has left. A client may ask for much at once,
 * and what is opened and read before it can be written lies in memory.
 *
 * @returns nothing when that is so already
 */
export function turnOf(request: NodeRequest, response: NodeResponse): Promise<void> | undefined {
  // A response of HTTP/1 has no socket while others on its connection come first.
  if (response.socket !== null || request.httpVersionMajor !== 1 || request.socket.destroyed) return undefined
  const others = waitersOf(request.socket)
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('socket', done)
      others.delete(done)
      resolve()
    }
    response.once('socket', done)
    others.add(done)
  })
}

function waitersOf(socket: Duplex): Set<() => void> {
  const known = waiting.get(socket)
  if (known !== undefined) return known
  const waiters = new Set<() => void>()
  waiting.set(socket, waiters)
  socket.once('close', () => {
    for (const wake of waiters) wake()
  })
  return waiters
}

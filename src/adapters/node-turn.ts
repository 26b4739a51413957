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
  // A response of HTTP/1 has no socket while others on its connection come first. Without another one it has none
  // because no socket is used at all, as where requests are made up.
  const { socket } = request
  if (response.socket !== null || request.httpVersionMajor !== 1 || socket.destroyed) return undefined
  if (!hasOther(socket, response)) return undefined
  const others = waitersOf(socket)
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

/** Node.js keeps the response that is being written on its socket, by a name of its own. */
function hasOther(socket: Duplex & { readonly _httpMessage?: unknown }, response: NodeResponse): boolean {
  const { _httpMessage: current } = socket
  return current !== undefined && current !== null && current !== response
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

import { type IncomingMessage, OutgoingMessage, type ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import { Socket } from 'node:net'
import { types } from 'node:util'

/** A request of node:http, node:https or the compatibility API of node:http2. */
export type NodeRequest = IncomingMessage | Http2ServerRequest

/** A response of node:http, node:https or the compatibility API of node:http2. */
export type NodeResponse = ServerResponse | Http2ServerResponse

/** What a handler of node:http has at hand. */
export type NodeHandles = [request: NodeRequest, response: NodeResponse]

/** Whether the client has left, so that nobody gets what is written. */
export function hasLeft(request: NodeRequest, response: NodeResponse): boolean {
  return response.destroyed || request.socket.destroyed
}

/**
 * The connection to watch besides a response: one that waits behind another on the same connection never closes by
 * itself. Under HTTP/2 none waits, and a connection that is made up may have no events.
 */
export function watchedConnection({ httpVersionMajor, socket }: NodeRequest): Socket | undefined {
  return httpVersionMajor === 1 && typeof socket.on === 'function' ? socket : undefined
}

/** Whether an answer is one of many that may be under way on its connection. */
export function isMultiplexed({ httpVersionMajor }: NodeRequest): boolean {
  return httpVersionMajor > 1
}

/**
 * Bytes of one write to one of many on a connection. Its clients say how much they take, and Node.js refuses more of them
 * on a connection for which 10 MB wait.
 */
export const largestOfStream: number = 64 * 1024

/** RST_STREAM with this code tells a client of HTTP/2 that the answer is broken (RFC 9113, section 7). */
const internalError = 2

/** Ends the connection, so that no client takes what it has got for the whole answer. */
export function breakOff(response: NodeResponse): void {
  if (response.writableFinished) return
  if ('stream' in response) response.stream.close(internalError)
  else response.destroy()
}

const plainMessage = OutgoingMessage.prototype
const plainSocket = Socket.prototype

/**
 * Whether nothing stands between us and the system that could keep what it is given to write: no middleware, no
 * class of the application's own, no proxy, no connection that is made up, as bridges from Fetch to node:http have it.
 */
export function isUnwrapped(response: NodeResponse): boolean {
  const { socket } = response
  return (
    response.write === plainMessage.write &&
    response.end === plainMessage.end &&
    !types.isProxy(response) &&
    // A socket of TLS has the same.
    socket?.write === plainSocket.write &&
    socket.end === plainSocket.end &&
    socket._write === plainSocket._write &&
    socket._writev === plainSocket._writev
  )
}

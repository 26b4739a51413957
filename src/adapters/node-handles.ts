import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'

/** A request of node:http, node:https or the compatibility API of node:http2. */
export type NodeRequest = IncomingMessage | Http2ServerRequest

/** A response of node:http, node:https or the compatibility API of node:http2. */
export type NodeResponse = ServerResponse | Http2ServerResponse

/** What a handler of node:http has at hand. */
export type NodeHandles = [request: NodeRequest, response: NodeResponse]

/**
 * Whether the client has left, so that nobody gets what is written. A response that waits behind another one on the
 * same connection never closes by itself, and may come to be answered when its connection is long gone.
 */
export function hasLeft(request: NodeRequest, response: NodeResponse): boolean {
  return response.destroyed || request.socket.destroyed
}

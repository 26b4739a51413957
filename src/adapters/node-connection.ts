import type { ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { isUnwrapped } from './node-handles.ts'

// What Node.js keeps of a response and of its connection is not documented in part, so nothing of it is taken for granted.

interface Progress {
  /** Whether the content goes out: not where Node.js took the request for HEAD, or the status has none, whatever is written. */
  readonly _hasBody?: unknown
  /** Whether the head went out; `headersSent` only says that it is made. */
  readonly _headerSent?: unknown
}

interface Handle {
  readonly fd?: unknown
  /** Bytes that the system has not taken. */
  readonly writeQueueSize?: unknown
}

/** Kinds of handles whose bytes are those of the connection. */
const kinds = new Set(['TCP', 'Pipe'])

/**
 * The descriptor of the connection to which the system may copy the content of a response, as it is, at this moment.
 *
 * @returns `undefined` before the head is written; where Node.js writes no content, frames it or counts it; under TLS; where somebody
 *   changes what is written, or something waits to be written first; and where the connection is of a kind that we do not know
 */
export function descriptorFor(response: ServerResponse): number | undefined {
  const { socket } = response
  if (socket === null || !isUnderWay(response) || !isUnwrapped(response)) return undefined
  if (response.chunkedEncoding || response.strictContentLength) return undefined
  // A class of somebody's own, as that of TLS is.
  if (Object.getPrototypeOf(socket) !== Socket.prototype || socket.writableLength > 0) return undefined
  return descriptorOf((socket as { readonly _handle?: Handle | null })._handle)
}

function isUnderWay(response: ServerResponse): boolean {
  const { _hasBody, _headerSent } = response as Progress
  return _hasBody === true && _headerSent === true && !response.destroyed && !response.writableEnded
}

function descriptorOf(handle: Handle | null | undefined): number | undefined {
  if (handle === null || handle === undefined || !kinds.has(handle.constructor.name)) return undefined
  const { fd, writeQueueSize } = handle
  return typeof fd === 'number' && fd >= 0 && writeQueueSize === 0 ? fd : undefined
}

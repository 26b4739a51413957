import { OutgoingMessage, type OutgoingHttpHeaders } from 'node:http'
import { Socket } from 'node:net'
import { types } from 'node:util'
import type { Answer } from '../core/answer.ts'
import { XsendfileError } from '../core/errors.ts'
import type { FieldValue } from '../core/fields.ts'
import type { RequestHead } from '../http/request-head.ts'
import type { Adapter, Delivery, Sent } from './adapter.ts'
import { writeContent } from './node-content.ts'
import type { NodeHandles, NodeRequest, NodeResponse } from './node-handles.ts'
import { turnOf } from './node-turn.ts'
import { wrongDoor } from './wrong-door.ts'

/** RST_STREAM with this code tells a client of HTTP/2 that the answer is broken (RFC 9113, section 7). */
const internalError = 2

/** node:http, node:https and the compatibility API of node:http2. */
export const nodeAdapter: Adapter<NodeHandles, Sent> = {
  handles: ['request', 'response'],
  keepsFailures: true,

  request(request, response): RequestHead {
    checkHandles(request, response)
    const { headers } = request
    return {
      method: request.method ?? 'GET',
      field(name) {
        const value = headers[name]
        return typeof value === 'object' ? value.join(', ') : value
      },
    }
  },

  refuseAnswered: (_, response) => refuseAnswered(response),

  turn: turnOf,

  answerFields(_, response): [string, FieldValue | undefined][] {
    return response.getHeaderNames().map((name) => [name, fieldValueOf(response.getHeader(name))])
  },

  write(delivery, request, response): Sent | Promise<Sent> {
    const { answer, sent, open } = delivery
    const { content } = answer
    if (open !== undefined) return writeFile(delivery, open, request, response)
    writeHead(answer, response)
    response.end(content.kind === 'text' ? content.text : '')
    return sent
  },

  leave: ({ sent }) => sent,

  async fail(_, delivery, __, response): Promise<Sent> {
    if (response.headersSent) breakOff(response)
    else writeFailure(delivery, response)
    return delivery.sent
  },
}

/** Nothing may fail here: nobody else answers, and a rejection would end the process. */
function writeFailure({ answer }: Delivery, response: NodeResponse): void {
  try {
    writeHead(answer, response)
    response.end(answer.content.kind === 'text' ? answer.content.text : '')
  } catch {
    // The head cannot be written, because of what somebody has set or wrapped.
    breakOff(response)
  }
}

/** Takes from a response what would describe the file, or make a front end send it, in the answer to an error. */
export function clearHead({ removed }: Answer, response: NodeResponse): void {
  for (const name of removed) response.removeHeader(name)
}

/** Ends the connection, so that no client takes what it has got for the whole answer. */
export function breakOff(response: NodeResponse): void {
  if (response.writableFinished) return
  if ('stream' in response) response.stream.close(internalError)
  else response.destroy()
}

async function writeFile(
  { answer, sent }: Delivery,
  open: NonNullable<Delivery['open']>,
  request: NodeRequest,
  response: NodeResponse,
): Promise<Sent> {
  const isPlain = isUnwrapped(response)
  const source = open(isPlain)
  try {
    await writeContent(source, { request, response, isPlain }, () => writeHead(answer, response))
  } finally {
    source.close()
  }
  return sent
}

function writeHead({ status, fields, removed }: Answer, response: NodeResponse): void {
  // The application may have answered while we looked for the file.
  refuseAnswered(response)
  for (const name of removed) response.removeHeader(name)
  if (isUntouched(response)) {
    response.writeHead(status, fields as OutgoingHttpHeaders)
    return
  }
  response.statusCode = status
  // One by one, so that middleware that waits for the head finds them there.
  for (const [name, value] of Object.entries(fields)) response.setHeader(name, value)
}

function refuseAnswered(response: NodeResponse): void {
  if (!response.headersSent && !response.writableEnded) return
  throw new XsendfileError(
    'ERR_XSENDFILE_ALREADY_ANSWERED',
    'Cannot send a file: the response has been answered already; call `send` once, await it, and write nothing besides',
  )
}

/** Whether neither the application nor middleware has anything to say about the head. */
function isUntouched(response: NodeResponse): boolean {
  return !Object.hasOwn(response, 'writeHead') && response.getHeaderNames().length === 0
}

/**
 * Whether nothing stands between us and the system that could keep what it is given to write: no middleware, no
 * class of the application's own, no proxy, no connection that is made up, as bridges from Fetch to node:http have it.
 */
function isUnwrapped(response: NodeResponse): boolean {
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

const plainMessage = OutgoingMessage.prototype
const plainSocket = Socket.prototype

function fieldValueOf(value: number | string | readonly string[] | undefined): FieldValue | undefined {
  return typeof value === 'number' ? String(value) : value
}

function checkHandles(request: unknown, response: unknown): void {
  if (isObject(request) && 'headers' in request && 'method' in request) {
    if (isObject(response) && 'setHeader' in response && 'end' in response) return
  }
  throw wrongDoor('`send(request, response, path, options)` with the request and the response', request)
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

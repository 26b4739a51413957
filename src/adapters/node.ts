import type { OutgoingHttpHeaders } from 'node:http'
import type { Answer } from '../core/answer.ts'
import type { OpenContent } from '../core/content.ts'
import { XsendfileError } from '../core/errors.ts'
import type { FieldValue } from '../core/fields.ts'
import type { RequestHead } from '../http/request-head.ts'
import type { Adapter, Delivery, Sent } from './adapter.ts'
import { writeContent } from './node-content.ts'
import {
  type NodeHandles,
  type NodeRequest,
  type NodeResponse,
  breakOff,
  isUnwrapped,
} from './node-handles.ts'
import { turnOf } from './node-turn.ts'
import { wrongDoor } from './wrong-door.ts'

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

function writeFile(
  { answer, sent }: Delivery,
  open: OpenContent,
  request: NodeRequest,
  response: NodeResponse,
): Promise<Sent> {
  const isPlain = isUnwrapped(response)
  const target = { request, response, isPlain }
  return writeContent(open(isPlain), target, () => writeHead(answer, response), sent)
}

function writeHead({ status, fields, removed }: Answer, response: NodeResponse): void {
  // The application may have answered while we looked for the file.
  refuseAnswered(response)
  for (const name of removed) response.removeHeader(name)
  if (!Object.hasOwn(response, 'writeHead')) {
    response.writeHead(status, fields as OutgoingHttpHeaders)
    return
  }
  // Middleware waits for the head, and looks for the fields where it has set its own.
  response.statusCode = status
  for (const [name, value] of Object.entries(fields)) response.setHeader(name, value)
}

function refuseAnswered(response: NodeResponse): void {
  if (!response.headersSent && !response.writableEnded) return
  throw new XsendfileError(
    'ERR_XSENDFILE_ALREADY_ANSWERED',
    'Cannot send a file: the response has been answered already; call `send` once, await it, and write nothing besides',
  )
}

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

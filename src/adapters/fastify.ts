import { Readable } from 'node:stream'
import type { Answer } from '../core/answer.ts'
import { XsendfileError } from '../core/errors.ts'
import type { RequestHead } from '../http/request-head.ts'
import type { Adapter, Sent } from './adapter.ts'
import { nodeAdapter } from './node.ts'
import type { NodeRequest, NodeResponse } from './node-handles.ts'
import { contentOf, discard, untilAnswered } from './node-stream.ts'
import { hasMembers, wrongDoor } from './wrong-door.ts'

/** What is used of a request of Fastify; Fastify's own type extends it. */
export interface FastifyRequest {
  readonly raw: NodeRequest
  headers: Record<string, string | string[] | undefined>
}

/** What is used of a reply of Fastify; Fastify's own type extends it. */
export interface FastifyReply {
  readonly raw: NodeResponse
  readonly sent: boolean
  code(status: number): unknown
  header(name: string, value: unknown): unknown
  removeHeader(name: string): unknown
  getHeaders(): Readonly<Record<string, number | string | readonly string[] | undefined>>
  send(payload?: unknown): unknown
  hijack(): unknown
}

/** What a handler of Fastify has at hand. */
export type FastifyHandles = [request: FastifyRequest, reply: FastifyReply]

/** Fastify: the answer goes through `reply.send`, so that hooks see it. */
export const fastifyAdapter: Adapter<FastifyHandles, Sent> = {
  handles: ['request', 'reply'],
  keepsFailures: false,

  request(request, reply): RequestHead {
    if (!hasMembers(request, ['raw', 'headers']) || !hasMembers(reply, ['raw', 'hijack', 'getHeaders'])) {
      throw wrongDoor(
        '`send(request, reply, path, options)` with the request and the reply of Fastify',
        request,
      )
    }
    return nodeAdapter.request(request.raw, reply.raw)
  },

  refuseAnswered: (_, reply) => refuseAnswered(reply),

  answerFields: (_, reply) =>
    Object.entries(reply.getHeaders()).map(([name, value]) => [
      name,
      typeof value === 'number' ? String(value) : value,
    ]),

  async write(delivery, request, reply): Promise<Sent> {
    const content = await contentOf(delivery, request.raw, reply.raw)
    if (isAnswered(reply)) discard(content)
    refuseAnswered(reply)
    putHead(delivery.answer, request, reply)
    reply.send(payloadOf(delivery.answer, content, request))
    await answered(request, reply)
    return delivery.sent
  },

  leave: ({ sent }) => sent,

  turn: (request, reply) => nodeAdapter.turn?.(request.raw, reply.raw),

  async fail(error, { answer, sent }, request, reply): Promise<Sent> {
    // Fastify breaks off by itself what has begun. Not thrown: a handler without `await` would end the process.
    if (!isAnswered(reply)) {
      for (const name of answer.removed) reply.removeHeader(name)
      reply.send(error)
    }
    await answered(request, reply)
    return sent
  },
}

/** Puts status and fields on a reply. */
export function putHead(
  { status, fields, removed }: Answer,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  reply.code(status)
  for (const name of removed) reply.removeHeader(name)
  for (const [name, value] of Object.entries(fields)) {
    // Fastify would add lines of Set-Cookie to those that are there.
    reply.removeHeader(name)
    reply.header(name, value)
  }
  // @fastify/compress does not heed `no-transform`; this is the switch that it has.
  request.headers = { ...request.headers, 'x-no-compression': '1' }
}

/** Fastify would give the answer to HEAD the length of an empty text; it leaves that of a stream alone. */
function payloadOf(
  { status }: Answer,
  content: string | Buffer | Readable,
  { raw }: FastifyRequest,
): Buffer | Readable | undefined {
  if (raw.method === 'HEAD') return Readable.from([])
  if (status === 304) return undefined
  return typeof content === 'string' ? Buffer.from(content) : content
}

/** Fastify would answer for a second time when a handler comes back before the answer is written. */
async function answered(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  await untilAnswered(request.raw, reply.raw)
  // Nothing is left to be sent: neither what the handler returns.
  reply.hijack()
}

function isAnswered(reply: FastifyReply): boolean {
  return reply.sent || reply.raw.headersSent
}

function refuseAnswered(reply: FastifyReply): void {
  if (!isAnswered(reply)) return
  throw new XsendfileError(
    'ERR_XSENDFILE_ALREADY_ANSWERED',
    'Cannot send a file: the reply has been sent already; write `await documents.send(request, reply, path)`, call it once, and send nothing besides',
  )
}

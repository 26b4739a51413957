import type { Answer } from '../core/answer.ts'
import type { OpenContent } from '../core/content.ts'
import type { Fields } from '../core/fields.ts'
import type { RequestHead } from '../http/request-head.ts'
import type { Adapter, Delivery, Sent } from './adapter.ts'
import { firstChunk } from './fetch-chunks.ts'
import { ContentForShortcut, ContentForStream } from './fetch-content.ts'
import { departureOf, putMissingFields } from './fetch-server.ts'
import { shortcutOf } from './fetch-shortcut.ts'
import { streamOf } from './fetch-streams.ts'
import { hasMembers, wrongDoor } from './wrong-door.ts'

/** What a handler of the Fetch standard has at hand. */
export type FetchHandles = [request: Request]

const outcomes = new WeakMap<Response, Sent>()

/**
 * How a response of `send` was answered: its status, who sends the bytes, and the outcome.
 *
 * @returns `undefined` for a response that `send` did not make
 * @example
 * ```ts
 * import { outcomeOf, xsendfile } from 'xsendfile'
 *
 * const documents = xsendfile('/srv/my-app/documents')
 * const response = await documents.send(new Request('http://localhost/'), 'plans.pdf')
 * console.log(outcomeOf(response)) // { status: 200, sender: 'embedded', outcome: 'whole' }
 * ```
 */
export function outcomeOf(response: Response): Sent | undefined {
  return outcomes.get(response)
}

/** The Fetch standard: a Request in, a Response out. */
export const fetchAdapter: Adapter<FetchHandles, Response> = {
  handles: ['request'],
  keepsFailures: false,

  request(request): RequestHead {
    checkRequest(request)
    const { headers } = request
    return { method: request.method, field: (name) => headers.get(name) ?? undefined }
  },

  turn: (request) => shortcutOf(request)?.turn(),

  answerFields: () => [],

  async write(delivery, request): Promise<Response> {
    const { answer, sent, open } = delivery
    const body = open === undefined ? textOf(answer) : await bodyOf(open, request, delivery)
    const headers = headersOf(answer.fields)
    putMissingFields(headers, request.method)
    const response = new Response(body, { status: answer.status, headers })
    outcomes.set(response, sent)
    return response
  },

  leave({ sent }): Response {
    const response = new Response(null, { status: sent.status })
    outcomes.set(response, sent)
    return response
  },

  async fail(error): Promise<Response> {
    throw error
  },
}

function textOf({ content }: Answer): string | null {
  return content.kind === 'text' ? content.text : null
}

/** Reads the first bytes at once: a small file needs no stream, and one that cannot be read no answer. */
async function bodyOf(
  open: OpenContent,
  request: Request,
  { failed }: Delivery,
): Promise<Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>> {
  // Nothing tells how long who reads a response keeps what it is given.
  const source = open(false)
  try {
    const shortcut = shortcutOf(request)
    if (shortcut !== undefined && source.length > firstChunk) {
      const content = await ContentForShortcut.read(open, shortcut.isMultiplexed)
      return streamOf(content, failed, departureOf(request))
    }
    const first = await source.read(firstChunk)
    if (first !== undefined && first.length < source.length) {
      return streamOf(new ContentForStream(open, source, first), failed, departureOf(request))
    }
    source.close()
    return (first ?? new Uint8Array(0)) as Uint8Array<ArrayBuffer>
  } catch (error) {
    source.close()
    throw error
  }
}

function headersOf(fields: Fields): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(fields)) {
    for (const line of typeof value === 'string' ? [value] : value) headers.append(name, line)
  }
  return headers
}

function checkRequest(request: unknown): void {
  if (hasMembers(request, ['headers']) && (request as Request).headers instanceof Headers) return
  throw wrongDoor('`send(request, path, options)` with a Request of the Fetch standard', request)
}

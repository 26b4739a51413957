import type { Answer } from '../core/answer.ts'
import type { ContentSource } from '../core/content.ts'
import type { Fields } from '../core/fields.ts'
import type { RequestHead } from '../http/request-head.ts'
import type { Adapter, Delivery, Sent } from './adapter.ts'
import { Chunks, firstChunk } from './fetch-chunks.ts'
import { departureOf, putMissingFields } from './fetch-server.ts'
import { hasMembers, wrongDoor } from './wrong-door.ts'

/** What a handler of the Fetch standard has at hand. */
export type FetchHandles = [request: Request]

const outcomes = new WeakMap<Response, Sent>()

/** Files behind streams that nobody can read any more, such as a response that middleware has replaced. */
const forgotten = new FinalizationRegistry<Chunks>((chunks) => chunks.close())

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

  answerFields: () => [],

  async write(delivery, request): Promise<Response> {
    const { answer, sent, open } = delivery
    const body = open === undefined ? textOf(answer) : await bodyOf(open(false), request, delivery)
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
  source: ContentSource,
  request: Request,
  { failed }: Delivery,
): Promise<Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>> {
  try {
    const first = await source.read(firstChunk)
    if (first !== undefined && first.length < source.length)
      return streamOf(source, first, departureOf(request), failed)
    source.close()
    return (first ?? new Uint8Array(0)) as Uint8Array<ArrayBuffer>
  } catch (error) {
    source.close()
    throw error
  }
}

function streamOf(
  source: ContentSource,
  first: Uint8Array,
  departure: AbortSignal | undefined,
  failed: Delivery['failed'],
): ReadableStream<Uint8Array> {
  const chunks = new Chunks(source, first)
  let cancelled = false
  const stop = (): void => {
    departure?.removeEventListener('abort', stop)
    chunks.close()
  }
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const bytes = await chunks.next()
          if (cancelled) return
          if (bytes !== undefined) controller.enqueue(bytes)
          else finish(controller)
        } catch (error) {
          stop()
          failed(error)
          controller.error(error)
        }
      },
      cancel() {
        cancelled = true
        stop()
      },
    },
    // Nothing is read ahead: a client that never reads costs one open file and the first bytes.
    { highWaterMark: 0 },
  )
  const finish = (controller: ReadableStreamDefaultController): void => {
    stop()
    if (departure?.aborted === true) controller.error(departure.reason)
    else controller.close()
  }
  departure?.addEventListener('abort', stop)
  // The client may have left already, and then some servers never look at the stream.
  if (departure?.aborted === true) stop()
  forgotten.register(stream, chunks)
  return stream
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

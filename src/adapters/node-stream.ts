import { Readable } from 'node:stream'
import type { ContentSource } from '../core/content.ts'
import type { Delivery } from './adapter.ts'
import {
  type NodeRequest,
  type NodeResponse,
  hasLeft,
  isMultiplexed,
  largestOfStream,
  watchedConnection,
} from './node-handles.ts'

/** Bytes of one read, and so what one download holds in memory. */
const chunkSize = 256 * 1024

/**
 * The content of an answer for frameworks that take a text, bytes or a stream. The first bytes are read at once: a
 * small file needs no stream, and one that cannot be read is a failure that can still be answered.
 */
export async function contentOf(
  { answer, open, failed }: Delivery,
  request: NodeRequest,
  response: NodeResponse,
): Promise<string | Buffer | Readable> {
  if (open === undefined) return answer.content.kind === 'text' ? answer.content.text : ''
  // What the framework has not written yet must not be overwritten.
  const source = open(false)
  const atMost = isMultiplexed(request) ? largestOfStream : chunkSize
  try {
    const first = await source.read(atMost)
    if (first !== undefined && first.length < source.length)
      return new ContentStream(source, atMost, first, failed, request, response)
    source.close()
    return asBuffer(first ?? new Uint8Array(0))
  } catch (error) {
    source.close()
    throw error
  }
}

/** Lets go of a content that is not going to be written. */
export function discard(content: string | Buffer | Readable): void {
  if (content instanceof Readable) content.destroy()
}

/** Waits until a response has been written, or until its client has left. */
export function untilAnswered(request: NodeRequest, response: NodeResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      unwatch()
      resolve()
    }
    const unwatch = watchClosing(request, response, done)
    response.once('finish', done)
    if (response.writableFinished || hasLeft(request, response)) done()
  })
}

/** A content whose file is closed when nobody can read it any more. */
class ContentStream extends Readable {
  readonly #source: ContentSource
  readonly #atMost: number
  readonly #failed: Delivery['failed']
  readonly #unwatch: () => void
  #first: Uint8Array | undefined

  constructor(
    source: ContentSource,
    atMost: number,
    first: Uint8Array,
    failed: Delivery['failed'],
    request: NodeRequest,
    response: NodeResponse,
  ) {
    super()
    this.#source = source
    this.#atMost = atMost
    this.#first = first
    this.#failed = failed
    // A framework that never comes to reading, or whose middleware replaces the stream, would keep the file open.
    this.#unwatch = watchClosing(request, response, () => void this.destroy())
    if (hasLeft(request, response)) this.destroy()
  }

  override _read(): void {
    void this.#next()
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#unwatch()
    this.#source.close()
    callback(error)
  }

  async #next(): Promise<void> {
    try {
      const bytes = this.#first ?? (await this.#source.read(this.#atMost))
      this.#first = undefined
      if (!this.destroyed) this.push(bytes ?? null)
    } catch (error) {
      if (this.destroyed) return
      this.#failed(error)
      this.destroy(error as Error)
    }
  }
}

/**
 * Calls back when the response or its connection closes.
 *
 * @returns what ends it
 */
function watchClosing(request: NodeRequest, response: NodeResponse, closed: () => void): () => void {
  const connection = watchedConnection(request)
  response.on('close', closed)
  connection?.on('close', closed)
  return () => {
    response.off('close', closed)
    connection?.off('close', closed)
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

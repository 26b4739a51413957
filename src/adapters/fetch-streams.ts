import type { Delivery } from './adapter.ts'
import type { Chunks } from './fetch-chunks.ts'
import type { StreamContent } from './fetch-content.ts'
import type { BegunContent } from './node-content.ts'

/** What was behind a stream that nobody reads any more. */
export interface TakenStream {
  /** As {@link StreamContent.begun}. */
  begin(reuse: boolean, isMultiplexed: boolean): BegunContent
  /** Tells of a failure. */
  readonly failed: Delivery['failed']
}

/** Streams of ours, as long as nobody has read from them. */
const unread = new WeakMap<ReadableStream, FileStream>()

/** Files behind streams that nobody can read any more, such as a response that middleware has replaced. */
const forgotten = new FinalizationRegistry<FileStream>((stream) => stream.stop())

let countOfUnread = 0

/** Whether there is a stream that could be taken. */
export function isAnyUnread(): boolean {
  return countOfUnread > 0
}

/**
 * Makes a stream of a content. Its first bytes have been read: a file that cannot be read has no answer. The file is
 * closed when the stream has been read, is cancelled or forgotten, or when the client leaves.
 *
 * @param departure is aborted when the client leaves
 */
export function streamOf(
  content: StreamContent,
  failed: Delivery['failed'],
  departure: AbortSignal | undefined,
): ReadableStream<Uint8Array> {
  const source = new FileStream(content, failed, departure)
  // Nothing is read ahead: a client that never reads costs one open file and the first bytes.
  const stream = new ReadableStream<Uint8Array>(source, { highWaterMark: 0 })
  unread.set(stream, source)
  forgotten.register(stream, source, stream)
  return stream
}

/**
 * Takes the content out of a stream of ours that nobody has read from or is about to read. Nobody can afterwards.
 *
 * @returns `undefined` for every other stream, which stays as it is
 */
export function takeUnread(stream: ReadableStream): TakenStream | undefined {
  const source = unread.get(stream)
  if (source === undefined || !source.isUnread || stream.locked) return undefined
  forgotten.unregister(stream)
  stream.getReader()
  return source.take()
}

/** What is behind a stream. It must not know the stream itself, which could never be forgotten then. */
class FileStream implements TakenStream {
  readonly failed: Delivery['failed']
  readonly #content: StreamContent
  readonly #departure: AbortSignal | undefined
  #chunks: Chunks | undefined
  #isUnread = true
  #isCancelled = false

  constructor(content: StreamContent, failed: Delivery['failed'], departure: AbortSignal | undefined) {
    this.failed = failed
    this.#content = content
    this.#departure = departure
    countOfUnread += 1
    departure?.addEventListener('abort', this.stop)
    // The client may have left already, and then some servers never look at the stream.
    if (departure?.aborted === true) this.stop()
  }

  get isUnread(): boolean {
    return this.#isUnread
  }

  async pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    try {
      const bytes = await this.#nextChunk()
      if (this.#isCancelled) return
      if (bytes !== undefined) controller.enqueue(bytes)
      else this.#finish(controller)
    } catch (error) {
      this.stop()
      this.failed(error)
      controller.error(error)
    }
  }

  cancel(): void {
    this.#isCancelled = true
    this.stop()
  }

  take(): TakenStream {
    this.#touch()
    this.#departure?.removeEventListener('abort', this.stop)
    return this
  }

  begin(reuse: boolean, isMultiplexed: boolean): BegunContent {
    return this.#content.begun(reuse, isMultiplexed)
  }

  readonly stop = (): void => {
    this.#touch()
    this.#departure?.removeEventListener('abort', this.stop)
    this.#chunks?.close()
    this.#content.close()
  }

  /** `undefined` after the last, and where nobody had read from it when it was stopped. */
  async #nextChunk(): Promise<Uint8Array | undefined> {
    if (this.#isUnread) this.#chunks = this.#content.chunks()
    this.#touch()
    return await this.#chunks?.next()
  }

  #touch(): void {
    if (this.#isUnread) countOfUnread -= 1
    this.#isUnread = false
  }

  #finish(controller: ReadableStreamDefaultController<Uint8Array>): void {
    this.stop()
    if (this.#departure?.aborted === true) controller.error(this.#departure.reason)
    else controller.close()
  }
}

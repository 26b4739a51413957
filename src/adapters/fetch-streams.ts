import type { ContentSource } from '../core/content.ts'
import type { Delivery } from './adapter.ts'
import { Chunks } from './fetch-chunks.ts'

/** A content whose first bytes have been read. */
export interface BegunContent {
  readonly first: Uint8Array
  /** What follows them. */
  readonly rest: ContentSource
  /** Opens what follows them once more. Who opens it must close it. */
  readonly openRest: (reuse: boolean) => ContentSource
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
 * Makes a stream of a content. The file is closed when the stream has been read, is cancelled or forgotten, or when the
 * client leaves.
 *
 * @param departure is aborted when the client leaves
 */
export function streamOf(
  content: BegunContent,
  departure: AbortSignal | undefined,
): ReadableStream<Uint8Array> {
  const source = new FileStream(content, departure)
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
export function takeUnread(stream: ReadableStream): BegunContent | undefined {
  const source = unread.get(stream)
  if (source === undefined || !source.isUnread || stream.locked) return undefined
  forgotten.unregister(stream)
  stream.getReader()
  return source.take()
}

/** What is behind a stream. It must not know the stream itself, which could never be forgotten then. */
class FileStream {
  readonly #content: BegunContent
  readonly #chunks: Chunks
  readonly #departure: AbortSignal | undefined
  #isUnread = true
  #isCancelled = false

  constructor(content: BegunContent, departure: AbortSignal | undefined) {
    this.#content = content
    this.#chunks = new Chunks(content.rest, content.first)
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
    this.#touch()
    try {
      const bytes = await this.#chunks.next()
      if (this.#isCancelled) return
      if (bytes !== undefined) controller.enqueue(bytes)
      else this.#finish(controller)
    } catch (error) {
      this.stop()
      this.#content.failed(error)
      controller.error(error)
    }
  }

  cancel(): void {
    this.#isCancelled = true
    this.stop()
  }

  take(): BegunContent {
    this.#touch()
    this.#departure?.removeEventListener('abort', this.stop)
    return this.#content
  }

  readonly stop = (): void => {
    this.#touch()
    this.#departure?.removeEventListener('abort', this.stop)
    this.#chunks.close()
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

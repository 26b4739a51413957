import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { ContentSource } from '../core/content.ts'
import { TimeSlices } from '../event-loop/time-slices.ts'
import { descriptorFor } from './node-connection.ts'
import {
  type NodeRequest,
  type NodeResponse,
  hasLeft,
  isMultiplexed,
  largestOfStream,
  watchedConnection,
} from './node-handles.ts'
import { PacedContent } from './paced-content.ts'

/** Bytes up to which a content is read at once and written at once. */
const mostAtOnce = 256 * 1024

/** Milliseconds of each turn of the event loop in which downloads go on, so that others have their turn. */
const slices = new TimeSlices(1)

/** Where a content is written to. */
export interface Target {
  readonly request: NodeRequest
  readonly response: NodeResponse
  /** Whether nothing stands between the response and its connection that could keep what is written. */
  readonly isPlain: boolean
}

/** What has been read of a content before it is known where it goes. */
export interface BegunContent {
  readonly content: PacedContent
  readonly first: Uint8Array | undefined
}

/** Whether a content is read and written at once. */
function isWrittenAtOnce(source: ContentSource, request: NodeRequest): boolean {
  return source.length <= (isMultiplexed(request) ? largestOfStream : mostAtOnce)
}

/**
 * Writes a content as fast as the client takes it, one read at a time, and closes it. Comes back when it is written or when
 * the client has left, which is no failure.
 *
 * @param writeHead is called once the first bytes are there, so that a file that cannot be read is a failure
 *   that can still be answered
 * @param result to come back with
 */
export function writeContent<Result>(
  source: ContentSource,
  target: Target,
  writeHead: () => void,
  result: Result,
): Promise<Result> {
  if (isWrittenAtOnce(source, target.request)) return writeAtOnce(source, target, writeHead, result)
  return writeByAndBy(contentFor(source, target), target, writeHead, result)
}

/** The same of a content that has been begun. */
export function writeBegunContent(
  { content, first }: BegunContent,
  target: Target,
  writeHead: () => void,
): Promise<void> {
  return writeByAndBy(content, target, writeHead, undefined, first)
}

async function writeAtOnce<Result>(
  source: ContentSource,
  target: Target,
  writeHead: () => void,
  result: Result,
): Promise<Result> {
  const { request, response } = target
  try {
    if (hasLeft(request, response)) {
      source.close()
      return result
    }
    const bytes = await source.read(mostAtOnce)
    if (bytes !== undefined && bytes.length < source.length) {
      return writeByAndBy(contentFor(source, target), target, writeHead, result, bytes)
    }
    if (!response.destroyed) {
      writeHead()
      response.end(bytes ?? '', () => source.spent())
    }
    source.close()
    return result
  } catch (error) {
    source.close()
    throw error
  }
}

function contentFor(source: ContentSource, { request }: Target): PacedContent {
  return new PacedContent(source, isMultiplexed(request))
}

function writeByAndBy<Result>(
  content: PacedContent,
  target: Target,
  writeHead: () => void,
  result: Result,
  first?: Uint8Array,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const end: End<Result> = { resolve, reject, result }
    new Download(content, target, writeHead, end).begin(first)
  })
}

/** Who waits for the end of a download. */
interface End<Result> {
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
  readonly result: Result
}

/**
 * A content on its way to a client. While the client takes nothing, or others read, this is all there is of it, and no function
 * waits: there may be thousands of them.
 */
class Download<Result> {
  readonly #content: PacedContent
  readonly #request: NodeRequest
  readonly #response: ServerResponse
  readonly #isPlain: boolean
  readonly #end: End<Result>
  #writeHead: (() => void) | undefined
  #watched: Socket | undefined
  /** Writes whose callback has not been called. */
  #writes = 0
  /** Bytes of the write that the client has not taken. */
  #waiting: number | undefined
  /** When they were written, in milliseconds. */
  #since = 0

  constructor(
    content: PacedContent,
    { request, response, isPlain }: Target,
    writeHead: () => void,
    end: End<Result>,
  ) {
    this.#content = content
    this.#request = request
    // The two kinds of responses write in the same way, which their types do not say.
    this.#response = response as ServerResponse
    this.#isPlain = isPlain
    this.#writeHead = writeHead
    this.#end = end
    if (isPlain) content.copyTo(() => descriptorFor(this.#response))
  }

  /** @param first bytes, where they have been read already */
  begin(first?: Uint8Array): void {
    if (this.#hasLeft()) this.#close()
    else if (first === undefined) slices.run(() => this.#read())
    else slices.run(() => this.#write(first))
  }

  #read(): void {
    try {
      const reading = this.#content.read()
      if (reading instanceof Promise) this.#writeWhenRead(reading)
      else this.#write(reading)
    } catch (error) {
      this.#fail(error)
    }
  }

  /** Writes what has been read, and what follows it, until something is to be waited for. */
  #write(bytes: Uint8Array | undefined): void {
    try {
      if (this.#hasLeft()) return this.#close()
      if (this.#writeHead !== undefined) this.#open(this.#writeHead)
      let next = bytes
      while (next !== undefined) {
        const { length } = next
        if (!this.#isTaken(next)) return this.#wait(length)
        if (slices.isOver) return slices.wait(() => this.#readOn(length, 0))
        // Until then the source holds what was written, and others must not have the room.
        this.#content.took(length, 0)
        const reading = this.#content.read()
        if (reading instanceof Promise) return this.#writeWhenRead(reading)
        if (this.#hasLeft()) return this.#close()
        next = reading
      }
      this.#response.end()
      this.#close()
    } catch (error) {
      this.#fail(error)
    }
  }

  #writeWhenRead(reading: Promise<Uint8Array | undefined>): void {
    reading.then(
      (bytes) => slices.run(() => this.#write(bytes)),
      (error: unknown) => this.#fail(error),
    )
  }

  #readOn(taken: number, duration: number): void {
    this.#content.took(taken, duration)
    this.#read()
  }

  #open(writeHead: () => void): void {
    this.#writeHead = undefined
    writeHead()
    this.#response.on('close', this.#leave)
    // One that has its connection for itself closes with it.
    if (!this.#isPlain || this.#response.socket === null) {
      this.#watched = watchedConnection(this.#request)?.on('close', this.#leave)
    }
  }

  /** Writes, and says whether the bytes have been taken at once, so that they may be overwritten. */
  #isTaken(bytes: Uint8Array): boolean {
    const { socket } = this.#response
    this.#writes += 1
    if (!this.#isPlain || socket === null) {
      this.#response.write(bytes, this.#written)
      return this.#writes === 0
    }
    // Node.js would keep it until the end of the turn, to write it together with what may follow.
    socket.cork()
    this.#response.write(bytes, this.#written)
    socket.uncork()
    return socket.writableLength === 0
  }

  /** Waits until all bytes are on their way, so that they may be overwritten, or until the client has left. */
  #wait(bytes: number): void {
    this.#content.pause()
    this.#waiting = bytes
    this.#since = performance.now()
    if (this.#hasLeft()) this.#leave()
  }

  readonly #written = (): void => {
    this.#writes -= 1
    const taken = this.#waiting
    if (this.#writes > 0 || taken === undefined) return
    this.#waiting = undefined
    const duration = performance.now() - this.#since
    slices.run(() => this.#readOn(taken, duration))
  }

  readonly #leave = (): void => {
    if (this.#waiting === undefined) return
    this.#waiting = undefined
    this.#close()
  }

  #hasLeft(): boolean {
    return hasLeft(this.#request, this.#response)
  }

  #fail(error: unknown): void {
    this.#release()
    this.#end.reject(error)
  }

  #close(): void {
    this.#release()
    this.#end.resolve(this.#end.result)
  }

  #release(): void {
    this.#response.off('close', this.#leave)
    this.#watched?.off('close', this.#leave)
    this.#content.close()
  }
}

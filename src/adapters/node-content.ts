import type { ServerResponse } from 'node:http'
import type { ContentSource } from '../core/content.ts'
import { atEndOfTurn } from '../event-loop/end-of-turn.ts'
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

/** Bytes after which others have their turn, where bytes are read and taken without one. */
const mostOfTurn = 384 * 1024

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
 */
export function writeContent(source: ContentSource, target: Target, writeHead: () => void): Promise<void> {
  if (isWrittenAtOnce(source, target.request)) return writeAtOnce(source, target, writeHead)
  return writeByAndBy(new PacedContent(source, isMultiplexed(target.request)), target, writeHead)
}

/** The same of a content that has been begun. */
export function writeBegunContent(
  { content, first }: BegunContent,
  target: Target,
  writeHead: () => void,
): Promise<void> {
  return writeByAndBy(content, target, writeHead, first)
}

async function writeAtOnce(source: ContentSource, target: Target, writeHead: () => void): Promise<void> {
  const { request, response } = target
  try {
    if (hasLeft(request, response)) return source.close()
    const bytes = await source.read(mostAtOnce)
    if (bytes !== undefined && bytes.length < source.length) {
      return writeByAndBy(new PacedContent(source, isMultiplexed(request)), target, writeHead, bytes)
    }
    if (response.destroyed) return source.close()
    writeHead()
    response.end(bytes ?? '', () => source.spent())
    source.close()
  } catch (error) {
    source.close()
    throw error
  }
}

function writeByAndBy(
  content: PacedContent,
  target: Target,
  writeHead: () => void,
  first?: Uint8Array,
): Promise<void> {
  const download = new Download(content, target, writeHead)
  download.begin(first)
  return download.ended
}

/** Bytes that have been written, and not all been taken. */
interface Waiting {
  readonly bytes: number
  /** When they were written, in milliseconds. */
  readonly since: number
}

/**
 * A content on its way to a client. While the client takes nothing, or others read, this is all there is of it, and no function
 * waits: there may be thousands of them.
 */
class Download {
  readonly #content: PacedContent
  readonly #request: NodeRequest
  readonly #response: ServerResponse
  readonly #isPlain: boolean
  /** When everything has been written, or the client has left. */
  readonly ended: Promise<void>
  #settle: (error?: unknown) => void = () => undefined
  #writeHead: (() => void) | undefined
  #writes = 0
  /** Bytes that were taken at once in this turn of the event loop, and those of the last write. */
  #ofTurn = 0
  #ofLast = 0
  #waiting: Waiting | undefined

  constructor(content: PacedContent, { request, response, isPlain }: Target, writeHead: () => void) {
    this.#content = content
    this.#request = request
    // The two kinds of responses write in the same way, which their types do not say.
    this.#response = response as ServerResponse
    this.#isPlain = isPlain
    this.#writeHead = writeHead
    this.ended = new Promise((resolve, reject) => {
      this.#settle = (error) => (error === undefined ? resolve() : reject(error))
    })
  }

  /** @param first bytes, where they have been read already */
  begin(first?: Uint8Array): void {
    if (this.#hasLeft()) this.#end()
    else if (first === undefined) this.#read()
    else this.#write(first)
  }

  #read(): void {
    try {
      const reading = this.#content.read()
      if (reading instanceof Promise) this.#writeWhenRead(reading)
      else this.#write(reading)
    } catch (error) {
      this.#end(error)
    }
  }

  /** Writes what has been read, and what follows it, until something is to be waited for. */
  #write(bytes: Uint8Array | undefined): void {
    try {
      if (this.#hasLeft()) return this.#end()
      if (this.#writeHead !== undefined) this.#open(this.#writeHead)
      let next = bytes
      while (next !== undefined) {
        if (!this.#isTaken(next)) return this.#wait(next.length)
        this.#ofTurn += next.length
        this.#ofLast = next.length
        if (this.#ofTurn >= mostOfTurn) return atEndOfTurn(() => this.#goOn())
        const reading = this.#readNext()
        if (reading instanceof Promise) return this.#writeWhenRead(reading)
        if (this.#hasLeft()) return this.#end()
        next = reading
      }
      this.#response.end()
      this.#end()
    } catch (error) {
      this.#end(error)
    }
  }

  #writeWhenRead(reading: Promise<Uint8Array | undefined>): void {
    reading.then(
      (bytes) => this.#write(bytes),
      (error: unknown) => this.#end(error),
    )
  }

  #open(writeHead: () => void): void {
    this.#writeHead = undefined
    writeHead()
    this.#response.on('close', this.#leave)
    watchedConnection(this.#request)?.on('close', this.#leave)
  }

  /** Until then the source holds what was written, and others must not have the room. */
  #readNext(): ReturnType<PacedContent['read']> {
    this.#content.took(this.#ofLast, 0)
    return this.#content.read()
  }

  #goOn(): void {
    this.#ofTurn = 0
    this.#content.took(this.#ofLast, 0)
    this.#read()
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
    this.#ofTurn = 0
    this.#waiting = { bytes, since: performance.now() }
    if (this.#hasLeft()) this.#leave()
  }

  readonly #written = (): void => {
    this.#writes -= 1
    if (this.#writes > 0 || this.#waiting === undefined) return
    const { bytes, since } = this.#waiting
    this.#waiting = undefined
    this.#content.took(bytes, performance.now() - since)
    this.#read()
  }

  readonly #leave = (): void => {
    if (this.#waiting === undefined) return
    this.#waiting = undefined
    this.#end()
  }

  #hasLeft(): boolean {
    return hasLeft(this.#request, this.#response)
  }

  #end(error?: unknown): void {
    this.#response.off('close', this.#leave)
    watchedConnection(this.#request)?.off('close', this.#leave)
    this.#content.close()
    this.#settle(error)
  }
}

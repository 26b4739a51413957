import type { ContentSource } from '../core/content.ts'
import { BoundedWrites } from './bounded-writes.ts'
import { largestOfStream } from './node-handles.ts'
import { Pace, type WriteSizes } from './pace.ts'
import { SystemCopy } from './system-copy.ts'

type Reading = ReturnType<ContentSource['read']>

const sizes: WriteSizes = {
  first: [
    [32 * 1024, 8 * 1024],
    // From here on the system may have taken all it will of anyone's answer.
    [2.5 * 1024 * 1024, 16 * 1024],
  ],
  small: 8 * 1024,
  medium: [
    [256 * 1024, new BoundedWrites(32 * 1024, 32)],
    [64 * 1024, new BoundedWrites(16 * 1024, 64)],
  ],
  toFastClients: new BoundedWrites(512 * 1024, 64),
  toNewClients: [new BoundedWrites(512 * 1024, 8), new BoundedWrites(512 * 1024, 8)],
  untilPause: [new BoundedWrites(512 * 1024, 6), new BoundedWrites(128 * 1024, 16)],
}

/** Bytes that are read at once for several writes: some more than a client is likely to take, within these limits. */
const moreAhead = 32 * 1024
const mostAhead = 512 * 1024
const mostAheadOfUnknown = 256 * 1024

/** Bytes that are read at once where the system copies the others. */
const besideCopies = 8 * 1024

/** Milliseconds after which something is written besides: Node.js sees no copies, and would take a connection for idle. */
const longestUnseen = 250

/** A content, read in as many bytes at a time as suit the connection that it is written to. */
export class PacedContent {
  readonly #source: ContentSource
  /** Nothing on a connection of many answers, whose clients say themselves how much they take. */
  readonly #pace: Pace | undefined
  #systemCopy: SystemCopy | undefined
  /** When the last write was done with, in milliseconds; nothing before the first. */
  #lastWrite: number | undefined
  #isClosed = false

  constructor(source: ContentSource, isMultiplexed: boolean) {
    this.#source = source
    this.#pace = isMultiplexed ? undefined : new Pace(sizes)
  }

  /**
   * Leaves to the system what it can copy to the connection. What is read is little then, and tells when the client takes more.
   *
   * @param descriptor of the connection; `undefined` where nothing can be copied to it
   */
  copyTo(descriptor: () => number | undefined): void {
    if (this.#source.hasSendfile === true) this.#systemCopy = new SystemCopy(this.#source, descriptor)
  }

  /** The bytes of the next write; `undefined` after the last. {@link took} must follow, and comes before the next read. */
  read(): Reading {
    if (this.#pace === undefined) return this.#source.read(largestOfStream)
    const turn = this.#source.turn?.()
    return turn === undefined ? this.#read() : turn.then(() => this.#read())
  }

  /**
   * The bytes that were read have been written.
   *
   * @param duration milliseconds that the client took for them
   */
  took(bytes: number, duration: number): void {
    this.#lastWrite = performance.now()
    this.#pace?.took(bytes, duration)
  }

  /** The client takes nothing for a while. */
  pause(): void {
    this.#source.pause?.()
  }

  /** No further bytes are read here, and those that were may be overwritten. The file stays open for who reads on elsewhere. */
  leave(): void {
    this.#isClosed = true
    this.#pace?.close()
    this.#source.pause?.()
    this.#source.spent()
  }

  /** Releases the file behind it. Closing twice does nothing. */
  close(): void {
    this.#isClosed = true
    this.#pace?.close()
    this.#source.close()
  }

  /** Reads for the next write and, in the same trip, for those after it. */
  #read(): Reading {
    if (this.#pace === undefined || this.#isClosed) return undefined
    // The head is written with what is read first: a file that cannot be read is a failure that can still be answered.
    if (this.#lastWrite === undefined && this.#source.hasSendfile === true)
      return this.#source.read(besideCopies)
    if (this.#systemCopy !== undefined) return this.#copyAndRead(this.#systemCopy)
    const size = this.#pace.next()
    return this.#source.read(size, aheadOf(size, this.#pace.likely))
  }

  #hasWrittenLately(): boolean {
    return performance.now() - (this.#lastWrite ?? 0) < longestUnseen
  }

  async #copyAndRead(systemCopy: SystemCopy): Promise<Uint8Array | undefined> {
    const outcome = await systemCopy.copy()
    if (outcome === 'nothing') this.#systemCopy = undefined
    if (outcome === 'nothing' || (outcome === 'all' && this.#hasWrittenLately())) return this.read()
    return this.#isClosed ? undefined : this.#source.read(besideCopies)
  }
}

/** Bytes to read for a write and those that are likely to follow before the client pauses, and for one that waits. */
function aheadOf(size: number, likely: number): number {
  const most = likely === Infinity ? mostAheadOfUnknown : mostAhead
  return Math.max(size, Math.min(likely + moreAhead, most))
}

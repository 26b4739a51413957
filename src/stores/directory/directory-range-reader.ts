import type { RangeReader } from '../../core/store.ts'
import type { ByteRange } from '../../http/byte-ranges.ts'
import { Places } from '../../event-loop/places.ts'
import { giveBack, newBuffer, takeBuffer } from './buffers.ts'
import { BytesAhead } from './bytes-ahead.ts'
import type { SharedBytes } from './shared-bytes.ts'

/**
 * Reads that are under way at a time among those that wait for their turn, as many as Node.js has threads: each holds its
 * buffer meanwhile, and those that end together keep others from their turn of the event loop. Where none ends within 50 ms
 * a disk hangs, but perhaps not one's own.
 */
const turns = new Places(Number(process.env['UV_THREADPOOL_SIZE']) || 4, 50)

/** A file that is open. */
export interface ReadableFile {
  /** Whether others have opened it together with who reads. */
  readonly isShared: boolean
  /** Reads into a buffer from a position; gives the number of bytes, 0 only when the file was closed. */
  read(buffer: Uint8Array, position: number): Promise<number>
  /** Reads from a position, once for all who ask for the same; gives nothing when the file was closed. */
  readTogether(length: number, position: number): Promise<SharedBytes | undefined>
}

/** Reads a range of an open file. */
export class DirectoryRangeReader implements RangeReader {
  readonly #reuse: boolean
  readonly #file: ReadableFile
  readonly #begin: number
  readonly #end: number
  #position: number
  /** The bytes of the last read, on their way to the client. */
  #buffer: Buffer | undefined
  #ahead: BytesAhead | undefined
  #shared: SharedBytes | undefined
  /** Whether it is its turn, until it has read. */
  #hasTurn = false
  #isReading = false

  /** @param reuse whether the bytes of one read may be overwritten by the next */
  constructor({ firstPos, lastPos }: ByteRange, reuse: boolean, file: ReadableFile) {
    this.#begin = firstPos
    this.#position = firstPos
    this.#end = lastPos + 1
    this.#reuse = reuse
    this.#file = file
  }

  turn(): Promise<void> | undefined {
    const isThere = this.#ahead?.isEmpty === false
    if (!this.#reuse || this.#hasTurn || isThere || this.#position === this.#end) return undefined
    const taken = turns.wait()
    if (taken instanceof Promise) {
      // Who asks again has done with the bytes of the read before.
      this.spent()
      return taken.then((isTaken) => this.#takeTurn(isTaken))
    }
    this.#takeTurn(taken)
    return undefined
  }

  read(atMost: number, ahead: number = atMost): Uint8Array | undefined | Promise<Uint8Array | undefined> {
    const left = this.#end - this.#position
    if (left === 0) {
      // Who asks again has done with the bytes of the read before.
      this.spent()
      return undefined
    }
    const wanted = Math.min(atMost, left)
    const already = this.#readAlready(wanted)
    if (already !== undefined) return already
    const reading =
      wanted === left && this.#mayShare()
        ? this.#readTogether(wanted)
        : this.#readFile(wanted, Math.min(ahead, left))
    return this.#hasTurn ? this.#readInTurn(reading) : reading
  }

  close(): void {
    // The last bytes are kept until they are spent: a read or a socket may still be at work on them.
    this.#position = this.#end
    if (!this.#isReading) this.#leaveTurn()
  }

  spent(): void {
    if (this.#buffer !== undefined) giveBack(this.#buffer)
    this.#buffer = undefined
    this.#ahead?.takeBack()
    this.#shared?.spent()
    this.#shared = undefined
  }

  #takeTurn(taken: boolean): void {
    this.#hasTurn = taken
    // Who was to read may have left.
    if (this.#position === this.#end) this.#leaveTurn()
  }

  async #readInTurn(reading: Promise<Uint8Array | undefined>): Promise<Uint8Array | undefined> {
    this.#isReading = true
    try {
      return await reading
    } finally {
      this.#isReading = false
      this.#leaveTurn()
    }
  }

  #leaveTurn(): void {
    if (this.#hasTurn) turns.leave()
    this.#hasTurn = false
  }

  /** What is overwritten, or changed by who gets it, is nobody else's. */
  #mayShare(): boolean {
    return this.#reuse && this.#file.isShared && this.#position === this.#begin
  }

  async #readTogether(wanted: number): Promise<Uint8Array | undefined> {
    this.#shared = await this.#file.readTogether(wanted, this.#position)
    const bytes = this.#shared?.bytes
    this.#position += bytes?.length ?? 0
    return bytes
  }

  #readAlready(wanted: number): Uint8Array | undefined {
    const ahead = this.#ahead
    // Who asks again has done with what was lent.
    ahead?.takeBack()
    if (ahead === undefined || ahead.isEmpty) return undefined
    const bytes = ahead.lend(wanted) ?? ahead.giveTo(beginning(this.#take(wanted), wanted))
    this.#position += bytes.length
    return bytes
  }

  async #readFile(wanted: number, ahead: number): Promise<Uint8Array | undefined> {
    // Where it is not its turn reads hang, or nobody has waited for it.
    if (this.#hasTurn && ahead > wanted) {
      // Who asks again has done with the bytes of the read before.
      this.spent()
      this.#ahead = await BytesAhead.read(ahead, (buffer) => this.#file.read(buffer, this.#position))
      const bytes = this.#readAlready(wanted)
      if (bytes !== undefined) return bytes
    }
    const buffer = beginning(this.#take(wanted), wanted)
    const bytes = beginning(buffer, await this.#file.read(buffer, this.#position))
    if (bytes.length === 0) return undefined
    this.#position += bytes.length
    return bytes
  }

  #take(wanted: number): Buffer {
    if (!this.#reuse) return newBuffer(wanted)
    const held = this.#buffer
    if (held !== undefined && held.length >= wanted && held.length < 2 * wanted) return held
    if (held !== undefined) giveBack(held)
    this.#buffer = takeBuffer(wanted)
    return this.#buffer
  }
}

/** So many bytes of a buffer; the buffer itself where it has no more. */
function beginning(buffer: Buffer, bytes: number): Buffer {
  return buffer.length === bytes ? buffer : buffer.subarray(0, bytes)
}

import type { RangeReader } from '../../core/store.ts'
import type { ByteRange } from '../../http/byte-ranges.ts'
import { Places } from '../../event-loop/places.ts'
import { giveBack, newBuffer, takeBuffer } from './buffers.ts'
import { BytesAhead } from './bytes-ahead.ts'
import type { SharedBytes } from './shared-bytes.ts'

/**
 * Turns at a time among those who wait for theirs, as many as Node.js has threads: each holds a buffer until what was read into it
 * has been written or forgotten, and those that end together keep others from their turn of the event loop. Where none ends
 * within 50 ms a disk hangs, but perhaps not one's own.
 */
const turns = new Places(Number(process.env['UV_THREADPOOL_SIZE']) || 4, 50)

/** A file that is open. */
export interface ReadableFile {
  /** Whether others have opened it together with who reads. */
  readonly isShared: boolean
  /** Reads into a buffer from a position; gives the number of bytes, 0 only when the file was closed. */
  read(buffer: Uint8Array, position: number): Promise<number>
  /** Has the system copy bytes from a position to a connection; gives their number, 0 when the file was closed. */
  sendfile(connection: number, position: number, count: number): Promise<number>
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
  /** Whether it is its turn, until what it has read is given, or there is a pause. */
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
    if (!this.#reuse || isThere || this.#position === this.#end) return undefined
    this.#leaveTurn()
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
      this.#leaveTurn()
      return undefined
    }
    const wanted = Math.min(atMost, left)
    return this.#readAlready(wanted) ?? this.#readFile(wanted, Math.min(ahead, left))
  }

  async sendfile(connection: number, atMost: number): Promise<number> {
    const count = Math.min(atMost, this.#end - this.#position)
    if (count === 0) return 0
    this.#isReading = true
    try {
      // Who asks for this has done with the bytes of the read before, and wants none of those after them.
      this.#ahead?.forget()
      this.spent()
      const copied = await this.#file.sendfile(connection, this.#position, count)
      // Who asked may have left.
      if (this.#position < this.#end) this.#position += copied
      return copied
    } finally {
      this.#isReading = false
      if (this.#position === this.#end) this.#leaveTurn()
    }
  }

  pause(): void {
    this.#ahead?.forget()
    this.#leaveTurn()
  }

  close(): void {
    // The last bytes are kept until they are spent: a read or a socket may still be at work on them.
    this.#position = this.#end
    if (!this.#isReading) this.pause()
  }

  spent(): void {
    if (this.#buffer !== undefined) giveBack(this.#buffer)
    this.#buffer = undefined
    this.#takeBackAhead()
    this.#shared?.spent()
    this.#shared = undefined
  }

  #takeTurn(taken: boolean): void {
    this.#hasTurn = taken
    // Who was to read may have left.
    if (this.#position === this.#end) this.#leaveTurn()
  }

  #leaveTurn(): void {
    if (this.#hasTurn) turns.leave()
    this.#hasTurn = false
  }

  #readAlready(wanted: number): Uint8Array | undefined {
    // Who asks again has done with what was lent.
    const ahead = this.#takeBackAhead()
    if (ahead === undefined) return undefined
    const bytes = ahead.lend(wanted) ?? ahead.giveTo(beginning(this.#take(wanted), wanted))
    this.#position += bytes.length
    return bytes
  }

  /** What was read ahead, as long as there is some. */
  #takeBackAhead(): BytesAhead | undefined {
    this.#ahead?.takeBack()
    if (this.#ahead?.isEmpty === true) this.#ahead = undefined
    return this.#ahead
  }

  /** All in one function that waits, as thousands of reads may be under way. */
  async #readFile(wanted: number, ahead: number): Promise<Uint8Array | undefined> {
    let aheadTo: Buffer | undefined
    this.#isReading = true
    try {
      if (this.#mayShare(wanted)) {
        this.#shared = await this.#file.readTogether(wanted, this.#position)
        return this.#count(this.#shared?.bytes)
      }
      // Where it is not its turn reads hang, or nobody has waited for it.
      if (this.#hasTurn && ahead > wanted) aheadTo = this.#takeForAhead(ahead)
      const room = aheadTo === undefined ? beginning(this.#take(wanted), wanted) : beginning(aheadTo, ahead)
      const length = await this.#file.read(room, this.#position)
      if (aheadTo === undefined) return this.#count(beginning(room, length))
      return this.#giveAhead(new BytesAhead(aheadTo, length), wanted)
    } catch (error) {
      if (aheadTo !== undefined) giveBack(aheadTo)
      this.#leaveTurn()
      throw error
    } finally {
      this.#isReading = false
      if (this.#position === this.#end) this.#leaveTurn()
    }
  }

  /** What is overwritten, or changed by who gets it, is nobody else's. */
  #mayShare(wanted: number): boolean {
    const isAll = this.#position === this.#begin && wanted === this.#end - this.#begin
    return isAll && this.#reuse && this.#file.isShared
  }

  #takeForAhead(bytes: number): Buffer {
    // Who asks again has done with the bytes of the read before.
    this.spent()
    return takeBuffer(bytes)
  }

  #giveAhead(ahead: BytesAhead, wanted: number): Uint8Array | undefined {
    this.#ahead = ahead
    // Who asked may have left.
    if (this.#position === this.#end) ahead.forget()
    return this.#readAlready(wanted)
  }

  #count(bytes: Uint8Array | undefined): Uint8Array | undefined {
    if (bytes === undefined || bytes.length === 0 || this.#position === this.#end) return undefined
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

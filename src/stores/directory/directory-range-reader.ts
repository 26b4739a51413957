import type { RangeReader } from '../../core/store.ts'
import type { ByteRange } from '../../http/byte-ranges.ts'
import { giveBack, newBuffer, takeBuffer } from './buffers.ts'
import { BytesAhead } from './bytes-ahead.ts'

/** Reads into a buffer from a position of a file; gives the number of bytes, 0 only when the file was closed. */
type Read = (buffer: Uint8Array, position: number) => Promise<number>

/** Reads a range of an open file. */
export class DirectoryRangeReader implements RangeReader {
  readonly #reuse: boolean
  readonly #read: Read
  readonly #end: number
  #position: number
  /** The bytes of the last read, on their way to the client. */
  #buffer: Buffer | undefined
  #ahead: BytesAhead | undefined

  /** @param reuse whether the bytes of one read may be overwritten by the next */
  constructor({ firstPos, lastPos }: ByteRange, reuse: boolean, read: Read) {
    this.#position = firstPos
    this.#end = lastPos + 1
    this.#reuse = reuse
    this.#read = read
  }

  read(atMost: number, ahead: number = atMost): Uint8Array | undefined | Promise<Uint8Array | undefined> {
    const left = this.#end - this.#position
    if (left === 0) {
      // Who asks again has done with the bytes of the read before.
      this.spent()
      return undefined
    }
    const wanted = Math.min(atMost, left)
    return this.#readAlready(wanted) ?? this.#readFile(wanted, Math.min(ahead, left))
  }

  close(): void {
    // The last bytes are kept until they are spent: a read or a socket may still be at work on them.
    this.#position = this.#end
  }

  spent(): void {
    if (this.#buffer !== undefined) giveBack(this.#buffer)
    this.#buffer = undefined
    this.#ahead?.takeBack()
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
    if (this.#reuse && ahead > wanted) {
      // It may have to wait, and who asks again has done with the bytes of the read before.
      this.spent()
      this.#ahead = await BytesAhead.read(ahead, (buffer) => this.#read(buffer, this.#position))
      const bytes = this.#readAlready(wanted)
      if (bytes !== undefined) return bytes
    }
    const buffer = beginning(this.#take(wanted), wanted)
    const bytes = beginning(buffer, await this.#read(buffer, this.#position))
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

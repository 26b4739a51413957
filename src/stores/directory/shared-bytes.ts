import { giveBack, takeBuffer } from './buffers.ts'

/** Bytes that were read once for several, who do not change them. */
export class SharedBytes {
  readonly bytes: Buffer
  readonly #buffer: Buffer
  #readers: number

  constructor(buffer: Buffer, length: number, readers: number) {
    this.#buffer = buffer
    this.bytes = buffer.length === length ? buffer : buffer.subarray(0, length)
    this.#readers = readers
  }

  /** One of them has done with the bytes; each says so once, or never. */
  spent(): void {
    this.#readers -= 1
    if (this.#readers === 0) giveBack(this.#buffer)
  }
}

/** A read that others may join until it ends. */
export class ReadTogether {
  readonly #position: number
  readonly #length: number
  #readers = 0
  readonly #reading: Promise<SharedBytes>

  /**
   * @param read into a buffer from the position; gives the number of bytes
   * @param ended is called when nobody may join any more
   */
  constructor(
    position: number,
    length: number,
    read: (buffer: Uint8Array) => number | Promise<number>,
    ended: () => void,
  ) {
    this.#position = position
    this.#length = length
    this.#reading = this.#read(read, ended)
  }

  isOf(position: number, length: number): boolean {
    return position === this.#position && length === this.#length
  }

  join(): Promise<SharedBytes> {
    this.#readers += 1
    return this.#reading
  }

  async #read(
    read: (buffer: Uint8Array) => number | Promise<number>,
    ended: () => void,
  ): Promise<SharedBytes> {
    const buffer = takeBuffer(this.#length)
    try {
      const length = await read(buffer.length === this.#length ? buffer : buffer.subarray(0, this.#length))
      return new SharedBytes(buffer, length, this.#readers)
    } catch (error) {
      giveBack(buffer)
      throw error
    } finally {
      ended()
    }
  }
}

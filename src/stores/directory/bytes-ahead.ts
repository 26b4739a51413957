import { setImmediate } from 'node:timers'
import { giveBack, takeBuffer } from './buffers.ts'
import { beginRead, endRead } from './reads-ahead.ts'

/** What was read ahead in this turn of the event loop. */
const ofThisTurn = new Set<BytesAhead>()

/**
 * Bytes that were read at once and are given little by little, copied. Should the client stop taking them, that
 * little is all that lies in memory for it: what has not been asked for when the turn ends is forgotten.
 */
export class BytesAhead {
  readonly #buffer: Buffer
  readonly #end: number
  #given = 0

  private constructor(buffer: Buffer, bytes: number) {
    this.#buffer = buffer
    this.#end = bytes
    if (ofThisTurn.size === 0) setImmediate(forgetAll)
    ofThisTurn.add(this)
  }

  /**
   * Reads so many bytes ahead.
   *
   * @param read reads into a buffer and gives the number of bytes
   * @returns none where reads hang, or there is nothing to read
   */
  static async read(
    bytes: number,
    read: (buffer: Uint8Array) => Promise<number>,
  ): Promise<BytesAhead | undefined> {
    if (!(await beginRead())) return undefined
    const buffer = takeBuffer(bytes)
    try {
      const length = await read(buffer.subarray(0, bytes))
      return new BytesAhead(buffer, length)
    } catch (error) {
      giveBack(buffer)
      throw error
    } finally {
      endRead()
    }
  }

  /** Whether all of them are given, or forgotten. */
  get isEmpty(): boolean {
    return this.#given === this.#end
  }

  /** Fills a buffer with the next of them, as far as they go. */
  giveTo(target: Buffer): Buffer {
    const until = Math.min(this.#given + target.length, this.#end)
    const bytes = this.#buffer.copy(target, 0, this.#given, until)
    this.#given = until
    return bytes === target.length ? target : target.subarray(0, bytes)
  }

  /** Only at the end of the turn, so that each buffer is given back once. */
  forget(): void {
    this.#given = this.#end
    giveBack(this.#buffer)
  }
}

function forgetAll(): void {
  for (const bytes of ofThisTurn) bytes.forget()
  ofThisTurn.clear()
}

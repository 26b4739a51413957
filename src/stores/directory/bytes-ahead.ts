import { setImmediate } from 'node:timers'
import { giveBack, takeBuffer } from './buffers.ts'

/** Bytes from which they are lent and not copied, where they are more than the half of what was read. */
const worthLending = 64 * 1024

/** What was read ahead in this turn of the event loop. */
const ofThisTurn = new Set<BytesAhead>()

/**
 * Bytes that were read at once and are given little by little, copied. Should the client stop taking them, that
 * little is all that lies in memory for it: what has not been asked for when the turn ends is forgotten. Much of them is lent as
 * it is, as a copy would hold hardly less.
 */
export class BytesAhead {
  readonly #end: number
  /** Until it is given back: who waits for a client must not keep it from being freed. */
  #buffer: Buffer | undefined
  #given = 0
  #isLent = false

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
   */
  static async read(bytes: number, read: (buffer: Uint8Array) => Promise<number>): Promise<BytesAhead> {
    const buffer = takeBuffer(bytes)
    try {
      const length = await read(buffer.subarray(0, bytes))
      return new BytesAhead(buffer, length)
    } catch (error) {
      giveBack(buffer)
      throw error
    }
  }

  /** Whether all of them are given, or forgotten. */
  get isEmpty(): boolean {
    return this.#given === this.#end
  }

  /** The next of them where they lie, at most so many; `undefined` where they had better be copied. {@link takeBack} must follow. */
  lend(bytes: number): Buffer | undefined {
    if (this.#buffer === undefined || bytes < worthLending || bytes <= this.#buffer.length / 2)
      return undefined
    const begin = this.#given
    this.#given = Math.min(begin + bytes, this.#end)
    this.#isLent = true
    return this.#buffer.subarray(begin, this.#given)
  }

  /** What was lent is not read any more. */
  takeBack(): void {
    this.#isLent = false
    this.#giveBackOnce()
  }

  /** Fills a buffer with the next of them, as far as they go. */
  giveTo(target: Buffer): Buffer {
    const until = Math.min(this.#given + target.length, this.#end)
    const bytes = this.#buffer?.copy(target, 0, this.#given, until)
    this.#given = until
    this.#giveBackOnce()
    return bytes === target.length ? target : target.subarray(0, bytes)
  }

  forget(): void {
    this.#given = this.#end
    this.#giveBackOnce()
  }

  #giveBackOnce(): void {
    if (this.#buffer === undefined || !this.isEmpty || this.#isLent) return
    giveBack(this.#buffer)
    this.#buffer = undefined
  }
}

function forgetAll(): void {
  for (const bytes of ofThisTurn) bytes.forget()
  ofThisTurn.clear()
}

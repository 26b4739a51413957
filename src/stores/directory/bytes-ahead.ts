import { giveBack } from './buffers.ts'

/** Bytes from which they are lent and not copied, where they are more than the half of what was read. */
const worthLending = 64 * 1024

/**
 * Bytes that are read at once and given little by little, copied: should the client stop taking them, that little is all that
 * lies in memory for it, and the others are forgotten. Much of them is lent as it is, as a copy would hold hardly less.
 */
export class BytesAhead {
  readonly #end: number
  /** Until it is given back: who waits for a client must not keep it from being freed. */
  #buffer: Buffer | undefined
  #given = 0
  #isLent = false

  /** @param bytes that lie at the beginning of a buffer, which is given back when nobody reads it any more */
  constructor(buffer: Buffer, bytes: number) {
    this.#buffer = buffer
    this.#end = bytes
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

  /** Nobody will ask for what is left of them. */
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

// Not the global one, which tests replace together with the clock.
import { setImmediate } from 'node:timers'

/**
 * A slice of each turn of the event loop for work that could go on without an end. What does not fit waits for the slice of a
 * later turn, in its order: nobody goes on before who has waited.
 */
export class TimeSlices {
  readonly #length: number
  /** When the slice of this turn began, in milliseconds. */
  #begun: number | undefined
  readonly #waiting: (() => void)[] = []
  /** Whether it is the turn of those who have waited. */
  #isServing = false

  /** @param length of each slice in milliseconds */
  constructor(length: number) {
    this.#length = length
  }

  /** Whether nobody else may go on in this turn. */
  get isOver(): boolean {
    if (!this.#isServing && this.#waiting.length > 0) return true
    return performance.now() - this.#begin() >= this.#length
  }

  /** Calls at once, or in the slice of a later turn where this one is over. */
  run(call: () => void): void {
    if (this.isOver) this.wait(call)
    else call()
  }

  /** Calls in the slice of a later turn. */
  wait(call: () => void): void {
    // Where others wait their slice is to come, and begins with them, whatever else is done until then.
    if (this.#waiting.length === 0) this.#begin()
    this.#waiting.push(call)
  }

  #begin(): number {
    if (this.#begun !== undefined) return this.#begun
    setImmediate(() => this.#end())
    this.#begun = performance.now()
    return this.#begun
  }

  #end(): void {
    this.#begun = undefined
    if (this.#waiting.length > 0) setImmediate(() => this.#serve())
  }

  #serve(): void {
    this.#isServing = true
    try {
      while (this.#waiting.length > 0 && !this.isOver) this.#waiting.shift()?.()
    } finally {
      this.#isServing = false
    }
  }
}

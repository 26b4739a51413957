// Not the global one, which tests replace together with the clock.
import { setImmediate } from 'node:timers'

/**
 * A slice of each turn of the event loop for work that could go on without an end. What does not fit waits for the slice of a
 * later turn: first who holds memory, then who would come to hold some.
 */
export class TimeSlices {
  readonly #length: number
  /** When the slice of this turn began, in milliseconds. */
  #begun: number | undefined
  readonly #holding: (() => void)[] = []
  readonly #others: (() => void)[] = []
  /** Whether it is the turn of those who have waited. */
  #isServing = false

  /** @param length of each slice in milliseconds */
  constructor(length: number) {
    this.#length = length
  }

  /** Whether nobody else may go on in this turn. */
  get isOver(): boolean {
    if (!this.#isServing && this.#isWaitedFor) return true
    return performance.now() - this.#begin() >= this.#length
  }

  /** Calls at once, or in the slice of a later turn where this one is over. */
  run(call: () => void, holdsMemory: boolean): void {
    if (this.isOver) this.wait(call, holdsMemory)
    else call()
  }

  /** Calls in the slice of a later turn. */
  wait(call: () => void, holdsMemory: boolean): void {
    this.#begin()
    const waiting = holdsMemory ? this.#holding : this.#others
    waiting.push(call)
  }

  get #isWaitedFor(): boolean {
    return this.#holding.length > 0 || this.#others.length > 0
  }

  #begin(): number {
    if (this.#begun !== undefined) return this.#begun
    setImmediate(() => this.#end())
    this.#begun = performance.now()
    return this.#begun
  }

  #end(): void {
    this.#begun = undefined
    if (this.#isWaitedFor) setImmediate(() => this.#serve())
  }

  #serve(): void {
    this.#isServing = true
    try {
      while (this.#isWaitedFor && !this.isOver) (this.#holding.shift() ?? this.#others.shift())?.()
    } finally {
      this.#isServing = false
    }
  }
}

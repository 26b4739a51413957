import type { BoundedWrites } from './bounded-writes.ts'

/** How much is written at a time. */
export interface WriteSizes {
  /** Bytes of a write to a client that has never paused, by how many it took. */
  readonly first: readonly (readonly [taken: number, size: number])[]
  /** Bytes of a write to one that has paused or taken more, where no other has room. */
  readonly small: number
  readonly medium: BoundedWrites
  /** Bytes that a client has taken without a pause before such writes begin. */
  readonly mediumFrom: number
  /** Those to clients that have shown that they are fast. */
  readonly toFastClients: BoundedWrites
  /** Those to clients of which nothing is known yet: until it pauses, or its source gives little at once. */
  readonly toNewClients: BoundedWrites
  /** Those to clients that pause, up to where they have done so before. */
  readonly untilPause: BoundedWrites
}

/**
 * Bytes that a fast client has taken without a pause: the system takes as many of anyone's answer at once. And bytes more for
 * each millisecond since then: a server with too much to do never fills the connections of slow ones, so that they do not pause.
 */
const takenOfAny = 4.5 * 1024 * 1024
const leastRate = 1000

/** Milliseconds within which a fast client takes what is written, and after which it has paused. */
const soon = 8
const late = 50

/**
 * The part of what a client takes between two pauses that it may be sent at once the next time. What it does not take then
 * lies in memory until it does.
 */
const foreseen = 0.95

/** How much to write next: much to a client that takes much, little to one that lets it lie in memory. */
export class Pace {
  readonly #sizes: WriteSizes
  /** Bytes taken since the last pause. */
  #taken = 0
  /** When that was, in milliseconds. */
  #resumed = performance.now()
  /** Bytes that it took between its last two pauses, and between the two before. */
  #ofLastTime = Infinity
  #ofTimeBefore = Infinity
  #isNew = true
  /** Those among which its write is one. */
  #writes: BoundedWrites | undefined

  constructor(sizes: WriteSizes) {
    this.#sizes = sizes
  }

  /** Bytes that it is likely to take before it pauses, by what it took between its last two pauses; no limit before the first. */
  get likely(): number {
    return Math.max(0, this.#ofLastTime - this.#taken)
  }

  /** Bytes of the next write. {@link took}, or {@link close}, must follow. */
  next(): number {
    const { first, small, medium, mediumFrom, toFastClients, toNewClients, untilPause } = this.#sizes
    const large = this.#isFast() ? toFastClients : this.#isNew ? toNewClients : undefined
    if (large !== undefined && this.#begin(large)) return large.size
    const ahead = this.#foreseen()
    if (ahead > small && this.#begin(untilPause)) return Math.min(ahead, untilPause.size)
    if (this.#taken >= mediumFrom && this.#begin(medium)) return medium.size
    const hasPaused = this.#ofLastTime < Infinity
    const ofFirst = hasPaused ? undefined : first.find(([taken]) => this.#taken < taken)
    return ofFirst?.[1] ?? small
  }

  /**
   * The last write is done with.
   *
   * @param bytes of it
   * @param duration milliseconds that the client took for it
   */
  took(bytes: number, duration: number): void {
    // A source that gives little at once, as one with a rate does, needs no room.
    if (this.#writes !== undefined && bytes < this.#writes.size) this.#isNew = false
    this.close()
    if (duration > late) {
      this.#isNew = false
      this.#ofTimeBefore = this.#ofLastTime
      this.#ofLastTime = this.#taken
      this.#taken = 0
      this.#resumed = performance.now()
    } else if (duration <= soon) {
      this.#taken += bytes
    }
  }

  /** No further write follows. */
  close(): void {
    this.#writes?.end()
    this.#writes = undefined
  }

  #isFast(): boolean {
    if (this.#taken < takenOfAny) return false
    return this.#taken >= takenOfAny + leastRate * (performance.now() - this.#resumed)
  }

  /** Bytes that may be written at once before its next pause, in whole small writes; 0 where it has not paused twice. */
  #foreseen(): number {
    // Up to its first pause, the buffers of the system are filled too.
    if (this.#ofTimeBefore === Infinity) return 0
    const { small } = this.#sizes
    const least = Math.min(this.#ofLastTime, this.#ofTimeBefore)
    return Math.floor((foreseen * least - this.#taken) / small) * small
  }

  #begin(writes: BoundedWrites): boolean {
    if (!writes.begin()) return false
    this.#writes = writes
    return true
  }
}

import type { BoundedWrites } from './bounded-writes.ts'

/** How much is written at a time. */
export interface WriteSizes {
  /** Bytes of a write to a client that has never paused, by how many it took. */
  readonly first: readonly (readonly [taken: number, size: number])[]
  /** Bytes of a write to one that has paused or taken more, where no other has room. */
  readonly small: number
  /**
   * Somewhat larger ones, the largest first, by how many bytes more than likely a client has taken before they begin: since its
   * last pause, or of all where it has never paused. Where the system may have taken all it will of anyone's answer there are none.
   */
  readonly medium: readonly (readonly [from: number, writes: BoundedWrites])[]
  /** Those to clients that have shown that they are fast. */
  readonly toFastClients: BoundedWrites
  /**
   * Those to clients of which nothing is known yet: until it pauses, or its source gives little at once. First those that the
   * system takes of anyone's answer, then those that it may not take.
   */
  readonly toNewClients: readonly [taken: BoundedWrites, doubtful: BoundedWrites]
  /** Those to clients that pause, up to about where they have done so before: large ones at first, then smaller ones. */
  readonly untilPause: readonly [large: BoundedWrites, smaller: BoundedWrites]
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
 * The part of what a client is likely to take before it pauses that it is sent at once. What it does not take then lies in memory
 * until it does; and the nearer the pause, the smaller the writes, down to so many bytes.
 */
const partOfLikely = { unsteady: 0.65, steady: 0.85 }
const leastUntilPause = 32 * 1024

/** How nearly the same a client takes each time that is steady. */
const steadiness = 0.95

/** The part that is likely of what a client took between two pauses where that was more than the time before. */
const partOfMore = 0.4

/**
 * The part of what filled the buffers of the system that they take again when it wakes us: a third of the sender's is free then. And
 * the part of all that a client has taken by its second pause, since its own buffer may have grown meanwhile.
 */
const partOfFilling = 1 / 8
const partOfTwoFillings = 1 / 5

/** How much to write next: much to a client that takes much, little to one that lets it lie in memory. */
export class Pace {
  readonly #sizes: WriteSizes
  /** Bytes taken since the last pause. */
  #taken = 0
  /** When that was, in milliseconds. */
  #resumed = performance.now()
  /** Bytes that it took between its last two pauses, and between the two before, or what stands for them. */
  #ofLastTime = Infinity
  #ofTimeBefore = Infinity
  #isNew = true
  /** Those among which its write is one. */
  #writes: BoundedWrites | undefined

  constructor(sizes: WriteSizes) {
    this.#sizes = sizes
  }

  /** Bytes that it is likely to take before it pauses, or the half of what it takes more than was likely; no limit before the first. */
  get likely(): number {
    const more = this.#taken - this.#likelyInAll
    return more > 0 ? Math.floor(more / 2) : -more
  }

  /** Bytes of the next write. {@link took}, or {@link close}, must follow. */
  next(): number {
    const large = this.#isFast() ? this.#sizes.toFastClients : this.#ofNewClient()
    if (large !== undefined && this.#begin(large)) return large.size
    return this.#nextUntilPause() ?? this.#nextOfLittle()
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
    this.#end()
    if (duration > late) this.#paused()
    else if (duration <= soon) this.#taken += bytes
  }

  /** No further write follows. */
  close(): void {
    this.#end()
  }

  #paused(): void {
    if (this.#hasPaused) {
      const all = this.#ofLastTime / partOfFilling + this.#taken
      const isSecond = this.#ofTimeBefore === Infinity
      this.#ofTimeBefore = isSecond ? Math.floor(partOfTwoFillings * all) : this.#ofLastTime
      this.#ofLastTime = this.#taken
    } else {
      this.#ofLastTime = Math.floor(partOfFilling * this.#taken)
    }
    this.#isNew = false
    this.#taken = 0
    this.#resumed = performance.now()
  }

  get #hasPaused(): boolean {
    return this.#ofLastTime < Infinity
  }

  /**
   * Bytes that it is likely to take between two pauses: as many as the last time, or as the time before where that was less, but
   * not much less.
   */
  get #likelyInAll(): number {
    const least = Math.floor(partOfMore * this.#ofLastTime)
    return Math.min(this.#ofLastTime, Math.max(this.#ofTimeBefore, least))
  }

  #isFast(): boolean {
    if (this.#taken < takenOfAny) return false
    return this.#taken >= takenOfAny + leastRate * (performance.now() - this.#resumed)
  }

  #ofNewClient(): BoundedWrites | undefined {
    if (!this.#isNew) return undefined
    const { toNewClients } = this.#sizes
    return toNewClients[this.#ofFirst() === undefined ? 1 : 0]
  }

  /** Bytes of a write where the system still takes what it takes of anyone's answer. */
  #ofFirst(): number | undefined {
    return this.#hasPaused ? undefined : this.#sizes.first.find(([taken]) => this.#taken < taken)?.[1]
  }

  /** Bytes that may be written at once before its next pause; `undefined` where it has never paused, or is about to. */
  #nextUntilPause(): number | undefined {
    if (!this.#hasPaused) return undefined
    const { small, untilPause } = this.#sizes
    const wanted = Math.floor((this.#partOfLikely * (this.#likelyInAll - this.#taken)) / small) * small
    if (wanted < Math.max(2 * small, leastUntilPause)) return undefined
    const [large, smaller] = untilPause
    if (wanted > smaller.size && this.#begin(large)) return Math.min(wanted, large.size)
    return this.#begin(smaller) ? Math.min(wanted, smaller.size) : undefined
  }

  get #partOfLikely(): number {
    const [last, before] = [this.#ofLastTime, this.#ofTimeBefore]
    const isSteady = Math.min(last, before) >= steadiness * Math.max(last, before)
    return isSteady ? partOfLikely.steady : partOfLikely.unsteady
  }

  #nextOfLittle(): number {
    const { small, medium } = this.#sizes
    const ofFirst = this.#ofFirst()
    if (this.#hasPaused || ofFirst !== undefined || this.#taken >= takenOfAny) {
      const more = this.#hasPaused ? this.#taken - this.#likelyInAll : this.#taken
      for (const [from, writes] of medium) if (more >= from && this.#begin(writes)) return writes.size
    }
    return ofFirst ?? small
  }

  #begin(writes: BoundedWrites): boolean {
    if (!writes.begin()) return false
    this.#writes = writes
    return true
  }

  #end(): void {
    this.#writes?.end()
    this.#writes = undefined
  }
}

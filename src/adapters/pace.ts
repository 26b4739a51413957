import type { LargeWrites } from './large-writes.ts'

/** How much is written at a time. */
export interface WriteSizes {
  /** Bytes of a write, by how many the client took before without a pause. What comes after all of these may be large. */
  readonly small: readonly (readonly [taken: number, size: number])[]
  /** Bytes where a write may be large, and there is no room for it. */
  readonly withoutRoom: number
  /** Bytes of a large write. */
  readonly large: number
  /** Those to clients that have taken much without a pause. */
  readonly toFastClients: LargeWrites
  /** Those to clients of which nothing is known yet: until it pauses, or its source gives little at once. */
  readonly toNewClients: LargeWrites
}

/** The system takes this many bytes of any client's answer at once, however slow the client is. */
export const takenOfAny: number = 4.5 * 1024 * 1024

/** Milliseconds within which a fast client takes what is written, and after which it has paused. */
const soon = 8
const late = 50

/** How much to write next: much to a client that takes much, little to one that lets it lie in memory. */
export class Pace {
  readonly #sizes: WriteSizes
  /** Bytes taken since the last pause. */
  #taken = 0
  /** Bytes that it took between its last two pauses, or before the first. */
  #takenBefore = Infinity
  #isNew = true
  /** Those among which it holds room. */
  #room: LargeWrites | undefined

  constructor(sizes: WriteSizes) {
    this.#sizes = sizes
  }

  /** Bytes that it took between its last two pauses, and is likely to take until the next: without limit before the first. */
  get likely(): number {
    return this.#takenBefore
  }

  /** Bytes of the next write. {@link took}, or {@link close}, must follow. */
  next(): number {
    const { small, withoutRoom, large, toFastClients, toNewClients } = this.#sizes
    const size = small.find(([taken]) => this.#taken < taken)?.[1]
    const room = size === undefined ? toFastClients : this.#isNew ? toNewClients : undefined
    if (!room?.takeRoom(large)) return size ?? withoutRoom
    this.#room = room
    return large
  }

  /**
   * The last write is done with.
   *
   * @param bytes of it
   * @param duration milliseconds that the client took for it
   */
  took(bytes: number, duration: number): void {
    // A source that gives little at once, as one with a rate does, needs no room.
    if (this.#room !== undefined && bytes < this.#sizes.large) this.#isNew = false
    this.close()
    if (duration > late) {
      this.#isNew = false
      this.#takenBefore = this.#taken
      this.#taken = 0
    } else if (duration <= soon) {
      this.#taken += bytes
    }
  }

  /** No further write follows. */
  close(): void {
    this.#room?.giveRoomBack(this.#sizes.large)
    this.#room = undefined
  }
}

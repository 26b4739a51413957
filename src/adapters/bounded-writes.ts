/** Writes of one size, of which so many may be under way in a process, so that clients that stop reading hold little. */
export class BoundedWrites {
  /** Bytes of each. */
  readonly size: number
  readonly #most: number
  #underWay = 0

  constructor(size: number, most: number) {
    this.size = size
    this.#most = most
  }

  /**
   * Begins one, if there is room.
   *
   * @returns whether there is; then {@link end} must follow
   */
  begin(): boolean {
    if (this.#underWay === this.#most) return false
    this.#underWay += 1
    return true
  }

  /** One is done with, or its client has left. */
  end(): void {
    this.#underWay -= 1
  }
}

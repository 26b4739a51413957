/**
 * Room for the large writes of a process that are under way at a time. It is bounded, so that any number of clients that
 * stop reading hold little.
 */
export class LargeWrites {
  readonly #most: number
  #underWay = 0

  /** @param most bytes of all of them */
  constructor(most: number) {
    this.#most = most
  }

  /**
   * Takes room for a write.
   *
   * @returns whether there is room; then {@link giveRoomBack} must follow
   */
  takeRoom(bytes: number): boolean {
    if (this.#underWay + bytes > this.#most) return false
    this.#underWay += bytes
    return true
  }

  /** Gives back what a write took that is done with, or whose client has left. */
  giveRoomBack(bytes: number): void {
    this.#underWay -= bytes
  }
}

/** A bounded number of places, for which others wait in turn; but not behind those that do not get on. */
export class Places {
  readonly #count: number
  readonly #patience: number
  readonly #waiting: ((isTaken: boolean) => void)[] = []
  #taken = 0
  /** Whether nobody has left for as long as others have patience. */
  #hangs = false
  #timer: ReturnType<typeof setTimeout> | undefined

  /** @param patience milliseconds without anybody leaving after which nobody waits for a place, until somebody leaves */
  constructor(count: number, patience: number) {
    this.#count = count
    this.#patience = patience
  }

  /**
   * Takes a place, if one is free.
   *
   * @returns whether it is; then {@link leave} must follow
   */
  take(): boolean {
    if (this.#taken === this.#count) return false
    this.#taken += 1
    return true
  }

  /**
   * Takes a place, and waits for it where none is free.
   *
   * @returns whether there is one; then {@link leave} must follow. Otherwise those who have one do not get on
   */
  wait(): boolean | Promise<boolean> {
    if (this.take()) return true
    if (this.#hangs) return false
    this.#timer ??= setTimeout(() => this.#giveUp(), this.#patience)
    return new Promise((settle) => this.#waiting.push(settle))
  }

  /** Gives a place back, to who has waited longest. */
  leave(): void {
    this.#hangs = false
    const next = this.#waiting.shift()
    if (next === undefined) this.#taken -= 1
    else next(true)
    if (this.#waiting.length > 0) this.#timer?.refresh()
  }

  #giveUp(): void {
    this.#timer = undefined
    this.#hangs = this.#waiting.length > 0
    for (const refuse of this.#waiting.splice(0)) refuse(false)
  }
}

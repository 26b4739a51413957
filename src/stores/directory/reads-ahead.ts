/**
 * Reads ahead that may be under way at a time, as many as Node.js has threads: each holds its buffer meanwhile, and those
 * that end together keep others from their turn.
 */
const mostUnderWay = 4

/** Milliseconds without the end of a read after which nobody waits for one: a disk hangs, but perhaps not one's own. */
const patience = 50

let underWay = 0
let hangs = false
let timer: ReturnType<typeof setTimeout> | undefined
const waiting: ((begins: boolean) => void)[] = []

/**
 * Waits until a read ahead may begin.
 *
 * @returns whether it may; then {@link endRead} must follow. Otherwise those under way hang, and little may be read
 */
export function beginRead(): boolean | Promise<boolean> {
  if (underWay < mostUnderWay) {
    underWay += 1
    return true
  }
  if (hangs) return false
  timer ??= setTimeout(giveUp, patience)
  return new Promise((resolve) => waiting.push(resolve))
}

/** A read ahead has ended, and the next may begin. */
export function endRead(): void {
  hangs = false
  const next = waiting.shift()
  if (next === undefined) underWay -= 1
  else next(true)
  if (waiting.length > 0) timer?.refresh()
}

function giveUp(): void {
  timer = undefined
  hangs = waiting.length > 0
  for (const begin of waiting.splice(0)) begin(false)
}

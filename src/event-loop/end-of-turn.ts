// Not the global one, which tests replace together with the clock.
import { setImmediate } from 'node:timers'

let calls: (() => void)[] = []
let end: Promise<void> | undefined

/**
 * Waits for the end of this turn of the event loop, together with everybody who waits for it. What they do next they
 * do in step: each step of all of them before the next step of any.
 *
 * A server with much to do gets many requests in one turn. Answered one by one, each finds the processor's caches
 * full of the work of the others, and wakes its client for itself; in step they take half the time (decision 0026).
 */
export function endOfTurn(): Promise<void> {
  end ??= new Promise(atEndOfTurn)
  return end
}

/** Settles a promise, or does as little, at the end of this turn: whoever waits for it goes on in step with others. */
export function atEndOfTurn(call: () => void): void {
  if (calls.length === 0) setImmediate(callAll)
  calls.push(call)
}

function callAll(): void {
  const all = calls
  calls = []
  end = undefined
  for (const call of all) call()
}

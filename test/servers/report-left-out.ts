import { leftOut } from './programs.ts'

/** Vitest calls this before the first test, and what it gives after the last. */
export default function setup(): () => void {
  return () => {
    for (const what of leftOut()) console.warn(`Left out: ${what}`)
  }
}

// @ts-check
import { once } from 'node:events'

/**
 * What a program of ours says next; fails when it ends instead.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<any>}
 */
export async function message(child) {
  const stop = new AbortController()
  const ended = once(child, 'exit', { signal: stop.signal }).then(([status]) => {
    throw new Error(`The clients ended with ${status}; what they said stands above`)
  })
  try {
    const [said] = await Promise.race([once(child, 'message', { signal: stop.signal }), ended])
    return said
  } finally {
    ended.catch(() => undefined)
    stop.abort()
  }
}

import { AsyncLocalStorage } from 'node:async_hooks'
import { describe, expect, it, vi } from 'vitest'
import { atEndOfTurn, endOfTurn } from './end-of-turn.ts'

describe('endOfTurn()', () => {
  it('comes after all that happens in the turn, and for everybody before anybody goes on', async () => {
    const steps: string[] = []
    const walk = async (name: string): Promise<void> => {
      await endOfTurn()
      steps.push(`${name} 1`)
      await Promise.resolve()
      steps.push(`${name} 2`)
    }
    const walks = [walk('a'), walk('b')]
    queueMicrotask(() => steps.push('turn'))
    walks.push(walk('c'))
    await Promise.all(walks)
    expect(steps).toEqual(['turn', 'a 1', 'b 1', 'c 1', 'a 2', 'b 2', 'c 2'])
  })

  it('comes once in each turn', async () => {
    await endOfTurn()
    const next = endOfTurn()
    expect(endOfTurn()).toBe(next)
    await next
    expect(endOfTurn()).not.toBe(next)
  })

  it('keeps each in the context that it waits in', async () => {
    const context = new AsyncLocalStorage<string>()
    const waits = ['a', 'b'].map((name) =>
      context.run(name, async () => {
        await endOfTurn()
        return context.getStore()
      }),
    )
    expect(await Promise.all(waits)).toEqual(['a', 'b'])
  })

  it('comes when a test has stopped the clock', async () => {
    vi.useFakeTimers()
    try {
      await expect(endOfTurn()).resolves.toBeUndefined()
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('atEndOfTurn()', () => {
  it('calls once, in the order of asking; what is asked for meanwhile comes a turn later', async () => {
    const calls: string[] = []
    atEndOfTurn(() => {
      calls.push('first')
      atEndOfTurn(() => calls.push('later'))
    })
    atEndOfTurn(() => calls.push('second'))
    expect(calls).toEqual([])
    await endOfTurn()
    expect(calls).toEqual(['first', 'second'])
    await endOfTurn()
    expect(calls).toEqual(['first', 'second', 'later'])
  })
})

import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Places } from './places.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** What those who wait are told, in the order in which they are told it. */
function waitFor(places: Places, ...names: readonly string[]): string[] {
  const told: string[] = []
  for (const name of names) {
    void Promise.resolve(places.wait()).then((isTaken) => told.push(`${name} ${isTaken ? 'in' : 'out'}`))
  }
  return told
}

async function settle(): Promise<void> {
  for (let step = 0; step < 5; step += 1) await Promise.resolve()
}

test('places are taken as long as there are some, and given in the order in which others waited', async () => {
  const places = new Places(2, 50)
  expect([places.take(), places.take(), places.take()]).toEqual([true, true, false])
  const told = waitFor(places, 'first', 'second')
  places.leave()
  await settle()
  expect(told).toEqual(['first in'])
  places.leave()
  await settle()
  expect(told).toEqual(['first in', 'second in'])
  places.leave()
  expect(places.wait()).toBe(true)
})

test('nobody waits behind those that do not get on, until one of them leaves', async () => {
  const places = new Places(1, 50)
  places.take()
  const told = waitFor(places, 'first', 'second')
  vi.advanceTimersByTime(50)
  await settle()
  expect(told).toEqual(['first out', 'second out'])
  expect(places.wait()).toBe(false)
  places.leave()
  expect(places.wait()).toBe(true)
})

test('who waits has patience as long as somebody gets on', async () => {
  const places = new Places(1, 50)
  places.take()
  const told = waitFor(places, 'first', 'second', 'third')
  for (let left = 0; left < 3; left += 1) {
    vi.advanceTimersByTime(40)
    places.leave()
  }
  await settle()
  expect(told).toEqual(['first in', 'second in', 'third in'])
})

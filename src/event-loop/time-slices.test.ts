import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { TimeSlices } from './time-slices.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
afterEach(() => void vi.useRealTimers())

/** Takes half a millisecond, and tells its name. */
function work(told: string[], name: string): () => void {
  return () => {
    vi.advanceTimersByTime(0.5)
    told.push(name)
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

test('what fits into the slice of a turn is done at once, all else in later ones, in its order', async () => {
  const slices = new TimeSlices(1)
  const told: string[] = []
  for (const name of ['a', 'b', 'c', 'd', 'e']) slices.run(work(told, name))
  expect(told).toEqual(['a', 'b'])
  await untilNext(told)
  expect(told).toEqual(['a', 'b', 'c', 'd'])
  await untilNext(told)
  expect(told).toEqual(['a', 'b', 'c', 'd', 'e'])
  await turn()
  await turn()
  slices.run(work(told, 'f'))
  expect(told.at(-1)).toBe('f')

  async function untilNext(all: readonly string[]): Promise<void> {
    const before = all.length
    while (all.length === before) await turn()
  }
})

test('nobody goes on before who has waited, however often somebody comes back', async () => {
  const slices = new TimeSlices(1)
  const told: string[] = []
  const again = (name: string): void => {
    work(told, name)()
    if (told.length < 20) slices.wait(() => again(name))
  }
  for (const name of ['a', 'b']) slices.run(() => again(name))
  slices.run(work(told, 'once'))
  expect(told).toEqual(['a'])
  while (told.length < 5) await turn()
  expect(told.slice(0, 5)).toEqual(['a', 'a', 'b', 'once', 'a'])
  while (told.length < 20) await turn()
})

test('who waits goes on, however much else is done in each turn and however many come', async () => {
  const slices = new TimeSlices(1)
  const told: string[] = []
  for (const name of ['a', 'b', 'waits']) slices.run(work(told, name))
  for (let turns = 0; turns < 8; turns += 1) {
    slices.run(work(told, 'comes'))
    vi.advanceTimersByTime(2)
    await turn()
  }
  expect(told.slice(0, 3)).toEqual(['a', 'b', 'waits'])
})

test('others go on after who has failed', async () => {
  const slices = new TimeSlices(1)
  const told: string[] = []
  for (const name of ['a', 'b']) slices.run(work(told, name))
  const failed = new Promise((resolve) => process.once('uncaughtException', resolve))
  slices.wait(() => {
    throw new Error('nobody caught it')
  })
  slices.wait(work(told, 'c'))
  expect(await failed).toEqual(new Error('nobody caught it'))
  while (told.length < 3) await turn()
  expect(told).toEqual(['a', 'b', 'c'])
})

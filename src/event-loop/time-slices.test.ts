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
  for (const name of ['a', 'b', 'c', 'd', 'e']) slices.run(work(told, name), true)
  expect(told).toEqual(['a', 'b'])
  await untilNext(told)
  expect(told).toEqual(['a', 'b', 'c', 'd'])
  await untilNext(told)
  expect(told).toEqual(['a', 'b', 'c', 'd', 'e'])
  await turn()
  await turn()
  slices.run(work(told, 'f'), true)
  expect(told.at(-1)).toBe('f')

  async function untilNext(all: readonly string[]): Promise<void> {
    const before = all.length
    while (all.length === before) await turn()
  }
})

test('who holds memory goes on before who would come to hold some, and nobody goes on before those who wait', async () => {
  const slices = new TimeSlices(1)
  const told: string[] = []
  for (const name of ['a', 'b']) slices.run(work(told, name), true)
  slices.run(work(told, 'reads'), false)
  await turn()
  slices.run(work(told, 'reads later'), false)
  slices.run(work(told, 'writes'), true)
  expect(told).toEqual(['a', 'b'])
  while (told.length < 5) await turn()
  expect(told).toEqual(['a', 'b', 'writes', 'reads', 'reads later'])
})

test('others go on after who has failed', async () => {
  const slices = new TimeSlices(1)
  const told: string[] = []
  for (const name of ['a', 'b']) slices.run(work(told, name), true)
  const failed = new Promise((resolve) => process.once('uncaughtException', resolve))
  slices.wait(() => {
    throw new Error('nobody caught it')
  }, true)
  slices.wait(work(told, 'c'), true)
  expect(await failed).toEqual(new Error('nobody caught it'))
  while (told.length < 3) await turn()
  expect(told).toEqual(['a', 'b', 'c'])
})

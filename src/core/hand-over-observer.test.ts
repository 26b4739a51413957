import { afterEach, expect, it } from 'vitest'
import { type ObservedHandOver, handOverObserver, observeHandOvers } from './hand-over-observer.ts'

afterEach(() => observeHandOvers(undefined))

it('nobody observes until somebody asks to', () => {
  expect(handOverObserver()).toBeUndefined()
})

it('the one who asked is told', () => {
  const told: ObservedHandOver[] = []
  observeHandOvers((handOver) => void told.push(handOver))
  const handOver = { sender: 'x', file: { path: 'a', root: '/r' }, instruction: { 'X-A': 'a' } }
  handOverObserver()?.(handOver)
  expect(told).toEqual([handOver])
})

import { expect, test } from 'vitest'
import { giveBack, takeBuffer } from './buffers.ts'

const kilobytes = (count: number): number => count * 1024

test('a buffer that was given back is taken again', () => {
  const buffer = takeBuffer(kilobytes(16))
  giveBack(buffer)
  expect(takeBuffer(kilobytes(15))).toBe(buffer)
})

test('a large one is taken for less before the system is asked for another, a small one is not', () => {
  const [small, large] = [takeBuffer(kilobytes(64)), takeBuffer(kilobytes(512))]
  giveBack(small)
  giveBack(large)
  expect(takeBuffer(kilobytes(32)).length).toBe(kilobytes(32))
  expect(takeBuffer(kilobytes(200))).toBe(large)
  expect(takeBuffer(kilobytes(200)).length).toBe(kilobytes(256))
})

test('what was wanted last is kept where not all can be', () => {
  const small = Array.from({ length: 900 }, () => takeBuffer(kilobytes(16)))
  const large = Array.from({ length: 12 }, () => takeBuffer(kilobytes(512)))
  for (const buffer of small) giveBack(buffer)
  for (const buffer of large) giveBack(buffer)
  const again = large.map(() => takeBuffer(kilobytes(512)))
  expect(again.every((buffer) => large.includes(buffer))).toBe(true)
})

import { describe, expect, it } from 'vitest'
import { formatContentRange, formatUnsatisfiedRange } from './content-range.ts'

describe('formatContentRange()', () => {
  it.each([
    [0, 4, 10, 'bytes 0-4/10'],
    [9, 9, 10, 'bytes 9-9/10'],
    [0, 0, 1, 'bytes 0-0/1'],
    [2 ** 40, 2 ** 40 + 4, 2 ** 40 + 5, 'bytes 1099511627776-1099511627780/1099511627781'],
  ])('says that bytes %d to %d of %d follow', (firstPos, lastPos, completeLength, text) => {
    expect(formatContentRange({ firstPos, lastPos }, completeLength)).toBe(text)
  })
})

describe('formatUnsatisfiedRange()', () => {
  it.each([
    [10, 'bytes */10'],
    [0, 'bytes */0'],
    [2 ** 40, 'bytes */1099511627776'],
  ])('tells only the length of %d bytes', (completeLength, text) => {
    expect(formatUnsatisfiedRange(completeLength)).toBe(text)
  })
})

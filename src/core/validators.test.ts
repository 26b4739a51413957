import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { givenTag, isUnsettled, settledTag, unsettledTag, wholeSeconds } from './validators.ts'

describe('wholeSeconds()', () => {
  it.each([
    [0n, 0n],
    [1n, 0n],
    [999_999_999n, 0n],
    [1_000_000_000n, 1n],
    [784_111_777_999_999_999n, 784_111_777n],
    [-1n, -1n],
    [-999_999_999n, -1n],
    [-1_000_000_000n, -1n],
    [-1_000_000_001n, -2n],
  ])('rounds %d nanoseconds down to %d', (time, seconds) => {
    expect(wholeSeconds(time)).toBe(seconds)
  })

  it('is the second that a time lies in, before and after 1970', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), (time) => {
        const begin = wholeSeconds(time) * 1_000_000_000n
        expect(begin <= time && time < begin + 1_000_000_000n).toBe(true)
      }),
    )
  })
})

describe('isUnsettled()', () => {
  const now = 784_111_777_500
  const nowNanoseconds = 784_111_777_500_000_000n

  it.each([
    ['touched now', 0n, true],
    ['touched one second ago', 1_000_000_000n, true],
    ['touched 1.999 seconds ago', 1_999_000_000n, true],
    ['touched a nanosecond less than two seconds ago', 1_999_999_999n, true],
    ['touched two seconds ago', 2_000_000_000n, false],
    ['touched 2.001 seconds ago', 2_001_000_000n, false],
    ['touched a day ago', 86_400_000_000_000n, false],
    ['touched in the next millisecond', -1_000_000n, true],
    ['touched in the next year', -31_536_000_000_000_000n, true],
  ])('of a file %s says %s', (_, ago, unsettled) => {
    expect(isUnsettled(nowNanoseconds - ago, now)).toBe(unsettled)
  })

  it('of a file from before 1970 says no', () => {
    expect(isUnsettled(-1n, now)).toBe(false)
    expect(isUnsettled(-784_111_777_000_000_000n, now)).toBe(false)
  })

  it('takes a time of fractions of milliseconds', () => {
    expect(isUnsettled(nowNanoseconds - 2_000_000_000n, now + 0.9)).toBe(false)
    expect(isUnsettled(nowNanoseconds - 1_999_000_000n, now + 0.9)).toBe(true)
  })
})

describe('settledTag()', () => {
  it.each([
    [784_111_777n, 10, '2ebc98a1-a'],
    [0n, 0, '0-0'],
    [1_795_305_600n, 4_294_967_296, '6b023080-100000000'],
    [-1n, 10, 'ffffffffffffffff-a'],
    [-2n, 10, 'fffffffffffffffe-a'],
    [253_402_300_799n, 1, '3afff4417f-1'],
  ])('of second %d and %d bytes is "%s"', (seconds, size, opaque) => {
    expect(settledTag(seconds, size)).toEqual({ weak: false, opaque })
  })
})

describe('unsettledTag()', () => {
  it.each([
    [784_111_777_000_000_000n, 10, 'ae1b981bc490a00-a'],
    [784_111_777_000_000_001n, 10, 'ae1b981bc490a01-a'],
    [0n, 0, '0-0'],
    [-1n, 255, 'ffffffffffffffff-ff'],
  ])('of nanosecond %d and %d bytes is W/"%s"', (modified, size, opaque) => {
    expect(unsettledTag(modified, size)).toEqual({ weak: true, opaque })
  })
})

describe('givenTag()', () => {
  it.each([
    ['a text without quotes', 'v1', { weak: false, opaque: 'v1' }],
    ['a text with quotes', '"v1"', { weak: false, opaque: 'v1' }],
    ['a weak tag', 'W/"v1"', { weak: true, opaque: 'v1' }],
    ['nothing', '', { weak: false, opaque: '' }],
    ['two quotes', '""', { weak: false, opaque: '' }],
    ['a hash in base64', 'sha256-4z+/AQ==', { weak: false, opaque: 'sha256-4z+/AQ==' }],
    ['bytes above ASCII', '\xe9', { weak: false, opaque: '\xe9' }],
  ])('reads %s', (_, text, tag) => {
    expect(givenTag(text)).toEqual(tag)
  })

  it.each([
    ['a quote', 'v"1'],
    ['one quote before', '"v1'],
    ['a blank', 'v 1'],
    ['a line break', 'v\r\n1'],
    ['a character above U+00FF', '\u0141'],
    ['a list', '"v1", "v2"'],
  ])('gives undefined for %s', (_, text) => {
    expect(givenTag(text)).toBeUndefined()
  })
})

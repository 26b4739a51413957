import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { byteLength, selectByteRanges } from './byte-ranges.ts'
import type { RangeSpec } from './ranges-specifier.ts'

function int(firstPos: number, lastPos?: number): RangeSpec {
  return { firstPos, lastPos }
}

function suffix(suffixLength: number): RangeSpec {
  return { suffixLength }
}

describe('byteLength()', () => {
  it.each([
    [0, 0, 1],
    [0, 9, 10],
    [5, 9, 5],
    [0, -1, 0],
  ])('counts the bytes from %d to %d: %d', (firstPos, lastPos, length) => {
    expect(byteLength({ firstPos, lastPos })).toBe(length)
  })
})

describe('selectByteRanges()', () => {
  it.each<[what: string, set: readonly RangeSpec[], ...selected: (readonly [number, number])[]]>([
    ['the first byte', [int(0, 0)], [0, 0]],
    ['the last byte', [int(9, 9)], [9, 9]],
    ['all of it', [int(0, 9)], [0, 9]],
    ['all of it, open', [int(0)], [0, 9]],
    ['the rest from a position', [int(7)], [7, 9]],
    ['up to a position beyond the end', [int(5, 500)], [5, 9]],
    ['up to an infinite position', [int(5, Infinity)], [5, 9]],
    ['the last three bytes', [suffix(3)], [7, 9]],
    ['as many last bytes as there are', [suffix(10)], [0, 9]],
    ['more last bytes than there are', [suffix(100)], [0, 9]],
    ['infinitely many last bytes', [suffix(Infinity)], [0, 9]],
    ['several ranges in the order asked for', [int(8, 9), int(0, 1)], [8, 9], [0, 1]],
    ['only what lies within', [int(0, 1), int(10, 20), suffix(0), int(4, 4)], [0, 1], [4, 4]],
    ['the same range twice', [int(0, 1), int(0, 1)], [0, 1], [0, 1]],
    ['overlapping ranges no longer than the whole', [int(0, 5), int(3, 6)], [0, 5], [3, 6]],
    ['ranges exactly as long as the whole', [int(0, 4), int(5, 9)], [0, 4], [5, 9]],
  ])('selects from ten bytes %s', (_, set, ...selected) => {
    expect(selectByteRanges(set, 10)).toEqual(selected.map(([firstPos, lastPos]) => ({ firstPos, lastPos })))
  })

  it.each<[what: string, set: readonly RangeSpec[], size: number]>([
    ['a position just beyond ten bytes', [int(10, 10)], 10],
    ['an open range beyond ten bytes', [int(10)], 10],
    ['an infinite position', [int(Infinity)], 10],
    ['the last zero bytes of ten', [suffix(0)], 10],
    ['several ranges beyond ten bytes', [int(10, 11), int(20), suffix(0)], 10],
    ['the second byte of one', [int(1, 1)], 1],
    ['the last zero bytes of one', [suffix(0)], 1],
    ['the first byte of none', [int(0, 0)], 0],
    ['everything of none', [int(0)], 0],
    ['the last zero bytes of none', [suffix(0)], 0],
    ['no range', [], 10],
  ])('finds unsatisfiable: %s', (_, set, size) => {
    expect(selectByteRanges(set, size)).toBe('unsatisfiable')
  })

  it.each<[what: string, set: readonly RangeSpec[], size: number]>([
    ['ranges longer than the whole together', [int(0, 5), int(4, 9)], 10],
    ['the whole twice', [int(0), int(0)], 10],
    ['the whole and one byte of it', [int(0, 9), int(0, 0)], 10],
    ['the only byte twice', [int(0, 0), suffix(1)], 1],
    ['the last byte of none', [suffix(1)], 0],
    ['the last bytes of none beside a range beyond', [int(0, 0), suffix(5)], 0],
  ])('would rather ignore: %s', (_, set, size) => {
    expect(selectByteRanges(set, size)).toBe('whole')
  })

  it.each<[what: string, set: readonly RangeSpec[]]>([
    ['the first byte', [int(0, 0)]],
    ['an open range', [int(0)]],
    ['the last byte', [suffix(1)]],
    ['more last bytes than there are', [suffix(2)]],
    ['one range within and one beyond', [int(0, 0), int(1, 1)]],
  ])('selects the only byte of one: %s', (_, set) => {
    expect(selectByteRanges(set, 1)).toEqual([{ firstPos: 0, lastPos: 0 }])
  })

  it('selects from more bytes than 32 bits can count', () => {
    expect(selectByteRanges([int(2 ** 40), suffix(1)], 2 ** 40 + 5)).toEqual([
      { firstPos: 2 ** 40, lastPos: 2 ** 40 + 4 },
      { firstPos: 2 ** 40 + 4, lastPos: 2 ** 40 + 4 },
    ])
  })
})

describe('selected ranges', () => {
  const size = fc.oneof(fc.nat({ max: 20 }), fc.maxSafeNat())
  const position = fc.oneof(fc.nat({ max: 25 }), fc.maxSafeNat(), fc.constant(Infinity))
  const spec = fc.oneof(
    fc.tuple(position, position).map(([a, b]) => int(Math.min(a, b), Math.max(a, b))),
    position.map((firstPos) => int(firstPos)),
    position.map(suffix),
  )

  it('lie inside the representation, hold a byte at least, and are no longer together than it is', () => {
    fc.assert(
      fc.property(fc.array(spec), size, (set, completeLength) => {
        const selected = selectByteRanges(set, completeLength)
        const ranges = typeof selected === 'string' ? [] : selected
        for (const range of ranges) {
          expect(range.firstPos).toBeGreaterThanOrEqual(0)
          expect(range.lastPos).toBeGreaterThanOrEqual(range.firstPos)
          expect(range.lastPos).toBeLessThan(completeLength)
        }
        const sum = ranges.reduce((bytes, range) => bytes + byteLength(range), 0)
        expect(sum).toBeLessThanOrEqual(completeLength)
      }),
    )
  })

  it('are never an empty list, and never more than were asked for', () => {
    fc.assert(
      fc.property(fc.array(spec), size, (set, completeLength) => {
        const selected = selectByteRanges(set, completeLength)
        const { length } = typeof selected === 'string' ? [selected] : selected
        expect(length).toBeGreaterThanOrEqual(1)
        expect(length).toBeLessThanOrEqual(Math.max(set.length, 1))
      }),
    )
  })

  it('of a few bytes are those that one would count by hand', () => {
    const few = fc.nat({ max: 20 })
    const range = fc.tuple(few, few).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)
    fc.assert(
      fc.property(range, fc.nat({ max: 20 }), ([first, last], completeLength) => {
        const bytes = Array.from({ length: completeLength }, (_, index) => index).slice(first, last + 1)
        const [firstPos, lastPos] = [bytes[0], bytes.at(-1)]
        expect(selectByteRanges([int(first, last)], completeLength)).toEqual(
          firstPos === undefined ? 'unsatisfiable' : [{ firstPos, lastPos }],
        )
      }),
    )
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type RangeSpec, parseRangesSpecifier } from './ranges-specifier.ts'

const limit = 100

describe('parseRangesSpecifier()', () => {
  it.each<[what: string, text: string, set: readonly RangeSpec[]]>([
    ['an int-range', 'bytes=0-499', [{ firstPos: 0, lastPos: 499 }]],
    ['an int-range of one byte', 'bytes=0-0', [{ firstPos: 0, lastPos: 0 }]],
    ['an open int-range', 'bytes=9500-', [{ firstPos: 9500, lastPos: undefined }]],
    ['a suffix-range', 'bytes=-500', [{ suffixLength: 500 }]],
    ['a suffix-range of nothing', 'bytes=-0', [{ suffixLength: 0 }]],
    [
      'several ranges in their order',
      'bytes=500-600,0-0,-1,7-',
      [
        { firstPos: 500, lastPos: 600 },
        { firstPos: 0, lastPos: 0 },
        { suffixLength: 1 },
        { firstPos: 7, lastPos: undefined },
      ],
    ],
    [
      'the example of section 14.1.2, with its blanks',
      'bytes= 0-999, 4500-5499, -1000',
      [{ firstPos: 0, lastPos: 999 }, { firstPos: 4500, lastPos: 5499 }, { suffixLength: 1000 }],
    ],
    [
      'blanks and tabs around the commas',
      'bytes=\t0-0 \t,\t 2-2\t ',
      [
        { firstPos: 0, lastPos: 0 },
        { firstPos: 2, lastPos: 2 },
      ],
    ],
    [
      'empty members, which count for nothing',
      'bytes=,0-0,, \t,2-2,',
      [
        { firstPos: 0, lastPos: 0 },
        { firstPos: 2, lastPos: 2 },
      ],
    ],
    ['leading zeros', 'bytes=000-0009', [{ firstPos: 0, lastPos: 9 }]],
    ['leading zeros of a suffix-length', 'bytes=-0005', [{ suffixLength: 5 }]],
    [
      'more leading zeros than a number has digits',
      `bytes=${'0'.repeat(30)}7-8`,
      [{ firstPos: 7, lastPos: 8 }],
    ],
    [
      'overlapping ranges, which are not judged here',
      'bytes=0-5,3-9',
      [
        { firstPos: 0, lastPos: 5 },
        { firstPos: 3, lastPos: 9 },
      ],
    ],
  ])('reads %s', (_, text, set) => {
    expect(parseRangesSpecifier(text, limit)).toEqual({ kind: 'bytes', set })
  })

  it.each(['bytes', 'BYTES', 'Bytes', 'bYtEs'])('takes %s for the unit of bytes', (unit) => {
    expect(parseRangesSpecifier(`${unit}=0-1`, limit)).toEqual({
      kind: 'bytes',
      set: [{ firstPos: 0, lastPos: 1 }],
    })
  })

  it.each([
    ['items=0-4', 'items'],
    ['seconds=1-', 'seconds'],
    ['byte=0-4', 'byte'],
    ['bytess=0-4', 'bytess'],
    ["!#$%&'*+-.^_`|~09AZaz=anything at all", "!#$%&'*+-.^_`|~09AZaz"],
    ['none=', 'none'],
  ])('knows that %s has another unit', (text, unit) => {
    expect(parseRangesSpecifier(text, limit)).toEqual({ kind: 'other-unit', unit })
  })

  it.each([
    ['nothing', ''],
    ['a unit alone', 'bytes'],
    ['no unit', '=0-4'],
    ['a blank before the equals sign', 'bytes =0-4'],
    ['a blank before the unit', ' bytes=0-4'],
    ['a unit that is no token', 'by/tes=0-4'],
    ['another sign', 'bytes:0-4'],
    ['an empty set', 'bytes='],
    ['commas only', 'bytes=,,,'],
    ['blanks only', 'bytes= \t '],
    ['a dash alone', 'bytes=-'],
    ['a number alone', 'bytes=5'],
    ['a last position below the first', 'bytes=5-4'],
    ['a last position below the first, among right ones', 'bytes=0-1,5-4'],
    ['two dashes', 'bytes=0--4'],
    ['a negative range', 'bytes=-4-5'],
    ['a third number', 'bytes=0-4-8'],
    ['blanks within a range', 'bytes=0 - 4'],
    ['a blank behind the dash', 'bytes=0- 4'],
    ['no comma between ranges', 'bytes=0-1 2-3'],
    ['a semicolon between ranges', 'bytes=0-1;2-3'],
    ['letters', 'bytes=a-b'],
    ['letters behind a right range', 'bytes=0-1,x'],
    ['a sign', 'bytes=+0-4'],
    ['a fraction', 'bytes=0.0-4'],
    ['hexadecimal', 'bytes=0x0-0x4'],
    ['an exponent', 'bytes=1e1-2e1'],
    ['digits of another script', 'bytes=٠-٤'],
    ['a line feed', 'bytes=0-4\n'],
    ['a NUL', 'bytes=0-4\0'],
    ['two units', 'bytes=0-1,bytes=2-3'],
  ])('finds %s invalid', (_, text) => {
    expect(parseRangesSpecifier(text, limit)).toEqual({ kind: 'invalid' })
  })

  // 2^53 = 9007199254740992: the first number above which not every whole number is its own.
  it.each([
    ['9007199254740992', '9007199254740993', 'bytes'],
    ['9007199254740993', '9007199254740993', 'bytes'],
    ['9007199254740993', '9007199254740992', 'invalid'],
    ['999999999999999', '1000000000000000', 'bytes'],
    ['1000000000000000', '999999999999999', 'invalid'],
    ['1000000000000000', '0000999999999999999', 'invalid'],
    ['0000999999999999999', '1000000000000000', 'bytes'],
    ['18446744073709551616', '18446744073709551615', 'invalid'],
    ['18446744073709551615', '18446744073709551616', 'bytes'],
    ['0'.repeat(20), '0', 'bytes'],
    ['0', '0'.repeat(20), 'bytes'],
    ['1', '0'.repeat(20), 'invalid'],
    [`${'9'.repeat(400)}8`, `${'9'.repeat(400)}9`, 'bytes'],
    [`${'9'.repeat(400)}9`, `${'9'.repeat(400)}8`, 'invalid'],
  ])('compares %s with %s exactly', (first, last, kind) => {
    expect(parseRangesSpecifier(`bytes=${first}-${last}`, limit).kind).toBe(kind)
  })

  it('reads a number of 400 digits as infinite', () => {
    const digits = '9'.repeat(400)
    expect(parseRangesSpecifier(`bytes=0-${digits},${digits}-,-${digits}`, limit)).toEqual({
      kind: 'bytes',
      set: [
        { firstPos: 0, lastPos: Infinity },
        { firstPos: Infinity, lastPos: undefined },
        { suffixLength: Infinity },
      ],
    })
  })

  it.each([
    ['as many as the limit', '0-0,1-1,2-2', 'bytes'],
    ['one more than the limit', '0-0,1-1,2-2,3-3', 'too-many'],
    ['empty members beside as many as the limit', ',0-0,,1-1,,2-2,,', 'bytes'],
    ['garbage behind one more than the limit', '0-0,1-1,2-2,3-3,x', 'too-many'],
    ['garbage before one more than the limit', 'x,0-0,1-1,2-2,3-3', 'invalid'],
  ])('counts against a limit of three: %s', (_, set, kind) => {
    expect(parseRangesSpecifier(`bytes=${set}`, 3).kind).toBe(kind)
  })

  it('begins anew with every text', () => {
    expect(parseRangesSpecifier('bytes=0-0,x', limit).kind).toBe('invalid')
    expect(parseRangesSpecifier('bytes=0-0', limit).kind).toBe('bytes')
    expect(parseRangesSpecifier('bytes=0-0', limit).kind).toBe('bytes')
  })
})

describe('ranges-specifiers', () => {
  const position = fc.maxSafeNat()
  const spec: fc.Arbitrary<RangeSpec> = fc.oneof(
    fc
      .tuple(position, position)
      .map(([a, b]): RangeSpec => ({ firstPos: Math.min(a, b), lastPos: Math.max(a, b) })),
    position.map((firstPos): RangeSpec => ({ firstPos, lastPos: undefined })),
    position.map((suffixLength): RangeSpec => ({ suffixLength })),
  )

  function format(range: RangeSpec): string {
    return 'suffixLength' in range ? `-${range.suffixLength}` : `${range.firstPos}-${range.lastPos ?? ''}`
  }

  it('come back as they were written, whatever blanks and empty members they have', () => {
    const separator = fc.stringMatching(/^[ \t]*,[ \t,]*$/)
    fc.assert(
      fc.property(fc.array(spec, { minLength: 1, maxLength: limit }), separator, (set, between) => {
        const text = `bytes=${set.map(format).join(between)}`
        expect(parseRangesSpecifier(text, limit)).toEqual({ kind: 'bytes', set })
      }),
    )
  })

  it('compare numbers of any size as exactly as whole numbers are compared', () => {
    const number = fc.oneof(
      fc.bigInt({ min: 0n, max: 2n ** 70n }),
      fc.bigInt({ min: 2n ** 53n - 2n, max: 2n ** 53n + 2n }),
    )
    const zeros = fc.stringMatching(/^0{0,20}$/)
    fc.assert(
      fc.property(number, number, zeros, zeros, (first, last, before, behind) => {
        const { kind } = parseRangesSpecifier(`bytes=${before}${first}-${behind}${last}`, limit)
        expect(kind).toBe(first <= last ? 'bytes' : 'invalid')
      }),
    )
  })

  it('never throw, and never hold more ranges than the limit, whatever the text', () => {
    const codeUnit = fc.nat({ max: 0xffff }).map((code) => String.fromCharCode(code))
    const latin1 = fc.nat({ max: 0xff }).map((byte) => String.fromCharCode(byte))
    const part = fc.constantFrom('0', '9', '0-', '0-0', '-', '-5', ',', ' ', '\t', '=', 'x')
    const anyText = fc.oneof(
      fc.string({ unit: codeUnit }),
      fc.string({ unit: latin1 }),
      fc.string({ unit: part }),
    )
    const unit = fc.constantFrom('bytes=', 'BYTES=', '')
    fc.assert(
      fc.property(unit, anyText, fc.integer({ min: 1, max: 5000 }), (before, piece, times) => {
        const specifier = parseRangesSpecifier(before + piece.repeat(times), limit)
        const { length } = specifier.kind === 'bytes' ? specifier.set : [0]
        expect(length).toBeGreaterThanOrEqual(1)
        expect(length).toBeLessThanOrEqual(limit)
      }),
    )
  })
})

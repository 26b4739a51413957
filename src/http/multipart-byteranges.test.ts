import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ByteRange } from './byte-ranges.ts'
import { multipartByteRanges } from './multipart-byteranges.ts'

const representation = { mediaType: 'application/pdf', completeLength: 8000 }

describe('multipartByteRanges()', () => {
  const two = multipartByteRanges(
    [
      { firstPos: 500, lastPos: 999 },
      { firstPos: 7000, lastPos: 7999 },
    ],
    representation,
    'THIS_STRING_SEPARATES',
  )

  it('names the boundary in the media type', () => {
    expect(two.mediaType).toBe('multipart/byteranges; boundary=THIS_STRING_SEPARATES')
  })

  it('lays out the example of RFC 9110, section 14.6', () => {
    expect(two.pieces).toEqual([
      '--THIS_STRING_SEPARATES\r\nContent-Type: application/pdf\r\nContent-Range: bytes 500-999/8000\r\n\r\n',
      { firstPos: 500, lastPos: 999 },
      '\r\n--THIS_STRING_SEPARATES\r\nContent-Type: application/pdf\r\nContent-Range: bytes 7000-7999/8000\r\n\r\n',
      { firstPos: 7000, lastPos: 7999 },
      '\r\n--THIS_STRING_SEPARATES--\r\n',
    ])
  })

  it('counts the bytes of it all: 93 + 500 + 97 + 1000 + 29', () => {
    expect(two.length).toBe(1719)
  })

  it('keeps the order in which the ranges were asked for', () => {
    const { pieces } = multipartByteRanges(
      [
        { firstPos: 9, lastPos: 9 },
        { firstPos: 0, lastPos: 0 },
      ],
      { mediaType: 'text/plain; charset=utf-8', completeLength: 10 },
      'b',
    )
    expect(pieces).toEqual([
      '--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Range: bytes 9-9/10\r\n\r\n',
      { firstPos: 9, lastPos: 9 },
      '\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Range: bytes 0-0/10\r\n\r\n',
      { firstPos: 0, lastPos: 0 },
      '\r\n--b--\r\n',
    ])
  })

  it('tells the length of what comes out when the ranges are filled in', () => {
    const range = fc
      .tuple(fc.nat({ max: 99 }), fc.nat({ max: 99 }))
      .map(([a, b]): ByteRange => ({ firstPos: Math.min(a, b), lastPos: Math.max(a, b) }))
    const file = 'x'.repeat(100)
    fc.assert(
      fc.property(fc.array(range, { minLength: 2 }), (ranges) => {
        const { pieces, length } = multipartByteRanges(ranges, { mediaType: 'a/b', completeLength: 100 }, 'b')
        const content = pieces.map((piece) =>
          typeof piece === 'string' ? piece : file.slice(piece.firstPos, piece.lastPos + 1),
        )
        expect(content.join('')).toHaveLength(length)
        expect(pieces.filter((piece) => typeof piece !== 'string')).toEqual(ranges)
      }),
    )
  })
})

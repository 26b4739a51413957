import type { RangeSpec } from './ranges-specifier.ts'

/** A part of a representation: the positions of its first and last byte, both inclusive, from 0. */
export interface ByteRange {
  readonly firstPos: number
  readonly lastPos: number
}

/** The number of bytes in a range. */
export function byteLength({ firstPos, lastPos }: ByteRange): number {
  return lastPos - firstPos + 1
}

/**
 * Applies a byte range-set to a representation (RFC 9110, sections 14.1.2 and 14.2).
 *
 * @param completeLength the size of the representation in bytes
 * @returns the satisfiable ranges in the order given; `'unsatisfiable'` when there is none; `'whole'` when
 *   the set is better ignored: it asks for more bytes than there are, or for the last bytes of nothing
 */
export function selectByteRanges(
  set: readonly RangeSpec[],
  completeLength: number,
): readonly ByteRange[] | 'unsatisfiable' | 'whole' {
  const ranges: ByteRange[] = []
  let sum = 0
  for (const spec of set) {
    const range = rangeWithin(spec, completeLength)
    if (range === undefined) continue
    // A suffix-range of an empty representation is satisfiable, yet no Content-Range can say so.
    if (range.lastPos < 0) return 'whole'
    ranges.push(range)
    sum += byteLength(range)
  }
  if (ranges.length === 0) return 'unsatisfiable'
  return sum > completeLength ? 'whole' : ranges
}

function rangeWithin(spec: RangeSpec, completeLength: number): ByteRange | undefined {
  const end = completeLength - 1
  if ('suffixLength' in spec) {
    if (spec.suffixLength === 0) return undefined
    return { firstPos: Math.max(0, completeLength - spec.suffixLength), lastPos: end }
  }
  if (spec.firstPos > end) return undefined
  return { firstPos: spec.firstPos, lastPos: Math.min(spec.lastPos ?? end, end) }
}

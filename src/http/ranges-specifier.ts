/** An int-range, `first-pos "-" [ last-pos ]` (RFC 9110, section 14.1.1); positions are inclusive bytes. */
interface IntRange {
  readonly firstPos: number
  /** `undefined` when it is open: up to the end. */
  readonly lastPos: number | undefined
}

/** A suffix-range, `"-" suffix-length`: so many bytes from the end. */
interface SuffixRange {
  readonly suffixLength: number
}

/** One member of a byte range-set. */
export type RangeSpec = IntRange | SuffixRange

/** A Range field as RFC 9110, section 14.2, tells its cases apart. */
export type RangesSpecifier =
  | { readonly kind: 'bytes'; readonly set: readonly RangeSpec[] }
  | { readonly kind: 'other-unit'; readonly unit: string }
  | { readonly kind: 'too-many' }
  | { readonly kind: 'invalid' }

const rangeUnit = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+)=/
// OWS around a member and empty members, as in every list; the RFC's own example in section 14.1.2 has a blank after "=".
const rangeSetMember = /[\t ,]*(?:(?:(\d+)-(\d*)|-(\d+))[\t ]*(?:,|$)|$)/y

/** Above this many digits a number may exceed 2^53 and no longer be exact. */
const exactDigits = 15

/**
 * Reads the value of a Range field (RFC 9110, section 14.1.1). Range units are case-insensitive; empty
 * members of the list count for nothing.
 *
 * @param limit the number of ranges above which the set is not read any further
 */
export function parseRangesSpecifier(text: string, limit: number): RangesSpecifier {
  const unit = rangeUnit.exec(text)?.[1]
  if (unit === undefined) return { kind: 'invalid' }
  if (unit.toLowerCase() !== 'bytes') return { kind: 'other-unit', unit }
  const set: RangeSpec[] = []
  rangeSetMember.lastIndex = unit.length + 1
  while (rangeSetMember.lastIndex < text.length) {
    const member = rangeSetMember.exec(text)
    if (member === null) return { kind: 'invalid' }
    const spec = rangeSpecOf(member)
    if (spec === 'invalid') return { kind: 'invalid' }
    if (spec === 'empty') continue
    if (set.length === limit) return { kind: 'too-many' }
    set.push(spec)
  }
  return set.length === 0 ? { kind: 'invalid' } : { kind: 'bytes', set }
}

function rangeSpecOf(member: RegExpExecArray): RangeSpec | 'empty' | 'invalid' {
  const [, first, last, suffix] = member
  if (suffix !== undefined) return { suffixLength: Number(suffix) }
  if (first === undefined) return 'empty'
  if (last === undefined || last === '') return { firstPos: Number(first), lastPos: undefined }
  if (isBefore(last, first)) return 'invalid'
  return { firstPos: Number(first), lastPos: Number(last) }
}

/** Whether one run of digits stands for a smaller number than another, however long they are. */
function isBefore(a: string, b: string): boolean {
  if (a.length <= exactDigits && b.length <= exactDigits) return Number(a) < Number(b)
  const [bare, other] = [withoutLeadingZeros(a), withoutLeadingZeros(b)]
  return bare.length === other.length ? bare < other : bare.length < other.length
}

function withoutLeadingZeros(digits: string): string {
  return digits.replace(/^0+/, '')
}

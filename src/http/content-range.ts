import type { ByteRange } from './byte-ranges.ts'

/** The Content-Range of a part: `bytes 0-4/10` (RFC 9110, section 14.4). */
export function formatContentRange({ firstPos, lastPos }: ByteRange, completeLength: number): string {
  return `bytes ${firstPos}-${lastPos}/${completeLength}`
}

/** The Content-Range of a 416: `bytes *` and the length that a valid range stays below (section 15.5.17). */
export function formatUnsatisfiedRange(completeLength: number): string {
  return `bytes */${completeLength}`
}

import { type EntityTag, parseEntityTag } from '../http/entity-tag.ts'

const nanoseconds = 1_000_000_000n

/** Nanoseconds for which a file may still change unnoticed by a tag that counts whole seconds. */
const settling = 2n * nanoseconds

/** The whole seconds of a time in nanoseconds, rounded down, also before 1970. */
export function wholeSeconds(time: bigint): bigint {
  const towardsZero = time / nanoseconds
  return time < 0n && time % nanoseconds !== 0n ? towardsZero - 1n : towardsZero
}

/**
 * Whether a file was touched less than two seconds ago, or in the future: then its time and size do not yet tell
 * its states apart.
 *
 * @param modified nanoseconds since the epoch
 * @param now milliseconds since the epoch
 */
export function isUnsettled(modified: bigint, now: number): boolean {
  // As a number it is off by less than a microsecond, which settles nearly all files at a tenth of the price.
  if (Number(modified) < (now - 2001) * 1_000_000) return false
  return modified > BigInt(Math.floor(now)) * 1_000_000n - settling
}

/**
 * The entity tag that nginx and H2O make and that the other servers keep: seconds and size, in hexadecimal.
 *
 * @param seconds since the epoch; before 1970 as an unsigned number of 64 bits
 * @param size in bytes
 */
export function settledTag(seconds: bigint, size: number): EntityTag {
  return { weak: false, opaque: `${BigInt.asUintN(64, seconds).toString(16)}-${size.toString(16)}` }
}

/** The tag of a file that may still change within the second; weak, so that no part is ever glued to another. */
export function unsettledTag(modified: bigint, size: number): EntityTag {
  return { weak: true, opaque: `${BigInt.asUintN(64, modified).toString(16)}-${size.toString(16)}` }
}

/** Reads an entity tag that the application gives: whole, or only what stands between the quotes. */
export function givenTag(text: string): EntityTag | undefined {
  return parseEntityTag(text) ?? parseEntityTag(`"${text}"`)
}

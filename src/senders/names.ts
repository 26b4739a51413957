import { Buffer } from 'node:buffer'

/**
 * Whether every server, and every version of it, reads a name alike: it has no escape to undo and no query to cut
 * off, no controls, and no blank at its end that could get lost.
 *
 * @param path bytes, one character each ("latin1")
 */
export function isReadAlike(path: string): boolean {
  return !/[%?\x00-\x1f\x7f]| $/.test(path)
}

/**
 * Whether a name can be the value of a field as it is: tabs may stand within, no other controls, and no blank at
 * its end.
 *
 * @param path bytes, one character each ("latin1")
 */
export function isFieldText(path: string): boolean {
  return !/[\x00-\x08\x0a-\x1f\x7f]|[ \t]$/.test(path)
}

/** The bytes of a text as UTF-8, one character each ("latin1"). */
export function bytesOfText(text: string): string {
  return Buffer.from(text).toString('latin1')
}

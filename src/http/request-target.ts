import { percentDecode } from './percent-encoding.ts'

/** More segments than a path of any system can have. */
const mostSegments = 4096

const notBytes = /[^\x00-\xff]/

const authority = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?#]*/

/**
 * Splits the path of a request target (origin-form or absolute-form, RFC 9112, section 3.2) into segments and
 * percent-decodes each exactly once.
 *
 * @param prefix the segments that the path must begin with, decoded; they are left out
 * @returns bytes, one character each ("latin1"); `undefined` when the path does not begin so, when an escape
 *   is malformed, or when a decoded segment holds a slash or NUL
 */
export function decodedSegments(target: string, prefix: readonly string[]): readonly string[] | undefined {
  const path = target.replace(authority, '').replace(/[?#].*$/s, '')
  if (!path.startsWith('/') || notBytes.test(path)) return undefined
  const encoded = path.slice(1).split('/', mostSegments + 1)
  if (encoded.length > mostSegments) return undefined
  const segments = encoded.map(percentDecode)
  if (!segments.every(isSegment)) return undefined
  if (!prefix.every((segment, index) => segments[index] === segment)) return undefined
  return segments.slice(prefix.length)
}

function isSegment(bytes: string | undefined): bytes is string {
  return bytes !== undefined && !bytes.includes('/') && !bytes.includes('\0')
}

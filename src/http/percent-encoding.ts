const unreservedPath = /^[A-Za-z0-9\-._~/]*$/
const reserved = /[^A-Za-z0-9\-._~/]/g

/**
 * Percent-encodes every byte of a path but the unreserved characters of RFC 3986 and `/`.
 *
 * @param path bytes, one character each ("latin1")
 */
export function percentEncodePath(path: string): string {
  if (unreservedPath.test(path)) return path
  return path.replace(
    reserved,
    (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )
}

/**
 * Percent-decodes a text once.
 *
 * @param text ASCII, or one character per byte ("latin1")
 * @returns the bytes, one character each ("latin1"), or `undefined` when a `%` is not followed by two digits
 */
export function percentDecode(text: string): string | undefined {
  if (!text.includes('%')) return text
  let malformed = false
  const bytes = text.replace(/%(..)?/gs, (_, digits: string | undefined) => {
    if (digits !== undefined && /^[0-9A-Fa-f]{2}$/.test(digits)) {
      return String.fromCharCode(Number.parseInt(digits, 16))
    }
    malformed = true
    return ''
  })
  return malformed ? undefined : bytes
}

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
  let bytes = ''
  let from = 0
  for (let at = text.indexOf('%'); at !== -1; at = text.indexOf('%', from)) {
    const high = digitValue(text.charCodeAt(at + 1))
    const low = digitValue(text.charCodeAt(at + 2))
    if (high === undefined || low === undefined) return undefined
    bytes += text.slice(from, at) + String.fromCharCode(high * 16 + low)
    from = at + 3
  }
  return from === 0 ? text : bytes + text.slice(from)
}

/** The value of a hexadecimal digit, by its character code; `undefined` for what is none, and at the end. */
function digitValue(code: number): number | undefined {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : undefined
}

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
  const first = text.indexOf('%')
  if (first === -1) return text
  let bytes = text.slice(0, first)
  let codes: number[] = []
  for (let at = first; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === percent) {
      const [high, low] = [digitValue(text.charCodeAt(at + 1)), digitValue(text.charCodeAt(at + 2))]
      if (high === undefined || low === undefined) return undefined
      codes.push(high * 16 + low)
      at += 2
    } else codes.push(code)
    if (codes.length < mostCodes) continue
    bytes += String.fromCharCode(...codes)
    codes = []
  }
  return bytes + String.fromCharCode(...codes)
}

const percent = 0x25

/** Characters that are put together at once; as arguments of one call they must fit on the stack. */
const mostCodes = 4096

/** The value of a hexadecimal digit, by its character code; `undefined` for what is none, and at the end. */
function digitValue(code: number): number | undefined {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : undefined
}

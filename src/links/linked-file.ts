import { XsendfileError } from '../core/errors.ts'
import { quotation } from '../core/quotation.ts'
import type { PathSegment } from '../core/store.ts'
import { percentEncodePath } from '../http/percent-encoding.ts'

/** What a link is made for: a path below the root as text, as bytes, or segment by segment, as `send` takes it. */
export type LinkedFile = string | Uint8Array | readonly PathSegment[]

/** No system has a path of more, and no server a URL. */
const mostSegments = 2048

/**
 * The path of a file below the root: bytes, one character each ("latin1"), segments joined by `/`. Segments hold no
 * slash, so that no two lists of segments give the same.
 *
 * @throws XsendfileError ERR_XSENDFILE_PATH_INVALID for what is no path, and for names that `send` never gives
 */
export function bytesOfFile(file: LinkedFile): string {
  const segments = segmentsOf(file)
  const { length } = segments
  if (length > 0 && length <= mostSegments && segments.every(isName)) return segments.join('/')
  throw invalid(file)
}

/** The path of the URL that stands for a file behind a token. */
export function urlPath(token: string, bytes: string): string {
  return `/${token}/${percentEncodePath(bytes)}`
}

/** The same of what a request names, which need not be a name. */
export function bytesOfSegments(segments: readonly PathSegment[]): string {
  return segments.map(bytesOf).join('/')
}

function segmentsOf(file: LinkedFile): readonly string[] {
  if (typeof file === 'string' || file instanceof Uint8Array) {
    if (!isSegment(file)) throw invalid(file)
    return bytesOf(file).replace(/^\/+/, '').split('/')
  }
  if (!Array.isArray(file) || !file.every(isSegment)) throw invalid(file)
  return file.map(bytesOf)
}

/** Halves of surrogate pairs would all become the same replacement. */
function isSegment(segment: unknown): segment is PathSegment {
  return typeof segment === 'string' ? segment.isWellFormed() : segment instanceof Uint8Array
}

function bytesOf(segment: PathSegment): string {
  const bytes = typeof segment === 'string' ? Buffer.from(segment) : Buffer.from(segment.slice())
  return bytes.toString('latin1')
}

function isName(bytes: string): boolean {
  return !['', '.', '..'].includes(bytes) && !/[/\0]/.test(bytes)
}

function invalid(file: unknown): XsendfileError {
  return new XsendfileError(
    'ERR_XSENDFILE_PATH_INVALID',
    `Cannot make a link to ${quotation(file)}: give a path below the root, such as ['reports', '2026.pdf'], of segments that are neither empty, "." nor "..", and hold no slash and no NUL`,
  )
}

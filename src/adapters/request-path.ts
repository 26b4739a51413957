import { XsendfileError } from '../core/errors.ts'
import { quotation } from '../core/quotation.ts'
import type { MalformedPath, PathSegment } from '../core/store.ts'
import { decodedSegments } from '../http/request-target.ts'

/** The path of a request, decoded: its segments, or what `send` answers with 404. */
export type RequestPath = readonly PathSegment[] | MalformedPath

/** A request as node:http, Express or the Fetch standard has it. */
export interface TargetedRequest {
  /** The request target, or the URL. Express takes the path of a mount off it. */
  readonly url?: string | undefined
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Gives what a request's path names below a prefix, percent-decoded exactly once, for `send` or `find`.
 *
 * A path that does not begin with the prefix, a malformed escape, an encoded slash or NUL give a value that `send`
 * answers with 404. A segment that is not UTF-8 is given as bytes.
 *
 * @param request of node:http, Express or the Fetch standard; within a mounted router or application of Express,
 *   the path below the mount counts
 * @param prefix of the path, decoded, beginning with a slash
 * @default prefix '/'
 * @throws XsendfileError ERR_XSENDFILE_ARGUMENT_INVALID when there is no request, or the prefix does not begin with a slash
 * @example
 * ```ts
 * import { requestPath } from 'xsendfile'
 *
 * const request = new Request('http://localhost/documents/2026/r%C3%A9sum%C3%A9.pdf')
 * console.log(requestPath(request, '/documents/')) // [ '2026', 'résumé.pdf' ]
 * ```
 */
export function requestPath(request: TargetedRequest, prefix = '/'): RequestPath {
  const target: unknown = (request as TargetedRequest | null)?.url ?? ''
  if (typeof request !== 'object' || request === null || typeof target !== 'string') {
    throw new XsendfileError(
      'ERR_XSENDFILE_ARGUMENT_INVALID',
      `Cannot take the path of ${quotation(request)}: give the request, which has a \`url\``,
    )
  }
  const segments = decodedSegments(target, prefixSegments(prefix))
  return segments === undefined ? { malformed: target } : segments.map(segmentOf)
}

function prefixSegments(prefix: string): readonly string[] {
  if (typeof prefix !== 'string' || !prefix.startsWith('/')) {
    throw new XsendfileError(
      'ERR_XSENDFILE_ARGUMENT_INVALID',
      `Cannot take a path below ${quotation(prefix)}: a prefix begins with a slash, such as "/documents/"`,
    )
  }
  const bare = prefix.slice(1).replace(/\/$/, '')
  return bare === '' ? [] : bare.split('/').map((segment) => Buffer.from(segment).toString('latin1'))
}

/** Text where the bytes are UTF-8. */
function segmentOf(bytes: string): PathSegment {
  if (!/[^\x00-\x7f]/.test(bytes)) return bytes
  const buffer = Buffer.from(bytes, 'latin1')
  try {
    return utf8.decode(buffer)
  } catch {
    return new Uint8Array(buffer)
  }
}

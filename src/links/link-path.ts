import { timingSafeEqual } from 'node:crypto'
import { type TargetedRequest, requestPath } from '../adapters/request-path.ts'
import type { LinkRefusalReason, MalformedPath, PathSegment, RefusedLink } from '../core/store.ts'
import { bytesOfSegments } from './linked-file.ts'

/** What `read` gives, for `send` and `find`: the segments of the file, or what is answered with 404 or 410. */
export type LinkPath = readonly PathSegment[] | MalformedPath | RefusedLink

/** Why a token gives no file; `undefined` when it does. */
export type TokenJudge = (token: string, file: string) => LinkRefusalReason | undefined

/** Anything as long as the digest of a token, with the time before it. */
const secretText = /(?:[0-9]{1,12}\.)?[A-Za-z0-9_-]{32,}/g

/**
 * Takes the token off the path of a request.
 *
 * @param judge is given the token, and the path behind it: bytes, one character each ("latin1")
 */
export function readLink(request: TargetedRequest, prefix: string | undefined, judge: TokenJudge): LinkPath {
  const path = requestPath(request, prefix)
  if ('malformed' in path) return { malformed: withoutTokens(path.malformed) }
  const [token, ...segments] = path
  const refused = typeof token === 'string' ? judge(token, bytesOfSegments(segments)) : 'unsigned'
  if (refused === undefined) return segments
  return { refused, path: withoutTokens(Buffer.from(bytesOfSegments(path), 'latin1').toString()) }
}

/** Whether two texts of ASCII are the same, without telling by the time it takes where they differ. */
export function isSameText(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other))
}

/** Now, in whole seconds since the epoch. */
export function nowInSeconds(): number {
  return Math.floor(Date.now() / 1000)
}

/** What goes to logs must open nothing: a link that one may not use may be good for another. */
function withoutTokens(path: string): string {
  return path.replace(secretText, '...')
}

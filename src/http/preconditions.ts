import {
  type EntityTag,
  matchesStrongly,
  matchesWeakly,
  parseEntityTag,
  parseEntityTags,
} from './entity-tag.ts'
import { parseHttpDate } from './http-date.ts'
import type { RequestHead } from './request-head.ts'

/** What tells one state of a representation from another (RFC 9110, section 8.8). */
export interface Validators {
  /** Its entity tag, or `undefined` when it has none. */
  readonly entityTag: EntityTag | undefined
  /** When it last changed, in whole seconds since the epoch, or `undefined` when that is not told. */
  readonly lastModified: number | undefined
}

/** What the preconditions of a request say: go on, 304, or 412. */
export type Verdict = 'proceed' | 'not-modified' | 'precondition-failed'

/**
 * Evaluates the preconditions of a request in the order of RFC 9110, section 13.2.2 (If-Range, its last step,
 * is {@link ifRangeHolds}).
 *
 * @param now seconds since the epoch, for dates with two digits of a year
 */
export function evaluatePreconditions(request: RequestHead, validators: Validators, now: number): Verdict {
  const { entityTag, lastModified } = validators
  const retrieval = request.method === 'GET' || request.method === 'HEAD'
  const ifMatch = request.field('if-match')
  if (ifMatch !== undefined) {
    if (!ifMatchHolds(ifMatch, entityTag)) return 'precondition-failed'
  } else if (!ifUnmodifiedSinceHolds(request.field('if-unmodified-since'), lastModified, now)) {
    return 'precondition-failed'
  }
  const ifNoneMatch = request.field('if-none-match')
  if (ifNoneMatch !== undefined) {
    if (ifNoneMatchHolds(ifNoneMatch, entityTag)) return 'proceed'
    return retrieval ? 'not-modified' : 'precondition-failed'
  }
  if (!retrieval) return 'proceed'
  return ifModifiedSinceHolds(request.field('if-modified-since'), lastModified, now)
    ? 'proceed'
    : 'not-modified'
}

/**
 * Whether If-Range lets the Range field count (RFC 9110, section 13.1.5): the entity tag matches strongly, or
 * the date is exactly the one of Last-Modified. True without If-Range.
 */
export function ifRangeHolds(request: RequestHead, validators: Validators, now: number): boolean {
  const value = request.field('if-range')
  if (value === undefined) return true
  const tag = parseEntityTag(value)
  if (tag !== undefined) {
    return validators.entityTag !== undefined && matchesStrongly(tag, validators.entityTag)
  }
  const date = parseHttpDate(value, now)
  return date !== undefined && date === validators.lastModified
}

/** Section 13.1.1. */
function ifMatchHolds(value: string, current: EntityTag | undefined): boolean {
  if (value === '*') return true
  return current !== undefined && tagsLike(current, value).some((tag) => matchesStrongly(tag, current))
}

/** Section 13.1.2. */
function ifNoneMatchHolds(value: string, current: EntityTag | undefined): boolean {
  if (value === '*') return false
  return current === undefined || !tagsLike(current, value).some((tag) => matchesWeakly(tag, current))
}

/** A list that does not hold the text of a tag need not be read; what is no list names no tag. */
function tagsLike(current: EntityTag, value: string): readonly EntityTag[] {
  return value.includes(`"${current.opaque}"`) ? (parseEntityTags(value) ?? []) : []
}

/** Section 13.1.3. Without a date on either side the field is ignored. */
function ifModifiedSinceHolds(
  value: string | undefined,
  lastModified: number | undefined,
  now: number,
): boolean {
  const date = value === undefined ? undefined : parseHttpDate(value, now)
  return date === undefined || lastModified === undefined || lastModified > date
}

/** Section 13.1.4. Without a date on either side the field is ignored. */
function ifUnmodifiedSinceHolds(
  value: string | undefined,
  lastModified: number | undefined,
  now: number,
): boolean {
  const date = value === undefined ? undefined : parseHttpDate(value, now)
  return date === undefined || lastModified === undefined || lastModified <= date
}

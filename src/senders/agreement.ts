import type { Assignment } from '../core/sender.ts'
import { formatEntityTag } from '../http/entity-tag.ts'
import { formatHttpDate, parseHttpDate } from '../http/http-date.ts'

/** What a server makes of a request whose preconditions the application has already evaluated. */
export interface Evaluation {
  /** How messages call the server. */
  readonly server: string
  /** Whether it sends the whole file where If-Range fails, by the entity tag and the date that the client sees. */
  readonly readsIfRange: boolean
}

// What all of them read in a Range field: small letters, no blanks, no empty members, no suffix of 0 bytes, numbers below 2^63.
const plainRange = /^bytes=(?:\d{1,18}-\d{0,18}|-[1-9]\d{0,17})(?:,(?:\d{1,18}-\d{0,18}|-[1-9]\d{0,17}))*$/

const plainTags = /^(?:W\/)?"[!#-~]*"(?:, ?(?:W\/)?"[!#-~]*")*$/
const plainStrongTags = /^"[!#-~]*"(?:, ?"[!#-~]*")*$/

/** Whether every server reads a Range field as RFC 9110 does. */
export function isPlainRange(value: string | undefined): boolean {
  return value !== undefined && plainRange.test(value)
}

/** Whether a text is an IMF-fixdate, the form that nothing reads differently, not before some second. */
export function isDateFrom(text: string, seconds: number): boolean {
  const date = plainDate(text)
  return date !== undefined && date >= seconds
}

/**
 * Why a server would answer something else than was decided, or `undefined`: a server evaluates the preconditions
 * once more, each in its own way, and they agree on plain forms only.
 */
export function disagreement(assignment: Assignment, evaluation: Evaluation): string | undefined {
  if (isResumed(assignment)) return resumedReason(evaluation.server)
  const field =
    rangeDisagreement(assignment, evaluation) ?? tagsDisagreement(assignment) ?? datesDisagreement(assignment)
  return field === undefined ? undefined : `${evaluation.server} may not read ${field} as RFC 9110 does`
}

/**
 * Whether If-Range holds, so that the client joins what it gets to what it has. A server compares it with what the
 * application says of the file, and may by then open another one; the application sends from the one that it judged.
 */
export function isResumed({ request, outcome }: Assignment): boolean {
  return outcome !== 'whole' && request.field('if-range') !== undefined
}

/** What to say of it. */
export function resumedReason(server: string): string {
  return `${server} would not compare If-Range with the file that it opens`
}

function rangeDisagreement(assignment: Assignment, { readsIfRange }: Evaluation): string | undefined {
  const { request, outcome } = assignment
  const range = request.field('range')
  if (range === undefined) return undefined
  const ifRange = request.field('if-range')
  if (ifRange === undefined)
    return outcome !== 'whole' && plainRange.test(range) ? undefined : 'the Range field'
  const fails = readsIfRange && request.method === 'GET' && plainIfRangeHolds(ifRange, assignment) === false
  return fails && plainRange.test(range) ? undefined : 'If-Range'
}

/** Whether If-Range holds, where nothing reads it differently. */
function plainIfRangeHolds(value: string, { entityTag, lastModified }: Assignment): boolean | undefined {
  if (/^"[!#-~]*"$/.test(value)) return entityTag !== undefined && value === formatEntityTag(entityTag)
  const date = plainDate(value)
  return date === undefined ? undefined : date === lastModified
}

function tagsDisagreement({ request, entityTag }: Assignment): string | undefined {
  const ifNoneMatch = request.field('if-none-match')
  // Without a tag of ours a server may compare one of its own.
  if (ifNoneMatch !== undefined && (entityTag === undefined || !plainTags.test(ifNoneMatch))) {
    return 'If-None-Match'
  }
  const ifMatch = request.field('if-match')
  if (ifMatch === undefined || ifMatch === '*') return undefined
  return entityTag !== undefined && plainStrongTags.test(ifMatch) ? undefined : 'If-Match'
}

function datesDisagreement({ request, lastModified }: Assignment): string | undefined {
  const ifUnmodifiedSince = request.field('if-unmodified-since')
  if (ifUnmodifiedSince !== undefined) {
    if (lastModified === undefined || !isDateFrom(ifUnmodifiedSince, lastModified))
      return 'If-Unmodified-Since'
  }
  const ifModifiedSince = request.field('if-modified-since')
  if (ifModifiedSince === undefined) return undefined
  const date = plainDate(ifModifiedSince)
  return date !== undefined && lastModified !== undefined && date < lastModified
    ? undefined
    : 'If-Modified-Since'
}

function plainDate(text: string): number | undefined {
  const date = parseHttpDate(text, 0)
  return date !== undefined && formatHttpDate(date) === text ? date : undefined
}

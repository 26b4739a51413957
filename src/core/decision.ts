import { type ByteRange, selectByteRanges } from '../http/byte-ranges.ts'
import { evaluatePreconditions, ifRangeHolds } from '../http/preconditions.ts'
import { parseRangesSpecifier } from '../http/ranges-specifier.ts'
import type { RequestHead } from '../http/request-head.ts'
import type { Representation } from './representation.ts'

/** What a request gets of a file that was found, before anything is written. */
export type Decision =
  | { readonly outcome: 'whole' }
  | { readonly outcome: 'part'; readonly range: ByteRange }
  | { readonly outcome: 'parts'; readonly ranges: readonly ByteRange[] }
  | { readonly outcome: 'not-modified' }
  | { readonly outcome: 'precondition-failed' }
  | { readonly outcome: 'range-not-satisfiable' }

/** A decision to send the file or parts of it. */
export type FileDecision = Extract<Decision, { outcome: 'whole' | 'part' | 'parts' }>

/** More ranges than this are ignored; a client that reads a file in pieces asks for a handful at a time. */
export const mostRanges = 100

/**
 * Decides what a request gets (RFC 9110, sections 13.2.2 and 14.2).
 *
 * @param now seconds since the epoch, for dates with two digits of a year
 */
export function decide(request: RequestHead, representation: Representation, now: number): Decision {
  const verdict = evaluatePreconditions(request, representation.validators, now)
  if (verdict !== 'proceed') return { outcome: verdict }
  const range = request.field('range')
  // Range is defined for GET alone (section 14.2).
  if (range === undefined || request.method !== 'GET') return { outcome: 'whole' }
  if (!ifRangeHolds(request, representation.validators, now)) return { outcome: 'whole' }
  return decideRange(range, representation.size)
}

function decideRange(value: string, size: number): Decision {
  const specifier = parseRangesSpecifier(value, mostRanges)
  if (specifier.kind !== 'bytes') return { outcome: 'whole' }
  const ranges = selectByteRanges(specifier.set, size)
  if (ranges === 'whole') return { outcome: 'whole' }
  if (ranges === 'unsatisfiable') return { outcome: 'range-not-satisfiable' }
  const [first, ...others] = ranges
  // Not a multipart for a single range, even if others asked for lie beyond the end (section 15.3.7.2).
  return first !== undefined && others.length === 0
    ? { outcome: 'part', range: first }
    : { outcome: 'parts', ranges }
}

/** Whether a decision sends the file or parts of it. */
export function sendsFile(decision: Decision): decision is FileDecision {
  return decision.outcome === 'whole' || decision.outcome === 'part' || decision.outcome === 'parts'
}

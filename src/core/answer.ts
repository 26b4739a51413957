import { byteLength } from '../http/byte-ranges.ts'
import { formatContentRange, formatUnsatisfiedRange } from '../http/content-range.ts'
import { multipartByteRanges } from '../http/multipart-byteranges.ts'
import { AnswerFields } from './answer-fields.ts'
import type { Content, FileContent } from './content.ts'
import type { FileDecision } from './decision.ts'
import { type Fields, describesFile, isLeftOutOfNotModified, isValidator } from './fields.ts'
import type { Given } from './given.ts'
import type { Representation } from './representation.ts'
import type { Instruction } from './sender.ts'
import type { RefusalReason } from './store.ts'

/** How a request was answered. */
export type Outcome =
  | FileDecision['outcome']
  | 'handed-over'
  | 'not-modified'
  | 'precondition-failed'
  | 'range-not-satisfiable'
  | 'not-found'
  | 'gone'
  | 'method-not-allowed'
  | 'failed'

/** An answer as plain data, before anything of it is written. */
export interface Answer {
  readonly status: number
  readonly outcome: Outcome
  /** Fields to set, over those that the application had set. */
  readonly fields: Fields
  /** Names, in lower case, of fields that the application had set and that must go. */
  readonly removed: readonly string[]
  readonly content: Content
}

/** What an answer that has no file in it is made for. */
export interface Asked {
  readonly method: string
  readonly given: Given
}

/** What an answer about a file is made of. */
export interface AskedFile extends Asked {
  readonly representation: Representation
  /** Where what is made for one answer is kept for the next about the same file, of which the same is said. */
  readonly made?: MadeAnswers
}

/** Answers about one file, or their fields, made when they are first needed. */
export interface MadeAnswers {
  whole?: Answer
  handedOver?: AnswerFields
  notModified?: Answer
}

const nothing: Content = { kind: 'none' }

/**
 * 200 or 206 with the file or parts of it (RFC 9110, sections 15.3.1 and 15.3.7).
 *
 * @param ownFields that a front end needs on it
 */
export function fileAnswer(
  decision: FileDecision,
  asked: AskedFile,
  disposition: string,
  boundary: () => string,
  ownFields?: Fields,
): Answer {
  const { made = {} } = asked
  const isPlain = decision.outcome === 'whole' && ownFields === undefined
  const answer =
    (isPlain ? made.whole : undefined) ?? getAnswer(decision, asked, disposition, boundary, ownFields)
  if (isPlain) made.whole = answer
  return asked.method === 'HEAD' ? { ...answer, content: nothing } : answer
}

/** The answer to a GET. */
function getAnswer(
  decision: FileDecision,
  asked: AskedFile,
  disposition: string,
  boundary: () => string,
  ownFields: Fields = {},
): Answer {
  const { mediaType, size } = asked.representation
  const { content, multipartType } = layOut(decision, asked.representation, boundary)
  const fields = fileFields(asked, disposition)
  fields.put('Content-Type', multipartType ?? mediaType)
  fields.put('Accept-Ranges', 'bytes')
  fields.put('Content-Length', String(content.length))
  if (decision.outcome === 'part') fields.put('Content-Range', formatContentRange(decision.range, size))
  fields.putAll(ownFields)
  return {
    status: decision.outcome === 'whole' ? 200 : 206,
    outcome: decision.outcome,
    fields: fields.toRecord(),
    removed: fields.removedFrom(asked.given.answer, isValidator),
    content,
  }
}

/** 200 without content and with the instruction: the front end sends the file, its length and its ranges. */
export function handedOverAnswer(instruction: Instruction, asked: AskedFile, disposition: string): Answer {
  const { made = {} } = asked
  const fields = (made.handedOver ??= handedOverFields(asked, disposition)).copy()
  fields.putAll(instruction.fields)
  return {
    status: 200,
    outcome: 'handed-over',
    fields: fields.toRecord(),
    removed: fields.removedFrom(asked.given.answer, isValidator),
    content: nothing,
  }
}

function handedOverFields(asked: AskedFile, disposition: string): AnswerFields {
  const fields = fileFields(asked, disposition)
  fields.putOneLineEach(asked.given.answer)
  // Said outright, so that no stack writes it in chunks: front ends keep the connection only then.
  fields.put('Content-Length', '0')
  return fields
}

/** Every field that the client is to see of a file that a front end sends. */
export function fieldsForClient(asked: AskedFile, disposition: string): Fields {
  const { answer } = asked.given
  const fields = fileFields(asked, disposition)
  fields.putUnlessThere(answer, isValidator)
  fields.putOneLineEach(answer)
  return fields.toRecord()
}

/** 304 with what RFC 9110, section 15.4.5, wants of the 200, and no more of it. */
export function notModifiedAnswer(asked: AskedFile): Answer {
  const { made = {} } = asked
  return (made.notModified ??= makeNotModifiedAnswer(asked))
}

function makeNotModifiedAnswer({ given, representation }: AskedFile): Answer {
  const fields = AnswerFields.of(given, isLeftOutOfNotModified)
  fields.putPolicies(given, representation)
  fields.putValidators(representation)
  // Without an entity tag the date is all that a cache can tell the two by.
  if (representation.validators.entityTag !== undefined) fields.remove('Last-Modified')
  return {
    status: 304,
    outcome: 'not-modified',
    fields: fields.toRecord(),
    removed: fields.removedFrom(given.answer, (name) => isLeftOutOfNotModified(name) || isValidator(name)),
    content: nothing,
  }
}

/** 412 (RFC 9110, section 15.5.13). */
export function preconditionFailedAnswer(asked: Asked): Answer {
  return plainAnswer(412, 'precondition-failed', 'Precondition failed\n', asked, {})
}

/** 416 with the length that a valid range stays below (RFC 9110, section 15.5.17). */
export function rangeNotSatisfiableAnswer(asked: AskedFile): Answer {
  return plainAnswer(416, 'range-not-satisfiable', 'Range not satisfiable\n', asked, {
    'Content-Range': formatUnsatisfiedRange(asked.representation.size),
  })
}

/** 410 for a link that has expired (RFC 9110, section 15.5.11), and 404 for all else, whatever it is (15.5.5). */
export function refusedAnswer(asked: Asked, reason: RefusalReason): Answer {
  if (reason === 'expired') return plainAnswer(410, 'gone', 'Gone\n', asked, {})
  return plainAnswer(404, 'not-found', 'Not found\n', asked, {})
}

/** 405 with what is allowed (RFC 9110, section 15.5.6). */
export function methodNotAllowedAnswer(asked: Asked, allowed: readonly string[]): Answer {
  return plainAnswer(405, 'method-not-allowed', 'Method not allowed\n', asked, { Allow: allowed.join(', ') })
}

/**
 * 500 or 503 for a failure, about which a client learns nothing else.
 *
 * @param isInstruction whether a name, in lower case, is one of a field by which a front end would send a file
 */
export function failedAnswer(
  asked: Asked,
  status: 500 | 503,
  ownFields: Fields,
  isInstruction: (name: string) => boolean,
): Answer {
  const text = status === 503 ? 'Service unavailable\n' : 'Internal server error\n'
  const answer = plainAnswer(status, 'failed', text, asked, ownFields)
  const instructions = [...asked.given.answer.keys()].filter((name) => isInstruction(name))
  return { ...answer, removed: [...answer.removed, ...instructions] }
}

function plainAnswer(
  status: number,
  outcome: Outcome,
  text: string,
  { method, given }: Asked,
  ownFields: Fields,
): Answer {
  const fields = AnswerFields.of(given, describesFile)
  fields.putAll(ownFields)
  fields.put('Content-Type', 'text/plain; charset=utf-8')
  fields.put('Content-Length', String(text.length))
  fields.put('Cache-Control', 'no-store')
  fields.put('X-Content-Type-Options', 'nosniff')
  return {
    status,
    outcome,
    fields: fields.toRecord(),
    removed: fields.removedFrom(given.answer, describesFile),
    content: method === 'HEAD' ? nothing : { kind: 'text', text },
  }
}

/** The fields of a 200, but for those that tell how much of the file follows. */
function fileFields({ given, representation }: AskedFile, disposition: string): AnswerFields {
  const fields = AnswerFields.of(given, () => false)
  fields.put('Content-Type', representation.mediaType)
  fields.put('Content-Disposition', disposition)
  fields.putPolicies(given, representation)
  fields.putValidators(representation)
  return fields
}

function layOut(
  decision: FileDecision,
  { mediaType, size }: Representation,
  boundary: () => string,
): { readonly content: FileContent; readonly multipartType?: string } {
  if (decision.outcome === 'parts') {
    const whole = { mediaType, completeLength: size }
    const {
      mediaType: multipartType,
      pieces,
      length,
    } = multipartByteRanges(decision.ranges, whole, boundary())
    return { content: { kind: 'file', pieces, length }, multipartType }
  }
  const range = decision.outcome === 'part' ? decision.range : { firstPos: 0, lastPos: size - 1 }
  const length = byteLength(range)
  return { content: { kind: 'file', pieces: length === 0 ? [] : [range], length } }
}

import type { EntityTag } from '../http/entity-tag.ts'
import { parseHttpDate } from '../http/http-date.ts'
import type { Validators } from '../http/preconditions.ts'
import { XsendfileError } from './errors.ts'
import { lineOf } from './fields.ts'
import { type Given, givenLine } from './given.ts'
import { mediaTypeOf } from './media-types.ts'
import type { EntityTagOption } from './options.ts'
import { quotation } from './quotation.ts'
import type { StoredFileFacts } from './stored-file.ts'
import { givenTag, isUnsettled, settledTag, unsettledTag, wholeSeconds } from './validators.ts'

/** What is known of a file that was opened. */
export interface FileFacts {
  readonly name: string
  /** Size in bytes. */
  readonly size: number
  /** Nanoseconds since the epoch. */
  readonly modified: bigint
}

/** A file as clients see it (RFC 9110, section 8). */
export interface Representation {
  /** Size in bytes. */
  readonly size: number
  readonly mediaType: string
  readonly validators: Validators
}

/**
 * Describes a file as clients are to see it, where the application does not say otherwise.
 *
 * @param now milliseconds since the epoch
 */
export function representationOf(file: FileFacts, given: Given, now: number): Representation {
  return {
    size: file.size,
    mediaType: givenLine(given, 'content-type') ?? mediaTypeOf(file.name),
    validators: {
      entityTag: entityTagOf(file, given, now),
      lastModified: lastModifiedOf(file, given, now),
    },
  }
}

/** What `find` tells of a file, and what a function that makes entity tags gets. */
export function factsOf(file: FileFacts): StoredFileFacts {
  return {
    name: file.name,
    size: file.size,
    lastModified: new Date(Math.floor(Number(file.modified) / 1_000_000)),
    mediaType: mediaTypeOf(file.name),
  }
}

function entityTagOf(file: FileFacts, given: Given, now: number): EntityTag | undefined {
  const { send, answer, application } = given
  const option: EntityTagOption | undefined =
    send.etag ??
    lineOf(send.fields.get('etag')?.value) ??
    lineOf(answer.get('etag')?.value) ??
    application.etag ??
    lineOf(application.fields.get('etag')?.value)
  if (option !== undefined) return chosenTag(option, file)
  return isUnsettled(file.modified, now)
    ? unsettledTag(file.modified, file.size)
    : settledTag(wholeSeconds(file.modified), file.size)
}

function chosenTag(option: EntityTagOption, file: FileFacts): EntityTag | undefined {
  const text = typeof option === 'function' ? option(factsOf(file)) : option
  if (text === false) return undefined
  const tag = typeof text === 'string' ? givenTag(text) : undefined
  if (tag !== undefined) return tag
  throw new XsendfileError(
    'ERR_XSENDFILE_OPTION_INVALID',
    `Cannot use ${quotation(text)} as an entity tag: give text without quotes, blanks and controls in it, or false`,
  )
}

function lastModifiedOf(file: FileFacts, given: Given, now: number): number | undefined {
  const text = givenLine(given, 'last-modified')
  if (text !== undefined) return parseHttpDate(text, now / 1000)
  return isUnsettled(file.modified, now) ? undefined : Number(wholeSeconds(file.modified))
}

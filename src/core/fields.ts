import { XsendfileError } from './errors.ts'
import { isFieldValue, isToken } from '../http/field.ts'
import { essenceOf } from '../http/media-type.ts'
import { quotation } from './quotation.ts'

/** The value of a field: one line, or several (Set-Cookie). */
export type FieldValue = string | readonly string[]

/** Response fields by name. */
export type Fields = Readonly<Record<string, FieldValue>>

/** Response fields by their name in lower case, each with the spelling that it was given in. */
export type FieldMap = ReadonlyMap<string, { readonly name: string; readonly value: FieldValue }>

/** No fields at all. */
export const noFields: FieldMap = new Map()

/** Fields that would contradict the bytes that follow; only the one who sends the file can set them. */
const owned = new Set([
  'accept-ranges',
  'content-encoding',
  'content-length',
  'content-range',
  'trailer',
  'transfer-encoding',
])

/** Fields that describe the file, and therefore do not belong to an answer without it. */
const ofTheFile = new Set([
  ...owned,
  'cache-control',
  'content-disposition',
  'content-language',
  'content-location',
  'content-type',
  'etag',
  'expires',
  'last-modified',
])

/** What a 304 repeats of the fields that describe the file (RFC 9110, section 15.4.5). */
const ofNotModified = new Set(['cache-control', 'content-location', 'etag', 'expires'])

/** Whether a field, by its name in lower case, has no place in an answer that does not carry the file. */
export function describesFile(name: string): boolean {
  return ofTheFile.has(name)
}

/** Whether a field, by its name in lower case, is one of those that we make ourselves or leave out. */
export function isValidator(name: string): boolean {
  return name === 'etag' || name === 'last-modified'
}

/** Whether a field, by its name in lower case, has no place in a 304. */
export function isLeftOutOfNotModified(name: string): boolean {
  return ofTheFile.has(name) && !ofNotModified.has(name)
}

/** Several lines of a field as one, which RFC 9110, section 5.3, lets stand for them. */
export function lineOf(value: FieldValue | undefined): string | undefined {
  return typeof value === 'object' ? value.join(', ') : value
}

/**
 * Reads fields that the application gives and refuses what would corrupt a download.
 *
 * @param where who gave them, for the message
 * @param instructions names, in lower case, that the sender keeps for itself
 */
export function fieldMap(
  fields: Iterable<readonly [string, FieldValue | undefined]>,
  where: string,
  instructions: ReadonlySet<string>,
): FieldMap {
  const map = new Map<string, { name: string; value: FieldValue }>()
  for (const [name, value] of fields) {
    if (value === undefined) continue
    refuseField(name, value, where, instructions)
    map.set(name.toLowerCase(), { name, value })
  }
  return map
}

function refuseField(
  name: string,
  value: FieldValue,
  where: string,
  instructions: ReadonlySet<string>,
): void {
  const lowerName = name.toLowerCase()
  if (owned.has(lowerName) || instructions.has(lowerName)) {
    throw new XsendfileError(
      'ERR_XSENDFILE_FIELD_FORBIDDEN',
      `Cannot set "${name}" in ${where}: only what sends the file knows its value; leave it out`,
    )
  }
  if (!isField(lowerName, value)) {
    throw new XsendfileError(
      'ERR_XSENDFILE_FIELD_INVALID',
      `Cannot set ${quotation(name)} in ${where} to ${quotation(value)}: a field has a name of letters, digits and "-", a value without controls, outer blanks and characters above U+00FF, and Content-Type a media type`,
    )
  }
}

function isField(name: string, value: unknown): boolean {
  const lines: unknown = typeof value === 'string' ? [value] : value
  if (!isToken(name) || !Array.isArray(lines)) return false
  if (!lines.every((line) => typeof line === 'string' && isFieldValue(line))) return false
  return name !== 'content-type' || essenceOf(lines.join(', ')) !== undefined
}

import { XsendfileError } from './errors.ts'
import { isFieldValue, isToken } from '../http/field.ts'
import { essenceOf } from '../http/media-type.ts'
import { quotation } from './quotation.ts'

/** The value of a field: one line, or several (Set-Cookie). */
export type FieldValue = string | readonly string[]

/** Response fields by name. */
export type Fields = Readonly<Record<string, FieldValue>>

/** A response field in the spelling that it was given in. */
export interface Field {
  readonly name: string
  readonly value: FieldValue
}

/** Response fields by their name in lower case. */
export type FieldMap = ReadonlyMap<string, Field>

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

/** Fields that belong to the connection, which HTTP/2 refuses (RFC 9113, section 8.2.2). */
const ofTheConnection = new Set(['connection', 'keep-alive', 'proxy-connection', 'upgrade'])

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

/** Fields that say what may be done with the file, and stay on answers without it. */
const policies = new Set(['content-security-policy', 'x-content-type-options'])

/** What a 304 repeats of the fields that describe the file (RFC 9110, section 15.4.5). */
const ofNotModified = new Set(['cache-control', 'content-location', 'etag', 'expires'])

/** Whether a field, by its name in lower case, has no place in an answer that does not carry the file. */
export function describesFile(name: string): boolean {
  return ofTheFile.has(name)
}

/** Whether a field, by its name in lower case, says what may be done with the file, and does not describe it. */
export function isPolicy(name: string): boolean {
  return policies.has(name)
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

/** What an application has set, before it was looked at. */
export type GivenField = readonly [name: string, value: FieldValue | undefined]

/**
 * Reads fields of the options and refuses what would corrupt a download. Of two fields with one name in different
 * cases the later counts.
 *
 * @param instructions names, in lower case, that the sender keeps for itself
 */
export function fieldsOfOptions(
  fields: Iterable<GivenField>,
  instructions: ReadonlySet<string>,
): Map<string, Field> {
  const map = new Map<string, Field>()
  for (const [name, value] of fields) {
    if (value === undefined) continue
    const lowerName = refuseField(name, value, 'the options', instructions)
    if (ofTheConnection.has(lowerName)) throw forbidden(name, 'the options', 'it is about the connection')
    map.set(lowerName, { name, value })
  }
  return map
}

/** The same of a list of lines, where each line counts (RFC 9110, section 5.3). */
export function linesOfOptions(
  lines: Iterable<GivenField>,
  instructions: ReadonlySet<string>,
): Map<string, Field> {
  const fields = new Map<string, GivenField>()
  for (const [name, value] of lines) {
    if (value === undefined) continue
    const before = fields.get(name.toLowerCase())?.[1]
    fields.set(name.toLowerCase(), [name, before === undefined ? value : [before, value].flat()])
  }
  return fieldsOfOptions(fields.values(), instructions)
}

/** Reads the fields that stand on the answer, by their names, and refuses what would corrupt a download. */
export function fieldsOfAnswer(fields: readonly GivenField[], instructions: ReadonlySet<string>): FieldMap {
  if (fields.length === 0) return noFields
  const map = new Map<string, Field>()
  for (const [name, value] of fields) {
    if (value === undefined) continue
    const trimmed = withoutOuterBlanks(value)
    map.set(refuseField(name, trimmed, 'the answer', instructions), { name, value: trimmed })
  }
  return map
}

/** Blanks around a value are none of it (RFC 9110, section 5.5), and node:http lets them stand. */
function withoutOuterBlanks(value: FieldValue): FieldValue {
  return typeof value === 'string' ? trim(value) : Array.isArray(value) ? value.map(trim) : value
}

function trim(line: unknown): string {
  return typeof line === 'string' ? line.replace(/^[\t ]+|[\t ]+$/g, '') : (line as string)
}

function refuseField(
  name: string,
  value: FieldValue,
  where: string,
  instructions: ReadonlySet<string>,
): string {
  const lowerName = name.toLowerCase()
  if (owned.has(lowerName) || instructions.has(lowerName)) {
    throw forbidden(name, where, 'only what sends the file knows its value')
  }
  if (!isField(lowerName, value)) {
    throw new XsendfileError(
      'ERR_XSENDFILE_FIELD_INVALID',
      `Cannot set ${quotation(name)} in ${where} to ${quotation(value)}: a field has a name of letters, digits and "-", a value without controls, outer blanks and characters above U+00FF, and Content-Type a media type`,
    )
  }
  return lowerName
}

function forbidden(name: string, where: string, why: string): XsendfileError {
  return new XsendfileError(
    'ERR_XSENDFILE_FIELD_FORBIDDEN',
    `Cannot set "${name}" in ${where}: ${why}; leave it out`,
  )
}

function isField(name: string, value: unknown): boolean {
  const lines: unknown = typeof value === 'string' ? [value] : value
  // A record cannot hold the second of these.
  if (!isToken(name) || name === '__proto__' || !Array.isArray(lines)) return false
  if (!lines.every((line) => typeof line === 'string' && isFieldValue(line))) return false
  return name !== 'content-type' || essenceOf(lines.join(', ')) !== undefined
}

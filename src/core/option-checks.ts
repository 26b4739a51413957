import { XsendfileError } from './errors.ts'
import { type FieldMap, type GivenField, fieldsOfOptions, lineOf, linesOfOptions } from './fields.ts'
import { isFieldValue, isToken } from '../http/field.ts'
import { parseHttpDate } from '../http/http-date.ts'
import { essenceOf } from '../http/media-type.ts'
import type { SendOptions, XsendfileOptions } from './options.ts'
import { canBeProof, proofForm } from './proof.ts'
import { quotation } from './quotation.ts'
import { givenTag } from './validators.ts'

/** Options of a send, checked, their fields by name. */
export interface CheckedOptions extends SendOptions {
  /** What `headers`, `contentType` and `cacheControl` set, by the name in lower case. */
  readonly fields: FieldMap
}

const plainOptions = {
  disposition: ['auto', 'inline', 'attachment'],
  notFound: ['answer', 'leave'],
  symlinks: ['within-root', 'refuse', 'follow'],
  dotfiles: ['refuse', 'allow'],
  checkRoot: ['now', 'first-send'],
  io: ['thread-pool', 'in-place'],
} as const

const sendOptionNames = [
  'disposition',
  'filename',
  'contentType',
  'cacheControl',
  'etag',
  'headers',
  'maxRate',
  'methods',
  'notFound',
] as const satisfies readonly (keyof SendOptions)[]

const xsendfileOptionNames = [
  ...sendOptionNames,
  'sender',
  'prefix',
  'proof',
  'symlinks',
  'dotfiles',
  'checkRoot',
  'io',
  'sendfile',
] as const satisfies readonly (keyof XsendfileOptions)[]

/** Checks the options of one `send`. */
export function checkSendOptions(options: SendOptions, instructions: ReadonlySet<string>): CheckedOptions {
  refuseUnknown(options, sendOptionNames)
  return checked(options, instructions)
}

/** Checks the options of `xsendfile`. */
export function checkXsendfileOptions(
  options: XsendfileOptions,
  instructions: ReadonlySet<string>,
): CheckedOptions {
  refuseUnknown(options, xsendfileOptionNames)
  check(options, 'proof', proofForm, canBeProof)
  check(
    options,
    'sendfile',
    'what `sendfile()` of xsendfile/sendfile gives',
    (value) => typeof value === 'function',
  )
  return checked(options, instructions)
}

function checked(options: SendOptions, instructions: ReadonlySet<string>): CheckedOptions {
  for (const [name, values] of Object.entries(plainOptions)) {
    check(options, name, `one of ${quoted(values)}`, (value) =>
      (values as readonly unknown[]).includes(value),
    )
  }
  check(options, 'filename', 'a text', (value) => typeof value === 'string')
  check(options, 'contentType', 'a media type such as "application/pdf"', isMediaType)
  check(options, 'cacheControl', 'a text that can stand in a field', isText)
  check(
    options,
    'maxRate',
    'a number of bytes per second from 1 to 2^53 - 1',
    (value) => typeof value === 'number' && value >= 1 && value <= Number.MAX_SAFE_INTEGER,
  )
  check(options, 'methods', 'a list of methods such as ["GET", "HEAD"]', isListOfMethods)
  check(options, 'methods', 'methods in capitals, such as "GET"', areWrittenInCapitals)
  check(options, 'etag', 'an entity tag, false, or a function that gives one of these', isEntityTagOption)
  check(
    options,
    'headers',
    'an object of fields by name',
    (value) => typeof value === 'object' && value !== null,
  )
  const fields = fieldsOf(options, instructions)
  checkLastModified(fields)
  return { ...options, fields }
}

/** What is no date would be left out without a word. */
function checkLastModified(fields: FieldMap): void {
  const text = lineOf(fields.get('last-modified')?.value)
  if (text === undefined || parseHttpDate(text, 0) !== undefined) return
  throw new XsendfileError(
    'ERR_XSENDFILE_FIELD_INVALID',
    `Cannot set "Last-Modified" in the options to ${quotation(text)}: write a date as \`date.toUTCString()\` gives it`,
  )
}

function fieldsOf(
  { headers = {}, contentType, cacheControl }: SendOptions,
  instructions: ReadonlySet<string>,
): FieldMap {
  const fields = isIterable(headers)
    ? linesOfOptions(Array.from(headers, checkedPair), instructions)
    : fieldsOfOptions(Object.entries(headers), instructions)
  if (contentType !== undefined) fields.set('content-type', { name: 'Content-Type', value: contentType })
  if (cacheControl !== undefined) fields.set('cache-control', { name: 'Cache-Control', value: cacheControl })
  return fields
}

function checkedPair(pair: unknown): GivenField {
  if (Array.isArray(pair) && pair.length === 2 && typeof pair[0] === 'string')
    return pair as unknown as GivenField
  throw new XsendfileError(
    'ERR_XSENDFILE_OPTION_INVALID',
    `Cannot use ${quotation(pair)} in the option "headers": a list of fields has pairs of name and value, such as ["X-Robots-Tag", "noindex"]`,
  )
}

function isIterable(headers: object): headers is Iterable<unknown> {
  return Symbol.iterator in headers
}

/** Refuses what has no options in it. */
export function checkAreOptions(options: unknown): asserts options is object {
  if (typeof options === 'object' && options !== null) return
  throw new XsendfileError(
    'ERR_XSENDFILE_OPTION_INVALID',
    `Cannot use ${quotation(options)} as options: give an object`,
  )
}

function refuseUnknown(options: unknown, names: readonly string[]): void {
  checkAreOptions(options)
  for (const name of Object.keys(options)) {
    if (names.includes(name)) continue
    throw new XsendfileError(
      'ERR_XSENDFILE_OPTION_INVALID',
      `Cannot use the option "${name}": there is none of this name here; there are ${quoted(names)}`,
    )
  }
}

function check(options: object, name: string, wanted: string, isRight: (value: unknown) => boolean): void {
  const value = (options as Readonly<Record<string, unknown>>)[name]
  if (value === undefined || isRight(value)) return
  const shown = name === 'proof' ? 'the value given' : quotation(value)
  throw new XsendfileError(
    'ERR_XSENDFILE_OPTION_INVALID',
    `Cannot use ${shown} as the option "${name}": it takes ${wanted}`,
  )
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ')
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && isFieldValue(value)
}

function isMediaType(value: unknown): boolean {
  return isText(value) && essenceOf(value) !== undefined
}

function isListOfMethods(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((method) => typeof method === 'string' && isToken(method))
  )
}

const usualMethods = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'QUERY'])

/** Methods are case-sensitive (RFC 9110, section 9.1): one in small letters would never be asked for. */
function areWrittenInCapitals(methods: unknown): boolean {
  return (methods as readonly string[]).every(
    (method) => usualMethods.has(method) || !usualMethods.has(method.toUpperCase()),
  )
}

function isEntityTagOption(value: unknown): boolean {
  return (
    value === false ||
    typeof value === 'function' ||
    (typeof value === 'string' && givenTag(value) !== undefined)
  )
}

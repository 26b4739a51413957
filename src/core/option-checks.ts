import { XsendfileError } from './errors.ts'
import { type FieldMap, type GivenField, fieldsOfOptions, linesOfOptions } from './fields.ts'
import { isFieldValue, isToken } from '../http/field.ts'
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
    'a number of bytes per second from 1',
    (value) => Number.isFinite(value) && Number(value) >= 1,
  )
  check(options, 'methods', 'a list of methods such as ["GET", "HEAD"]', isListOfMethods)
  check(options, 'etag', 'an entity tag, false, or a function that gives one of these', isEntityTagOption)
  check(
    options,
    'headers',
    'an object of fields by name',
    (value) => typeof value === 'object' && value !== null,
  )
  return { ...options, fields: fieldsOf(options, instructions) }
}

function fieldsOf(
  { headers = {}, contentType, cacheControl }: SendOptions,
  instructions: ReadonlySet<string>,
): FieldMap {
  const fields = isIterable(headers)
    ? linesOfOptions(headers, instructions)
    : fieldsOfOptions(Object.entries(headers), instructions)
  if (contentType !== undefined) fields.set('content-type', { name: 'Content-Type', value: contentType })
  if (cacheControl !== undefined) fields.set('cache-control', { name: 'Cache-Control', value: cacheControl })
  return fields
}

function isIterable(headers: object): headers is Iterable<GivenField> {
  return Symbol.iterator in headers
}

function refuseUnknown(options: object, names: readonly string[]): void {
  if (typeof options !== 'object' || options === null) {
    throw new XsendfileError(
      'ERR_XSENDFILE_OPTION_INVALID',
      `Cannot use ${quotation(options)} as options: give an object`,
    )
  }
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

function isEntityTagOption(value: unknown): boolean {
  return (
    value === false ||
    typeof value === 'function' ||
    (typeof value === 'string' && givenTag(value) !== undefined)
  )
}

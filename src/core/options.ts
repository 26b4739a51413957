import type { Disposition } from './disposition.ts'
import { XsendfileError } from './errors.ts'
import { type FieldMap, type FieldValue, fieldMap } from './fields.ts'
import { isFieldValue, isToken } from '../http/field.ts'
import { essenceOf } from '../http/media-type.ts'
import { quotation } from './quotation.ts'
import type { Sender } from './sender.ts'
import type { StoredFileFacts } from './stored-file.ts'
import { givenTag } from './validators.ts'

/** Fields that the application may add; those that only the sender of the file can know do not compile. */
export type AddedFields = Readonly<Record<string, FieldValue | undefined>> & {
  readonly [
    Name in
      | 'Accept-Ranges'
      | 'Content-Encoding'
      | 'Content-Length'
      | 'Content-Range'
      | 'Trailer'
      | 'Transfer-Encoding'
  ]?: undefined
}

/** Options of one `send`; each may also stand in the options of `xsendfile`, as the default of them all. */
export interface SendOptions {
  /**
   * Whether a browser shows the file or saves it. `auto` shows images, audio, video, PDF and plain text whose
   * first bytes agree with their name, and saves all else.
   *
   * @default 'auto'
   */
  readonly disposition?: Disposition | undefined
  /**
   * The name under which to save the file. Its last path part counts; controls and marks of direction go.
   *
   * @default the name of the file
   */
  readonly filename?: string | undefined
  /**
   * The media type.
   *
   * @default what the name's extension stands for, text as UTF-8, otherwise `application/octet-stream`
   */
  readonly contentType?: string | undefined
  /**
   * The value of Cache-Control. `no-transform` is added to it, so that no middleware compresses what ranges
   * count in.
   *
   * @default 'private, no-cache, no-transform'
   */
  readonly cacheControl?: string | undefined
  /**
   * The entity tag: a text with or without quotes, `W/"..."` for a weak one, `false` for none, or a function of
   * the file that gives one of these.
   *
   * @default the file's modification time and size
   */
  readonly etag?: EntityTagOption | undefined
  /** More fields of the answer: an object by name, a `Headers`, or pairs of name and value. */
  readonly headers?: AddedFields | Iterable<readonly [name: string, value: FieldValue]> | undefined
  /**
   * The most bytes per second that one client gets.
   *
   * @default no limit
   */
  readonly maxRate?: number | undefined
  /**
   * The methods that are answered with the file; others are answered with 405. With any but GET and HEAD there
   * are no ranges and no 304.
   *
   * @default ['GET', 'HEAD']
   */
  readonly methods?: readonly string[] | undefined
  /**
   * What happens when there is no such file: `answer` gives a 404, `leave` writes nothing, so that the
   * application can give its own.
   *
   * @default 'answer'
   */
  readonly notFound?: 'answer' | 'leave' | undefined
}

/** A fixed entity tag, none, or a function that chooses one for a file. */
export type EntityTagOption = string | false | ((file: StoredFileFacts) => string | false)

/** Options of `xsendfile`: how the root is kept and who sends, and defaults for every `send`. */
export interface XsendfileOptions extends SendOptions {
  /**
   * Who sends the files.
   *
   * @default what the environment variable XSENDFILE_SENDER names, otherwise the embedded sender
   */
  readonly sender?: Sender | undefined
  /** The prefix of this root in the front end that XSENDFILE_SENDER names, such as `/internal-documents/`. */
  readonly prefix?: string | undefined
  /**
   * A secret of at least 16 characters that the front end sets in the request field `X-Sendfile-Proof`, over
   * what a client sent. A request without it is answered by the embedded sender.
   */
  readonly proof?: string | undefined
  /**
   * Symbolic links below the root: follow those that end within it, refuse all, or follow all.
   *
   * @default 'within-root'
   */
  readonly symlinks?: 'within-root' | 'refuse' | 'follow' | undefined
  /**
   * Names that begin with a dot, below the root.
   *
   * @default 'refuse'
   */
  readonly dotfiles?: 'refuse' | 'allow' | undefined
  /**
   * When to look whether the root is a directory that can be read: at once, or before the first file.
   *
   * @default 'now'
   */
  readonly checkRoot?: 'now' | 'first-send' | undefined
}

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
] as const satisfies readonly (keyof XsendfileOptions)[]

const shortestProof = 16

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
  check(options, 'proof', 'a text of at least 16 characters that can stand in a field', (proof) => {
    return typeof proof === 'string' && proof.length >= shortestProof && isFieldValue(proof)
  })
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
  return { ...options, fields: fieldMap(fieldsOf(options), 'the options', instructions) }
}

function fieldsOf({ headers = {}, contentType, cacheControl }: SendOptions): GivenField[] {
  const given: Iterable<GivenField> = isIterable(headers) ? headers : Object.entries(headers)
  return [...given, ['Content-Type', contentType], ['Cache-Control', cacheControl]]
}

type GivenField = readonly [name: string, value: FieldValue | undefined]

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

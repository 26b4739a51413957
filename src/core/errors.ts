/** Every code that an {@link XsendfileError} can have; `docs/errors.md` says what to do about each. */
export type XsendfileErrorCode =
  | 'ERR_XSENDFILE_ROOT_NOT_ABSOLUTE'
  | 'ERR_XSENDFILE_ROOT_TOO_WIDE'
  | 'ERR_XSENDFILE_ROOT_MISSING'
  | 'ERR_XSENDFILE_ROOT_NOT_A_DIRECTORY'
  | 'ERR_XSENDFILE_ROOT_UNREADABLE'
  | 'ERR_XSENDFILE_SENDER_INVALID'
  | 'ERR_XSENDFILE_SENDER_UNKNOWN'
  | 'ERR_XSENDFILE_PREFIX_INVALID'
  | 'ERR_XSENDFILE_PREFIX_TAKEN'
  | 'ERR_XSENDFILE_OPTION_INVALID'
  | 'ERR_XSENDFILE_FIELD_INVALID'
  | 'ERR_XSENDFILE_FIELD_FORBIDDEN'
  | 'ERR_XSENDFILE_ARGUMENT_INVALID'
  | 'ERR_XSENDFILE_PATH_INVALID'
  | 'ERR_XSENDFILE_SECRET_INVALID'
  | 'ERR_XSENDFILE_FILE_OF_ANOTHER_ROOT'
  | 'ERR_XSENDFILE_ALREADY_ANSWERED'
  | 'ERR_XSENDFILE_INTERCEPTOR_MISSING'
  | 'ERR_XSENDFILE_CLOSED'
  | 'ERR_XSENDFILE_OPEN_FAILED'
  | 'ERR_XSENDFILE_READ_FAILED'
  | 'ERR_XSENDFILE_TOO_MANY_OPEN_FILES'
  | 'ERR_XSENDFILE_FILE_SHRANK'
  | 'ERR_XSENDFILE_LISTEN_FAILED'
  | 'ERR_XSENDFILE_PEER_MISSING'

/** What an error carries besides its message. */
export interface XsendfileErrorDetails {
  /** The error of the platform behind this one. */
  readonly cause?: unknown
  /** The file that it is about. It stands here and never in the message, which a framework may show. */
  readonly path?: string
}

/** Seconds after which a client may try again when this process has no file descriptor left. */
const retryAfter = '1'

/**
 * An error of this library: a mistake in the application, or a failure of the machine. What a client does
 * wrong is an answer, never an error.
 *
 * @example
 * ```ts
 * import { XsendfileError, xsendfile } from 'xsendfile'
 *
 * try {
 *   xsendfile('uploads')
 * } catch (error) {
 *   if (error instanceof XsendfileError) console.log(error.code) // ERR_XSENDFILE_ROOT_NOT_ABSOLUTE
 * }
 * ```
 */
export class XsendfileError extends Error {
  override readonly name = 'XsendfileError'
  /** Stable between versions, unlike the message. */
  readonly code: XsendfileErrorCode
  /** The status that fits as an answer: 503 when no file descriptor is left, otherwise 500. */
  readonly status: 500 | 503
  /** The same under the name that some frameworks read. */
  readonly statusCode: 500 | 503
  /** Whether clients may read the message, as Koa and NestJS ask: it is for the developer. */
  readonly expose = false
  /** Fields for that answer: Retry-After with 503. */
  readonly headers: Readonly<Record<string, string>>
  /** The file that it is about, where there is one. Not for clients. */
  declare readonly path?: string

  /** @internal */
  constructor(code: XsendfileErrorCode, message: string, details: XsendfileErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    const exhausted = code === 'ERR_XSENDFILE_TOO_MANY_OPEN_FILES'
    this.code = code
    this.status = exhausted ? 503 : 500
    this.statusCode = this.status
    this.headers = exhausted ? { 'Retry-After': retryAfter } : {}
    // Not enumerable: what serializes an error for a client must not tell where the file lies.
    Object.defineProperty(this, 'path', { value: details.path, enumerable: false })
  }
}

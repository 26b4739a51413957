import type { TargetedRequest } from '../adapters/request-path.ts'
import { quotation } from '../core/quotation.ts'
import type { LinkRefusalReason } from '../core/store.ts'
import { type Keys, type LinkKey, keysOf } from './keys.ts'
import { checkNames, checkSeconds, invalidOption, isRecipient } from './link-options.ts'
import { type LinkPath, isSameText, nowInSeconds, readLink } from './link-path.ts'
import { type LinkedFile, bytesOfFile, urlPath } from './linked-file.ts'
import { claimedExpiry, tokenOf } from './signed-text.ts'

/** How links are signed. */
export interface SignedLinksOptions {
  /**
   * The key, or several: the first signs, and links of all of them are good. Each has 32 bytes or more, as RFC 7518,
   * section 3.2, wants of HMAC with SHA-256.
   */
  readonly secret: LinkKey | readonly LinkKey[] | undefined
  /** For how many seconds a link is good. */
  readonly lifetime: number
}

/** What is said of one link. */
export interface LinkOptions {
  /**
   * For how many seconds it is good.
   *
   * @default the lifetime that `signedLinks` was given
   */
  readonly lifetime?: number | undefined
  /** Whom it is for: the id of a user or a session. Only who is read with the same recipient has the file. */
  readonly recipient?: string
}

/** What is said where a link is read. */
export interface ReadingOptions {
  /**
   * Who asks. A link for a recipient is read by the same recipient alone, and a link for nobody in particular without
   * one. Where `undefined` is given, since nobody is signed in, no link is good.
   */
  readonly recipient?: string | undefined
}

/** Makes links, and reads them. */
export interface SignedLinks {
  /**
   * The path of a URL that gives a file for some time, percent-encoded: `/TOKEN/FILE`. It belongs behind the path
   * below which links are read.
   *
   * @throws XsendfileError ERR_XSENDFILE_PATH_INVALID for what is no path, or a name that `send` never gives;
   *   ERR_XSENDFILE_OPTION_INVALID
   */
  path(file: LinkedFile, options?: LinkOptions): string
  /**
   * The file that a link names, for `send` or `find`: 404 for what is not signed, 410 for what has expired.
   *
   * @param request of node:http, Express, Koa, Fastify or the Fetch standard, as `requestPath` takes it
   * @param prefix of the path, decoded, beginning with a slash
   * @default prefix '/'
   * @throws XsendfileError ERR_XSENDFILE_ARGUMENT_INVALID, ERR_XSENDFILE_OPTION_INVALID
   */
  read(request: TargetedRequest, prefix?: string, options?: ReadingOptions): LinkPath
}

/** RFC 7518, section 3.2. */
const leastBytes = 32

/**
 * Makes links that give one file for some time to whoever has them, signed by HMAC with SHA-256. Nothing is kept of a
 * link: a new key is what takes all of them back.
 *
 * @throws XsendfileError ERR_XSENDFILE_SECRET_INVALID, ERR_XSENDFILE_OPTION_INVALID
 * @example
 * ```ts
 * import { xsendfile } from 'xsendfile'
 * import { signedLinks } from 'xsendfile/links'
 *
 * const documents = xsendfile('/srv/my-app/documents')
 * const links = signedLinks({ secret: process.env.LINK_SECRET, lifetime: 3600 })
 *
 * const request = new Request(`http://localhost/downloads${links.path(['plans.pdf'])}`)
 * const response = await documents.send(request, links.read(request, '/downloads/'))
 * console.log(response.status) // 200
 * ```
 */
export function signedLinks(options: SignedLinksOptions): SignedLinks {
  checkNames(options, ['secret', 'lifetime'])
  const keys = keysOf(options.secret, leastBytes)
  const lifetime = checkSeconds('lifetime', options.lifetime, 1)
  return {
    path(file, linkOptions = {}) {
      const bytes = bytesOfFile(file)
      const { seconds, recipient } = checkLinkOptions(linkOptions, lifetime)
      const signed = { expiry: nowInSeconds() + seconds, recipient, file: bytes }
      return urlPath(tokenOf(signed, keys[0]), bytes)
    },
    read(request, prefix, readingOptions = {}) {
      const recipient = readingRecipient(readingOptions)
      return readLink(request, prefix, (token, file) =>
        recipient === undefined ? 'unsigned' : refusalOf(token, file, recipient, keys),
      )
    },
  }
}

/** The digest first: only who has a link that was good learns that it has expired. */
function refusalOf(
  token: string,
  file: string,
  recipient: string,
  keys: Keys,
): LinkRefusalReason | undefined {
  const expiry = claimedExpiry(token)
  if (expiry === undefined) return 'unsigned'
  const signed = { expiry, recipient, file }
  if (!keys.some((key) => isSameText(tokenOf(signed, key), token))) return 'unsigned'
  return nowInSeconds() > expiry ? 'expired' : undefined
}

function checkLinkOptions(
  options: LinkOptions,
  lifetime: number,
): { readonly seconds: number; readonly recipient: string } {
  checkNames(options, ['lifetime', 'recipient'])
  const seconds = options.lifetime === undefined ? lifetime : checkSeconds('lifetime', options.lifetime, 1)
  if (!('recipient' in options)) return { seconds, recipient: '' }
  const { recipient } = options
  // A recipient that is not there would make a link for everybody.
  if (typeof recipient === 'string' && isRecipient(recipient)) return { seconds, recipient }
  throw invalidRecipient(recipient, 'leave it out for a link that is good for everybody who has it')
}

/** Empty where none is said; `undefined` for who cannot be a recipient, and has nothing. */
function readingRecipient(options: ReadingOptions): string | undefined {
  checkNames(options, ['recipient'])
  if (!('recipient' in options)) return ''
  const { recipient } = options
  if (recipient === undefined) return undefined
  if (typeof recipient === 'string') return isRecipient(recipient) ? recipient : undefined
  throw invalidRecipient(recipient, 'write what is a number as text, as where the link was made')
}

function invalidRecipient(recipient: unknown, what: string): Error {
  return invalidOption(
    `Cannot use ${quotation(recipient)} as the option "recipient": it takes a text that is not empty and holds no NUL; ${what}`,
  )
}

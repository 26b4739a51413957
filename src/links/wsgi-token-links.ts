import { createHash } from 'node:crypto'
import type { TargetedRequest } from '../adapters/request-path.ts'
import { quotation } from '../core/quotation.ts'
import type { LinkRefusalReason } from '../core/store.ts'
import { type Keys, type LinkKey, invalid, keysOf } from './keys.ts'
import { checkNames, checkSeconds, invalidOption } from './link-options.ts'
import { type LinkPath, isSameText, nowInSeconds, readLink } from './link-path.ts'
import { type LinkedFile, bytesOfFile, urlPath } from './linked-file.ts'

/** A hash by its name, or a function from bytes to at least 32 hexadecimal digits in lower case. */
export type WsgiTokenHash =
  | 'md5'
  | 'sha1'
  | 'sha224'
  | 'sha256'
  | 'sha384'
  | 'sha512'
  | ((bytes: Uint8Array) => string)

/** How links of WSGI X-Sendfile are made and read; names and defaults are those of its TokenConfig. */
export interface WsgiTokenLinksOptions {
  /** The key, or several: the first makes links, and links of all of them are good. */
  readonly secret: LinkKey | readonly LinkKey[] | undefined
  /**
   * What makes the digest; `sha256` is the better choice where no link of the other kind is left.
   *
   * @default 'md5'
   */
  readonly hash?: WsgiTokenHash | undefined
  /**
   * For how many seconds a link is good.
   *
   * @default 120
   */
  readonly timeout?: number | undefined
  /**
   * By how many seconds the clock of who makes a link may be ahead of the one here.
   *
   * @default 5
   */
  readonly clockSkew?: number | undefined
}

/** Makes links in the form of WSGI X-Sendfile, and reads them. */
export interface WsgiTokenLinks {
  /**
   * The path of a URL that gives a file for some time, percent-encoded: `/DIGEST-TIME/FILE`. It belongs behind the
   * path below which links are read.
   *
   * @throws XsendfileError ERR_XSENDFILE_PATH_INVALID for what is no path, or a name that `send` never gives
   */
  path(file: LinkedFile): string
  /**
   * The file that a link names, for `send` or `find`: 404 for what is not signed or comes from the future, 410 for
   * what has expired.
   *
   * @param request of node:http, Express, Koa, Fastify or the Fetch standard, as `requestPath` takes it
   * @param prefix of the path, decoded, beginning with a slash
   * @default prefix '/'
   * @throws XsendfileError ERR_XSENDFILE_ARGUMENT_INVALID
   */
  read(request: TargetedRequest, prefix?: string): LinkPath
}

/** With fewer or more digits of the time, what ends a name could begin it. */
const tokenForm = /^(?<digest>[0-9a-f]+)-(?<time>[0-9a-f]{8})$/

const names = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512']
const hexadecimal = /^[0-9a-f]{32,}$/

/**
 * Makes and reads links in the form of WSGI X-Sendfile: for links that were given out already, and for applications in
 * other languages that make or check this form. New ones are better made by {@link signedLinks}.
 *
 * @throws XsendfileError ERR_XSENDFILE_SECRET_INVALID, also where one key begins with another;
 *   ERR_XSENDFILE_OPTION_INVALID
 * @example
 * ```ts
 * import { xsendfile } from 'xsendfile'
 * import { wsgiTokenLinks } from 'xsendfile/links'
 *
 * const documents = xsendfile('/srv/my-app/documents')
 * const links = wsgiTokenLinks({ secret: process.env.LINK_SECRET, hash: 'sha256', timeout: 300 })
 *
 * const request = new Request(`http://localhost/downloads${links.path('plans.pdf')}`)
 * const response = await documents.send(request, links.read(request, '/downloads/'))
 * console.log(response.status) // 200
 * ```
 */
export function wsgiTokenLinks(options: WsgiTokenLinksOptions): WsgiTokenLinks {
  checkNames(options, ['secret', 'hash', 'timeout', 'clockSkew'])
  const { secret, hash = 'md5', timeout = 120, clockSkew = 5 } = options
  const keys = keysOf(secret, 1)
  refuseBeginnings(keys)
  const digestOf = digestBy(hash)
  checkSeconds('timeout', timeout, 1)
  checkSeconds('clockSkew', clockSkew, 0)
  const tokenFor = (key: Buffer, file: string, time: string): string =>
    `${digestOf(Buffer.concat([key, Buffer.from(file, 'latin1'), Buffer.from(time)]))}-${time}`
  const refusalOf = (token: string, file: string): LinkRefusalReason | undefined => {
    const time = tokenForm.exec(token)?.groups?.['time']
    if (time === undefined) return 'unsigned'
    if (!keys.some((key) => isSameText(tokenFor(key, file, time), token))) return 'unsigned'
    const age = nowInSeconds() - Number.parseInt(time, 16)
    if (age < -clockSkew) return 'premature'
    return age > timeout ? 'expired' : undefined
  }
  return {
    path(file, ...more: readonly unknown[]) {
      if (more.some((one) => one !== undefined)) throw noOptions('path')
      const bytes = bytesOfFile(file)
      return urlPath(tokenFor(keys[0], bytes, nowInSeconds().toString(16).padStart(8, '0')), bytes)
    },
    read(request, prefix, ...more: readonly unknown[]) {
      if (more.some((one) => one !== undefined)) throw noOptions('read')
      return readLink(request, prefix, refusalOf)
    },
  }
}

/** What one key and the beginning of a name sign, a key that is as long as both would sign for the rest of the name. */
function refuseBeginnings(keys: Keys): void {
  for (const [index, key] of keys.entries()) {
    const others = keys.filter((_, other) => other !== index)
    if (!others.some((other) => other.subarray(0, key.length).equals(key))) continue
    throw invalid(
      'these keys',
      'one of them begins with another, and in this form nothing stands between a key and a name',
    )
  }
}

/** Tries it at once: a hash that cannot be used must not wait for the first link. */
function digestBy(hash: WsgiTokenHash): (bytes: Uint8Array) => string {
  if (typeof hash !== 'function' && !names.includes(hash)) throw invalidHash(hash)
  const unchecked =
    typeof hash === 'function'
      ? hash
      : (bytes: Uint8Array): string => createHash(hash).update(bytes).digest('hex')
  const digestOf = (bytes: Uint8Array): string => {
    const digest: unknown = unchecked(bytes)
    if (typeof digest === 'string' && hexadecimal.test(digest)) return digest
    throw invalidHash(hash)
  }
  try {
    digestOf(new Uint8Array(0))
  } catch (error) {
    throw invalidHash(hash, error)
  }
  return digestOf
}

function invalidHash(hash: unknown, cause?: unknown): Error {
  const quoted = names.map((name) => `"${name}"`).join(', ')
  return invalidOption(
    `Cannot use ${quotation(hash)} as the option "hash": it takes ${quoted}, or a function from bytes to 32 hexadecimal digits in lower case, or more of them`,
    cause,
  )
}

/** Nothing that is not in the digest may look as if it were. */
function noOptions(method: string): Error {
  return invalidOption(
    `Cannot give options to ${method}() of links in this form: it has neither a lifetime of one link nor a recipient; use signedLinks()`,
  )
}

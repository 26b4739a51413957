import { XsendfileError } from '../core/errors.ts'
import { canBeProof, proofForm } from '../core/proof.ts'
import { quotation } from '../core/quotation.ts'
import type { Sender } from '../core/sender.ts'

/** What the configuration of a front end is made of. Each server takes those that it has a use for. */
export interface ConfigurationOptions {
  /** The root as the front end sees it, an absolute path; left out: the `root` that the sender was given. */
  readonly root?: string | undefined
  /**
   * Where the front end listens: a port, or an address with a port.
   *
   * @default 80, or 443 with `tls`
   */
  readonly listen?: number | string | undefined
  /**
   * Where the application listens: `host:port`, or `unix:/path`.
   *
   * @default '127.0.0.1:3000'
   */
  readonly upstream?: string | undefined
  /** The names of the site, with blanks between; left out: it answers for every name. */
  readonly serverName?: string | undefined
  /** The `proof` that the application was given. */
  readonly proof?: string | undefined
  /**
   * The `symlinks` that the application was given. A server that can refuse symbolic links does, because the
   * application names real paths, except with `'follow'`.
   *
   * @default 'within-root'
   */
  readonly symlinks?: 'within-root' | 'refuse' | 'follow' | undefined
  /** The files of the certificate (with its chain) and its private key; left out: plain HTTP. */
  readonly tls?: { readonly certificate: string; readonly key: string } | undefined
  /**
   * Whether to write only the part for a site that there is already.
   *
   * @default false
   */
  readonly snippet?: boolean | undefined
}

/** A sender that can also write the configuration that its server needs. */
export interface ConfigurableSender extends Sender {
  /**
   * The configuration that the server needs, as text.
   *
   * @throws XsendfileError ERR_XSENDFILE_OPTION_INVALID when an option cannot stand in a configuration
   */
  configuration(options: ConfigurationOptions): string
}

/** An address to listen on or to connect to. */
export interface Address {
  /** A name or an address, one of version 6 in brackets; `undefined` for all of them. */
  readonly host: string | undefined
  readonly port: number
}

/** Where the application listens. */
export type Upstream = (Address & { readonly host: string }) | { readonly socket: string }

/** Options, each checked and with its default, in a form that every server's language can be written from. */
export interface CheckedConfiguration {
  /** Without a slash at its end. */
  readonly root: string
  readonly listen: Address
  readonly upstream: Upstream
  readonly serverNames: readonly string[]
  readonly proof: string | undefined
  readonly followsLinks: boolean
  readonly tls: { readonly certificate: string; readonly key: string } | undefined
  readonly snippet: boolean
}

const address = /^(?:(?<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+|\*):)?(?<port>\d{1,5})$/
const serverName = /^(?:\*\.)?[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?$/

/**
 * Checks what a configuration is to be made of.
 *
 * @param server its name, for messages
 * @param senderRoot the root that the sender was given
 * @param moreNames of options that this server alone has
 * @throws XsendfileError ERR_XSENDFILE_OPTION_INVALID
 */
export function checkConfiguration(
  server: string,
  options: ConfigurationOptions,
  senderRoot?: string,
  moreNames: readonly string[] = [],
): CheckedConfiguration {
  checkOptions(server, options, [...names, ...moreNames])
  const { tls, proof, symlinks, snippet = false, upstream = '127.0.0.1:3000' } = options
  const { listen = tls === undefined ? 80 : 443 } = options
  if (tls !== undefined) checkTls(server, tls)
  checkOneOf(server, 'symlinks', symlinks, ['within-root', 'refuse', 'follow'])
  checkOneOf(server, 'snippet', snippet, [true, false])
  if (proof !== undefined && !canBeProof(proof)) refuse(server, 'proof', proof, proofForm)
  return {
    root: checkRoot(server, options.root ?? senderRoot, senderRoot),
    listen: checkListen(server, listen),
    upstream: checkUpstream(server, upstream),
    serverNames: checkServerNames(server, options.serverName),
    proof,
    followsLinks: symlinks === 'follow',
    tls,
    snippet,
  }
}

const names = ['root', 'listen', 'upstream', 'serverName', 'proof', 'symlinks', 'tls', 'snippet'] as const

/** Refuses what is no options, and options that a server or its sender does not have. */
export function checkOptions(server: string, options: unknown, known: readonly string[]): void {
  const all = known.map((name) => `"${name}"`).join(', ')
  if (typeof options !== 'object' || options === null) {
    throw new XsendfileError(
      'ERR_XSENDFILE_OPTION_INVALID',
      `Cannot use ${quotation(options)} as options for ${server}: give an object with some of ${all}`,
    )
  }
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  const unknown = given.map(([name]) => name).find((name) => !known.includes(name))
  if (unknown === undefined) return
  throw new XsendfileError(
    'ERR_XSENDFILE_OPTION_INVALID',
    `Cannot use the option "${unknown}" for ${server}: there is none of this name; there are ${all}`,
  )
}

/** Refuses a value that is none of a few; left out is right. */
export function checkOneOf(server: string, option: string, value: unknown, few: readonly unknown[]): void {
  if (value === undefined || few.includes(value)) return
  refuse(server, option, value, few.map(quotation).join(' or '))
}

/** Refuses the value of an option, in one line that says what it takes. */
export function refuse(server: string, option: string, value: unknown, wanted: string): never {
  // A secret is not told.
  const shown = option === 'proof' ? 'the value given' : quotation(value)
  throw new XsendfileError(
    'ERR_XSENDFILE_OPTION_INVALID',
    `Cannot use ${shown} as "${option}" for ${server}: it takes ${wanted}`,
  )
}

/** Checks a root as a server sees it, and gives it without a slash at its end. */
export function checkServerRoot(server: string, root: unknown): string {
  checkPath(server, 'root', root)
  const bare = root.replace(/\/+$/, '')
  if (bare === '' || /\/\.{1,2}(?:\/|$)/.test(bare)) {
    refuse(server, 'root', root, 'an absolute path below "/" without "." and ".." in it')
  }
  return bare
}

function checkTls(server: string, tls: unknown): void {
  const { certificate, key } = (tls ?? {}) as Partial<Record<'certificate' | 'key', unknown>>
  for (const path of [certificate, key]) checkPath(server, 'tls', path)
}

function checkRoot(server: string, root: string | undefined, senderRoot: string | undefined): string {
  if (root === undefined) refuse(server, 'root', root, `the absolute path of the root as ${server} sees it`)
  const bare = checkServerRoot(server, root)
  if (senderRoot === undefined || bare === senderRoot) return bare
  return refuse(server, 'root', root, `the root that the sender names, ${quotation(senderRoot)}`)
}

function checkPath(server: string, option: string, path: unknown): asserts path is string {
  const wanted = `an absolute path, such as "/srv/my-app/documents", as ${server} sees it`
  if (typeof path !== 'string' || !path.startsWith('/')) refuse(server, option, path, wanted)
  if (/\p{Surrogate}/u.test(path)) refuse(server, option, path, 'a text without half of a surrogate pair')
  checkLine(server, option, path)
}

function checkLine(server: string, option: string, text: string): void {
  if (/[\x00-\x1f\x7f]/.test(text)) {
    refuse(server, option, text, 'a text without line breaks and other controls')
  }
}

/** What is no text passes for none, which no option takes. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function checkListen(server: string, listen: unknown): Address {
  const { host, port } =
    address.exec(typeof listen === 'number' ? String(listen) : textOf(listen))?.groups ?? {}
  const wanted = 'a port, or an address with a port, such as 8080 or "127.0.0.1:8080"'
  if (port === undefined || Number(port) < 1 || Number(port) > 65_535)
    refuse(server, 'listen', listen, wanted)
  return { host: host === '*' ? undefined : host, port: Number(port) }
}

function checkUpstream(server: string, upstream: unknown): Upstream {
  const wanted = 'the address of the application, such as "127.0.0.1:3000" or "unix:/run/my-app.sock"'
  const socket = /^unix:(\/[A-Za-z0-9_./~-]+)$/.exec(textOf(upstream))?.[1]
  if (socket !== undefined) return { socket }
  const { host, port } = address.exec(textOf(upstream))?.groups ?? {}
  if (host === undefined || host === '*' || !(Number(port) >= 1 && Number(port) <= 65_535)) {
    refuse(server, 'upstream', upstream, wanted)
  }
  return { host, port: Number(port) }
}

function checkServerNames(server: string, text: unknown): readonly string[] {
  if (text === undefined) return []
  const list = textOf(text)
    .split(' ')
    .filter((name) => name !== '')
  if (list.length === 0 || !list.every((name) => serverName.test(name))) {
    refuse(server, 'serverName', text, 'names of the site, such as "example.com www.example.com"')
  }
  return list
}

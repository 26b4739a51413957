import { XsendfileError } from '../core/errors.ts'
import { quotation } from '../core/quotation.ts'
import { checkPrefix } from '../senders/prefix.ts'
import type { MappedRoot } from './file-map.ts'
import { FileMap } from './file-map.ts'
import type { FieldLine } from './hop-by-hop.ts'
import type { Announcement, GatewayOptions, GatewayRoot } from './options.ts'
import type { UpstreamLocation } from './upstream.ts'
import { type RootFiles, rootFiles } from './root-files.ts'

/** What a gateway's options come to, checked. */
export interface GatewaySettings {
  readonly upstream: UpstreamLocation
  readonly roots: readonly MappedRoot<RootFiles>[]
  readonly map: FileMap<RootFiles>
  readonly announced: readonly FieldLine[]
  /** Milliseconds. */
  readonly timeout: number
}

const defaultTimeout = 60_000
const announcements: readonly unknown[] = ['X-Accel-Redirect', 'X-Sendfile'] satisfies readonly Announcement[]

/** @throws XsendfileError ERR_XSENDFILE_... for every value that cannot be used */
export function gatewaySettings(options: GatewayOptions): GatewaySettings {
  const { timeout = defaultTimeout, encoding, announce } = options
  const isTimeout = Number.isFinite(timeout) && timeout >= 1
  if (!isTimeout) throw unusable('timeout', timeout, 'a number of milliseconds from 1')
  if (![undefined, 'raw', 'percent'].includes(encoding)) {
    throw unusable('encoding', encoding, '"raw" or "percent"')
  }
  if (announce !== undefined && !announcements.includes(announce)) {
    throw unusable('announce', announce, '"X-Accel-Redirect" or "X-Sendfile"')
  }
  const upstream = upstreamLocation(options.upstream)
  const given = listOf(options.roots).map((root) => (typeof root === 'string' ? { path: root } : root))
  if (given.length === 0) throw unusable('roots', [], 'at least one directory')
  refuseRepeated(given)
  const roots = given.map((root) => mappedRoot(root, options))
  return { upstream, roots, map: new FileMap(roots), announced: announcedFields(announce, roots), timeout }
}

function upstreamLocation(upstream: string): UpstreamLocation {
  const [, socketPath] = /^unix:(\/.+)$/.exec(upstream) ?? []
  if (socketPath !== undefined) return { origin: 'http://localhost', socketPath }
  const url = typeof upstream === 'string' && URL.canParse(upstream) ? new URL(upstream) : undefined
  const isOrigin = url !== undefined && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`
  if (isOrigin) return { origin: url.origin, socketPath: undefined }
  throw unusable('upstream', upstream, 'an address such as "http://127.0.0.1:8000", or "unix:/run/app.sock"')
}

function mappedRoot(root: GatewayRoot, options: GatewayOptions): MappedRoot<RootFiles> {
  const { path, as = path, prefix, reproxy } = root
  const files = rootFiles(path, options)
  const prefixes = listOf(prefix).map((one) => checkPrefix(one, 'the gateway'))
  const urls = listOf(reproxy).map(checkUrl)
  if (!as.startsWith('/'))
    throw unusable('as', as, 'the absolute path by which the application knows the root')
  return { root: files, as: latin1(as.replace(/\/+$/, '')), prefixes, urls }
}

function checkUrl(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  const isPlain =
    parsed !== undefined && /^https?:$/.test(parsed.protocol) && parsed.search + parsed.hash === ''
  if (!isPlain || parsed.username !== '')
    throw unusable('reproxy', url, 'a URL such as "http://files.internal/"')
  return parsed.origin + (parsed.pathname === '/' ? '/' : checkPrefix(parsed.pathname, 'the gateway'))
}

/** Two roots for one name would leave it to their order which file is sent. */
function refuseRepeated(roots: readonly GatewayRoot[]): void {
  for (const names of [
    withSlash(roots.map(({ path, as }) => as ?? path)),
    withSlash(roots.flatMap(({ prefix }) => listOf(prefix))),
    withSlash(roots.flatMap(({ reproxy }) => listOf(reproxy))),
  ]) {
    const repeated = names.find((name, index) => names.indexOf(name) !== index)
    if (repeated === undefined) continue
    throw new XsendfileError(
      'ERR_XSENDFILE_PREFIX_TAKEN',
      `Cannot use ${repeated} twice: it would stand for two directories; give each root a name of its own`,
    )
  }
}

function withSlash(names: readonly string[]): readonly string[] {
  return names.map((name) => name.replace(/\/*$/, '/'))
}

/** What a web server tells applications that ask before they hand over: the field, and what stands for what. */
function announcedFields(
  announce: Announcement | undefined,
  roots: readonly MappedRoot<RootFiles>[],
): readonly FieldLine[] {
  if (announce === undefined) return []
  const type: FieldLine = ['X-Sendfile-Type', announce]
  if (announce === 'X-Sendfile') return [type]
  const mapped = roots.flatMap(({ as, prefixes: [prefix] }) =>
    prefix === undefined ? [] : [`${as}/=${prefix}`],
  )
  return [type, ['X-Accel-Mapping', mapped.join(', ')]]
}

/** Bytes, one character each: so paths stand in fields. */
function latin1(path: string): string {
  return Buffer.from(path).toString('latin1')
}

function listOf<Item>(value: Item | readonly Item[] | undefined): readonly Item[] {
  if (value === undefined) return []
  return Array.isArray(value) ? (value as readonly Item[]) : [value as Item]
}

function unusable(name: string, value: unknown, wanted: string): XsendfileError {
  return new XsendfileError(
    'ERR_XSENDFILE_OPTION_INVALID',
    `Cannot use ${quotation(value)} as the option "${name}" of a gateway: it takes ${wanted}`,
  )
}

import { Buffer } from 'node:buffer'
import type { Fields } from '../core/fields.ts'
import { proofField } from '../core/proof.ts'
import type { Assignment, Instruction, Unable } from '../core/sender.ts'
import { settledTag } from '../core/validators.ts'
import { formatEntityTag } from '../http/entity-tag.ts'
import { percentEncodePath } from '../http/percent-encoding.ts'
import { disagreement } from './agreement.ts'
import {
  type CheckedConfiguration,
  type ConfigurableSender,
  type ConfigurationOptions,
  checkConfiguration,
  checkOptions,
  refuse,
} from './configuration.ts'
import { checkPrefix } from './prefix.ts'
import type { SenderRow } from './row.ts'

/** What {@link h2o} may be told about the files that it sends. */
export interface H2oOptions {
  /** More media types that files are handed over with; those of {@link h2oMediaTypes} need no mention. */
  readonly mediaTypes?: readonly string[] | undefined
}

/** What the configuration of H2O is made of. */
export interface H2oConfigurationOptions extends ConfigurationOptions {
  /**
   * The path of a Unix socket that H2O makes for the host of the files, to keep it off the network. Nobody connects
   * to it.
   *
   * @default '/run/h2o-PREFIX.sock'
   */
  readonly socket?: string | undefined
}

/** The H2O sender with its configuration. */
export interface H2oSender extends ConfigurableSender {
  readonly prefix: string
  configuration(options: H2oConfigurationOptions): string
}

const server = 'h2o'

/** Names that no network resolves (RFC 6761): should H2O not know the host, it fetches nothing. */
const domain = 'xsendfile.invalid'

/** The media types that files are handed over with, each by a path of its own in the configuration. */
export const h2oMediaTypes: readonly string[] = [
  'application/epub+zip',
  'application/gzip',
  'application/java-archive',
  'application/json',
  'application/msword',
  'application/octet-stream',
  'application/pdf',
  'application/postscript',
  'application/rtf',
  'application/vnd.android.package-archive',
  'application/vnd.apple.installer+xml',
  'application/vnd.ms-excel',
  'application/vnd.ms-powerpoint',
  'application/vnd.oasis.opendocument.presentation',
  'application/vnd.oasis.opendocument.spreadsheet',
  'application/vnd.oasis.opendocument.text',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.rar',
  'application/wasm',
  'application/x-7z-compressed',
  'application/x-bzip',
  'application/x-bzip2',
  'application/x-debian-package',
  'application/x-msdownload',
  'application/x-tar',
  'application/xml',
  'application/zip',
  'audio/aac',
  'audio/flac',
  'audio/midi',
  'audio/mp4',
  'audio/mpeg',
  'audio/ogg',
  'audio/wav',
  'audio/webm',
  'font/otf',
  'font/ttf',
  'font/woff',
  'font/woff2',
  'image/apng',
  'image/avif',
  'image/bmp',
  'image/gif',
  'image/heic',
  'image/jpeg',
  'image/png',
  'image/svg+xml',
  'image/tiff',
  'image/vnd.adobe.photoshop',
  'image/webp',
  'text/calendar; charset=utf-8',
  'text/css; charset=utf-8',
  'text/csv; charset=utf-8',
  'text/html; charset=utf-8',
  'text/javascript; charset=utf-8',
  'text/markdown; charset=utf-8',
  'text/plain; charset=utf-8',
  'text/vcard; charset=utf-8',
  'text/vtt; charset=utf-8',
  'video/mp4',
  'video/mpeg',
  'video/ogg',
  'video/quicktime',
  'video/webm',
  'video/x-matroska',
  'video/x-msvideo',
]

/**
 * Hands files over to H2O 2.2 with mruby, as Debian has it, by `X-Reproxy-URL`. H2O drops every field of the
 * application; a few lines of Ruby in the configuration put them back, so it needs the one that `configuration()`
 * and `xsendfile config h2o` write.
 *
 * @param prefix the paths of the files, such as `/internal-documents/`, on a host that no client reaches; each root
 *   needs its own
 * @throws XsendfileError ERR_XSENDFILE_PREFIX_INVALID, ERR_XSENDFILE_OPTION_INVALID
 * @example
 * ```ts
 * import { xsendfile } from 'xsendfile'
 * import { h2o } from 'xsendfile/senders'
 *
 * const sender = h2o('/internal-documents/')
 * const documents = xsendfile('/srv/my-app/documents', { sender })
 * console.log(sender.configuration({ root: '/srv/my-app/documents', upstream: '127.0.0.1:3000' }))
 * ```
 */
export function h2o(prefix: string, options: H2oOptions = {}): H2oSender {
  const checkedPrefix = checkPrefix(prefix, server)
  checkOptions(server, options, ['mediaTypes'])
  const mediaTypes = new Set([...h2oMediaTypes, ...checkMediaTypes(options.mediaTypes)])
  return {
    name: server,
    raceFree: false,
    keeps: 'all',
    instructionFields: ['X-Reproxy-URL'],
    prefix: checkedPrefix,
    handOver: (assignment) => handOver(checkedPrefix, mediaTypes, assignment),
    configuration: (wanted) => configuration(checkedPrefix, mediaTypes, wanted),
  }
}

function checkMediaTypes(mediaTypes: readonly string[] = []): readonly string[] {
  if (!Array.isArray(mediaTypes)) refuse(server, 'mediaTypes', mediaTypes, 'a list of media types')
  for (const mediaType of mediaTypes) {
    if (typeof mediaType !== 'string' || !/^[!-~]+\/[ -~]+$/.test(mediaType)) {
      refuse(server, 'mediaTypes', mediaType, 'media types such as "application/vnd.example+json"')
    }
  }
  return mediaTypes
}

function handOver(
  prefix: string,
  mediaTypes: ReadonlySet<string>,
  assignment: Assignment,
): Instruction | Unable {
  const unable = difference(assignment) ?? disagreement(assignment, { server: 'H2O', readsIfRange: false })
  if (unable !== undefined) return { unable }
  const { 'Content-Type': mediaType, ...fields } = assignment.fields()
  if (typeof mediaType !== 'string' || !mediaTypes.has(mediaType)) {
    return {
      unable: `the configuration of H2O has no path for ${String(mediaType)}; name it in \`mediaTypes\``,
    }
  }
  const path = percentEncodePath(`${prefix}${folderOf(mediaType)}/${assignment.file.path}`)
  return { fields: { 'X-Reproxy-URL': `http://${hostOf(prefix)}${path}?${packed(fields)}` } }
}

/** The host of the files, of its own for each prefix. */
function hostOf(prefix: string): string {
  return `${labelOf(prefix)}.${domain}`
}

function labelOf(prefix: string): string {
  return `files${prefix.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`.replace(/-$/, '')
}

/** What H2O does for itself and nothing can be done about. */
function difference({
  request,
  size,
  modifiedSeconds,
  lastModified,
  maxRate,
}: Assignment): string | undefined {
  if (lastModified !== Number(modifiedSeconds)) return 'H2O would show a Last-Modified of its own'
  if (maxRate !== undefined) return 'H2O limits no rate'
  // Also with `file.etag: OFF`.
  const ownTag = formatEntityTag(settledTag(modifiedSeconds, size))
  const comparesOwn = request.field('if-none-match')?.includes(ownTag) === true
  return comparesOwn ? 'H2O would evaluate If-None-Match against a tag of its own' : undefined
}

/** The fields, one in a line, in hexadecimal, which needs no other decoding. Last-Modified is the file's. */
function packed(fields: Fields): string {
  const lines = Object.entries(fields)
    .filter(([name]) => name !== 'Last-Modified')
    .flatMap(([name, value]) => [value].flat().map((line) => `${name.toLowerCase()}: ${line}`))
  return Buffer.from(lines.join('\n'), 'latin1').toString('hex')
}

/** The folder of a media type: `text-plain-charset-utf-8`. */
function folderOf(mediaType: string): string {
  return mediaType.toLowerCase().replaceAll(/[^a-z0-9.]+/g, '-')
}

function configuration(
  prefix: string,
  mediaTypes: ReadonlySet<string>,
  options: H2oConfigurationOptions,
): string {
  const checked = checkConfiguration(server, options, undefined, ['socket'])
  const { socket = `/run/h2o-${labelOf(prefix)}.sock` } = options
  if (typeof socket !== 'string' || !/^\/[A-Za-z0-9_./-]+$/.test(socket)) {
    refuse(server, 'socket', socket, 'the absolute path of a socket, such as "/run/h2o-files.sock"')
  }
  const files = fileHost(prefix, mediaTypes, checked.root, socket)
  const head = '# Written by xsendfile, for an application with the sender h2o().\n'
  if (checked.snippet) {
    return `${head}# One more host under "hosts:". On the paths of your application:
${applicationDirectives(checked).replaceAll(/^(?=.)/gm, '#   ')}
${files}`
  }
  return `${head}# The whole of h2o.conf; what it leaves out is as H2O has it by itself.
hosts:
${publicHosts(checked)}
${files}`
}

function publicHosts(checked: CheckedConfiguration): string {
  const { listen, serverNames, tls } = checked
  const tlsLines =
    tls === undefined
      ? ''
      : `
      ssl:
        certificate-file: ${quoted(tls.certificate)}
        key-file: ${quoted(tls.key)}`
  const site = `    listen:
      port: ${listen.port}${listen.host === undefined ? '' : `\n      host: ${quoted(listen.host.replaceAll(/[[\]]/g, ''))}`}${tlsLines}
    paths:
      "/":
${applicationDirectives(checked).replaceAll(/^(?=.)/gm, '        ')}`
  // The first host answers for every name that none of the others has.
  const names = serverNames.length === 0 ? ['default'] : serverNames
  return names.map((name) => `  ${quoted(`${name}:${listen.port}`)}:\n${site}`).join('')
}

function applicationDirectives({ upstream, proof }: CheckedConfiguration): string {
  const target =
    'socket' in upstream ? `http://[unix:${upstream.socket}]/` : `http://${upstream.host}:${upstream.port}/`
  const proofLine = proof === undefined ? '' : `proxy.header.set: ${quoted(`${proofField}: ${proof}`)}\n`
  return `proxy.reverse.url: ${quoted(target)}
proxy.preserve-host: ON
proxy.websocket: ON
# Shorter than the 5 seconds after which Node.js closes an idle connection.
proxy.timeout.keepalive: 4000
reproxy: ON
# Should reproxy be OFF one day, the instruction goes to nobody.
header.unset: "X-Reproxy-URL"
# No client decides how files are sent.
proxy.header.set: "X-Sendfile-Type: X-Reproxy-URL"
proxy.header.unset: "X-Sendfile"
proxy.header.unset: "X-Accel-Mapping"
${proofLine}`
}

function fileHost(prefix: string, mediaTypes: ReadonlySet<string>, root: string, socket: string): string {
  const [first = '', ...others] = mediaTypes
  const paths = others.map(
    (mediaType) => `      ${quoted(`${prefix}${folderOf(mediaType)}/`)}:
        <<: *files
        file.mime.setdefaulttype: ${quoted(mediaType)}
`,
  )
  return `  # The files. Listening on nothing but a socket of its own, the host is out of every client's reach; what the
  # application answers leads here.
  "${hostOf(prefix)}:80":
    listen:
      type: unix
      port: ${quoted(socket)}
      permission: 600
    file.index: []
    file.dirlisting: OFF
    file.send-compressed: OFF
    compress: OFF
    # The entity tag is the application's, and the media type that of the path.
    file.etag: OFF
    file.mime.settypes:
      ${quoted(first)}: [".unused"]
    paths:
      ${quoted(`${prefix}${folderOf(first)}/`)}: &files
        # H2O drops the fields of the application. They come along in the query, in hexadecimal.
        mruby.handler: |
          Proc.new do |env|
            fields = {}
            [env["QUERY_STRING"]].pack("H*").split("\\n").each do |line|
              name, value = line.split(": ", 2)
              fields[name] = fields.key?(name) ? fields[name] + "\\n" + value : value
            end
            [399, fields, []]
          end
        file.dir: ${quoted(root)}
        file.mime.setdefaulttype: ${quoted(first)}
${paths.join('')}`
}

/** YAML takes what JSON writes. */
function quoted(text: string): string {
  return JSON.stringify(text)
}

/** What is known of H2O. */
export const h2oRow: SenderRow = {
  takes: 'prefix',
  make: ({ prefix = '' }) => h2o(prefix),
  facts: {
    title: 'H2O 2.2 with mruby',
    field: 'X-Reproxy-URL',
    tested: 'H2O 2.2.5',
    names: 'none',
    requests:
      'with If-Range; ranges and preconditions in any but their plain forms; media types that have no path in the configuration; files touched in the last two seconds',
    fields: 'all, by a few lines of Ruby in the configuration',
    links: 'no',
    exceptions: ['A file that H2O may not read is 403.'],
  },
}

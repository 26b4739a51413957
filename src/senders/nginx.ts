import { describesFile } from '../core/fields.ts'
import { proofField } from '../core/proof.ts'
import type { Assignment, Instruction, Unable } from '../core/sender.ts'
import { settledTag } from '../core/validators.ts'
import { formatEntityTag } from '../http/entity-tag.ts'
import { isToken } from '../http/field.ts'
import { percentEncodePath } from '../http/percent-encoding.ts'
import { isDateFrom } from './agreement.ts'
import {
  type ConfigurableSender,
  type ConfigurationOptions,
  checkConfiguration,
  checkOneOf,
  checkOptions,
  refuse,
  type CheckedConfiguration,
} from './configuration.ts'
import { checkPrefix } from './prefix.ts'
import type { SenderRow } from './row.ts'

/** What {@link nginx} may be told about the files that it sends. */
export interface NginxOptions {
  /**
   * More fields that the application sets, for nginx to put back on the answer; those of {@link nginxFields} and
   * the six that nginx keeps by itself need no mention.
   */
  readonly fields?: readonly string[] | undefined
  /** X-Accel-Buffering: whether nginx buffers the answer. */
  readonly buffering?: boolean | undefined
  /** X-Accel-Expires: seconds for which nginx may cache the answer; 0 never. */
  readonly expires?: number | undefined
  /** X-Accel-Charset: the charset that nginx adds to text without one. */
  readonly charset?: string | undefined
}

const server = 'nginx'

/** The fields of an answer that nginx keeps by itself at a hand-over. */
const kept = ['Cache-Control', 'Content-Disposition', 'Content-Type', 'Expires', 'Set-Cookie']

/** The fields that nginx sets for itself. */
const replaced = ['Connection', 'Content-Length', 'Date', 'Keep-Alive', 'Server']

/** The fields of the file that the generated configuration puts back. */
const putBackOnFiles = ['Content-Language', 'Content-Location']

/** The same, where they are not those that nginx makes of the file that it opens. */
const validators = ['ETag', 'Last-Modified']

/** The other fields that the generated configuration puts back, on a 404 too. */
const putBack = [
  'Accept-CH',
  'Access-Control-Allow-Credentials',
  'Access-Control-Allow-Headers',
  'Access-Control-Allow-Methods',
  'Access-Control-Allow-Origin',
  'Access-Control-Expose-Headers',
  'Access-Control-Max-Age',
  'Clear-Site-Data',
  'Content-Security-Policy',
  'Content-Security-Policy-Report-Only',
  'Cross-Origin-Embedder-Policy',
  'Cross-Origin-Opener-Policy',
  'Cross-Origin-Resource-Policy',
  'Deprecation',
  'Document-Policy',
  'Link',
  'NEL',
  'Origin-Agent-Cluster',
  'Permissions-Policy',
  'RateLimit',
  'RateLimit-Policy',
  'Referrer-Policy',
  'Report-To',
  'Reporting-Endpoints',
  'Server-Timing',
  'Strict-Transport-Security',
  'Sunset',
  'Timing-Allow-Origin',
  'Vary',
  'Warning',
  'X-Content-Type-Options',
  'X-DNS-Prefetch-Control',
  'X-Download-Options',
  'X-Frame-Options',
  'X-Permitted-Cross-Domain-Policies',
  'X-Powered-By',
  'X-Request-Id',
  'X-Robots-Tag',
  'X-XSS-Protection',
]

/** The fields that reach the client through the generated configuration without being named. */
export const nginxFields: readonly string[] = [...kept, ...putBackOnFiles, ...validators, ...putBack]

/** The request field in which nginx says that one of those that count has a tab in it; Node takes outer ones off. */
const tabsField = 'X-Sendfile-Tabs'

const putBackAlready = new Set(nginxFields.map((name) => name.toLowerCase()))

const setByNginx = new Set(
  [...replaced, 'Proxy-Authenticate', 'Proxy-Connection', 'TE', 'Upgrade'].map((name) => name.toLowerCase()),
)

const instructionFields = [
  'X-Accel-Redirect',
  'X-Accel-Limit-Rate',
  'X-Accel-Buffering',
  'X-Accel-Expires',
  'X-Accel-Charset',
]

/**
 * Hands files over to nginx (from 1.5.9; also Angie, OpenResty and Tengine) by `X-Accel-Redirect`.
 *
 * @param prefix the internal location, such as `/internal-documents/`; each root needs its own
 * @throws XsendfileError ERR_XSENDFILE_PREFIX_INVALID, ERR_XSENDFILE_OPTION_INVALID
 * @example
 * ```ts
 * import { xsendfile } from 'xsendfile'
 * import { nginx } from 'xsendfile/senders'
 *
 * const sender = nginx('/internal-documents/')
 * const documents = xsendfile('/srv/my-app/documents', { sender })
 * console.log(sender.configuration({ root: '/srv/my-app/documents', upstream: '127.0.0.1:3000' }))
 * ```
 */
export function nginx(prefix: string, options: NginxOptions = {}): ConfigurableSender {
  const checkedPrefix = checkPrefix(prefix, server)
  checkOptions(server, options, ['fields', 'buffering', 'expires', 'charset'])
  const moreFields = checkFields(options.fields)
  const fixedFields = fixedInstructions(options)
  return {
    name: 'nginx',
    raceFree: true,
    keeps: new Set([...nginxFields, ...replaced, ...moreFields].map((name) => name.toLowerCase())),
    instructionFields,
    prefix: checkedPrefix,
    handOver: (assignment) => handOver(checkedPrefix, fixedFields, assignment),
    configuration: (wanted) =>
      configuration({ prefix: checkedPrefix, moreFields, charset: options.charset }, wanted),
  }
}

function handOver(
  prefix: string,
  fixedFields: Readonly<Record<string, string>>,
  assignment: Assignment,
): Instruction | Unable {
  const showsOwn = makesSameValidators(assignment)
  const unable = disagreement(assignment, showsOwn)
  if (unable !== undefined) return { unable }
  const location = fileLocationFor(!showsOwn, ignoresRange(assignment))
  const fields: Record<string, string> = {
    ...fixedFields,
    'X-Accel-Redirect': prefix + location + percentEncodePath(assignment.file.path),
  }
  if (assignment.maxRate !== undefined) fields['X-Accel-Limit-Rate'] = String(Math.floor(assignment.maxRate))
  return { fields }
}

/** What follows the prefix for one of the four locations. No file's name has an empty part, so none can reach them. */
function fileLocationFor(putsValidatorsBack: boolean, isRangeIgnored: boolean): string {
  return (putsValidatorsBack ? '//' : '') + (isRangeIgnored ? '/' : '')
}

/**
 * Whether nginx makes, of the file that was judged, the validators that the client is to see. Then it shows its own:
 * should another file stand there when it opens it, they are those of the bytes that it sends.
 */
function makesSameValidators({ entityTag, lastModified, modifiedSeconds, size }: Assignment): boolean {
  return (
    entityTag !== undefined &&
    !entityTag.weak &&
    entityTag.opaque === settledTag(modifiedSeconds, size).opaque &&
    lastModified === Number(modifiedSeconds) &&
    // Earlier it makes no dates.
    lastModified >= 0
  )
}

function ignoresRange({ outcome, request }: Assignment): boolean {
  return outcome === 'whole' && request.field('range') !== undefined
}

// What nginx reads in a Range field: blanks around a range but no tabs, no empty members, numbers below 2^63.
const understoodRange = /^bytes=(?: *(?:\d{1,18}-\d{0,18}|-\d{1,18}) *(?:,(?=.)|$))+$/i

/**
 * Why nginx would answer something else than what was decided, or `undefined`. It evaluates the preconditions
 * once more: against the tag and the time of the file that it finds itself, and not in the order of RFC 9110.
 *
 * @param showsOwn whether its tag and its time are those that the client is to see
 */
function disagreement(assignment: Assignment, showsOwn: boolean): string | undefined {
  const { request, outcome } = assignment
  if (request.field(tabsField.toLowerCase()) !== undefined) {
    return 'nginx does not take tabs off the ends of a field as RFC 9110 does'
  }
  if (outcome === 'whole') return preconditionDisagreement(assignment)
  if (!understoodRange.test(request.field('range') ?? '')) {
    return 'nginx does not read the Range field as RFC 9110 does'
  }
  if (request.field('if-range') !== undefined && !showsOwn) {
    return 'nginx would evaluate If-Range against what it is told of the file, not against the file that it opens'
  }
  return preconditionDisagreement(assignment)
}

function preconditionDisagreement({
  request,
  size,
  modifiedSeconds,
  entityTag,
}: Assignment): string | undefined {
  const ownTag = (): string => formatEntityTag(settledTag(modifiedSeconds, size))
  if (request.field('if-none-match')?.includes(ownTag()) === true) {
    return 'nginx would evaluate If-None-Match against a tag of its own'
  }
  const ifMatch = request.field('if-match')
  if (ifMatch !== undefined && ifMatch !== '*') {
    const isSame = entityTag !== undefined && formatEntityTag(entityTag) === ownTag()
    if (!isSame) return 'nginx would evaluate If-Match against a tag of its own'
  }
  const ifUnmodifiedSince = request.field('if-unmodified-since')
  if (ifUnmodifiedSince !== undefined && !isDateFrom(ifUnmodifiedSince, Number(modifiedSeconds))) {
    return 'nginx would evaluate If-Unmodified-Since where RFC 9110 ignores it'
  }
  return undefined
}

function fixedInstructions({ buffering, expires, charset }: NginxOptions): Record<string, string> {
  const fields: Record<string, string> = {}
  checkOneOf(server, 'buffering', buffering, [true, false])
  if (buffering !== undefined) fields['X-Accel-Buffering'] = buffering ? 'yes' : 'no'
  if (expires !== undefined) {
    if (!Number.isSafeInteger(expires) || expires < 0)
      refuse(server, 'expires', expires, 'whole seconds from 0')
    fields['X-Accel-Expires'] = String(expires)
  }
  if (charset !== undefined) {
    if (typeof charset !== 'string' || !isToken(charset))
      refuse(server, 'charset', charset, 'the name of a charset such as "utf-8"')
    fields['X-Accel-Charset'] = charset
  }
  return fields
}

/** What front ends take as instructions, whichever of them: what nginx puts back, clients see. */
const anyInstruction = /^x-(?:accel|sendfile|lighttpd|litespeed|reproxy)(?:-|\d|$)|^no-gzip-compression$/

function checkFields(fields: unknown = []): readonly string[] {
  if (!Array.isArray(fields)) refuse(server, 'fields', fields, 'a list of field names, such as ["X-Foo"]')
  return fields.filter((name: unknown) => isFieldToPutBack(name))
}

/** Whether a field must be named in the configuration; refuses what cannot be. */
function isFieldToPutBack(name: unknown): boolean {
  if (typeof name !== 'string' || !/^[A-Za-z0-9-]+$/.test(name)) {
    refuse(server, 'fields', name, 'field names of letters, digits and "-"')
  }
  const lowerName = name.toLowerCase()
  if (putBackAlready.has(lowerName)) return false
  if (describesFile(lowerName) || setByNginx.has(lowerName)) {
    refuse(server, 'fields', name, 'no fields that only nginx knows')
  }
  if (anyInstruction.test(lowerName)) {
    refuse(server, 'fields', name, 'no instructions: clients would see them')
  }
  return true
}

/** What the configuration owes to the sender. */
interface SenderPart {
  readonly prefix: string
  readonly moreFields: readonly string[]
  readonly charset: string | undefined
}

function configuration(part: SenderPart, options: ConfigurationOptions): string {
  const checked = checkConfiguration(server, options)
  const names = namesFor(part.prefix)
  const locations = fileLocations(part, names, checked)
  return checked.snippet ? snippet(names, checked, locations) : site(names, checked, locations)
}

/** The names that the configuration defines, of its own for each prefix. */
interface Names {
  readonly application: string
  readonly connection: string
  readonly host: string
  readonly dollar: string
  readonly gone: string
  readonly tabs: string
}

function namesFor(prefix: string): Names {
  // No two prefixes give the same names: "__" cannot come from slashes.
  const group = `xsendfile${prefix.replaceAll(/[^A-Za-z0-9]/g, (sign) => (sign === '/' ? '_' : `__${sign.charCodeAt(0).toString(16)}`))}`
  return {
    application: `${group}application`,
    connection: `$${group}connection`,
    host: `$${group}host`,
    dollar: `${group}dollar`,
    gone: `@${group}gone`,
    tabs: `$${group}tabs`,
  }
}

/** The locations alone; what the site's own location needs besides is said in comments. */
function snippet(names: Names, checked: CheckedConfiguration, locations: string): string {
  const inHttp = [...(needsDollar(checked) ? [dollarDirective(names)] : []), tabsDirective(names)]
  return `    # In the http block:
${comments(inHttp)}    # In the location of your application:
${comments(trustDirectives(names, checked))}
${locations}`
}

function comments(lines: readonly string[]): string {
  return lines.map((line) => `    #     ${line}\n`).join('')
}

/** No client decides how files are sent, nor says that it came through here. */
function trustDirectives(names: Names, { proof }: CheckedConfiguration): readonly string[] {
  const lines = [
    `proxy_set_header ${tabsField} ${names.tabs};`,
    'proxy_set_header X-Sendfile-Type X-Accel-Redirect;',
    ...['X-Accel-Mapping', 'X-Accel-Redirect', 'X-Sendfile'].map((name) => `proxy_set_header ${name} "";`),
  ]
  return proof === undefined ? lines : [...lines, `proxy_set_header ${proofField} ${quoted(proof, names)};`]
}

function needsDollar({ root, proof, tls }: CheckedConfiguration): boolean {
  return `${root}${proof}${tls?.certificate}${tls?.key}`.includes('$')
}

function site(names: Names, checked: CheckedConfiguration, locations: string): string {
  const { listen, upstream, serverNames, tls } = checked
  const dollar = needsDollar(checked) ? `${dollarDirective(names)}\n` : ''
  const serverNameLine = serverNames.length === 0 ? '' : `\n    server_name ${serverNames.join(' ')};`
  const address = `${listen.host === undefined ? '' : `${listen.host}:`}${listen.port}`
  return `# Written by xsendfile. Include it in the http block of nginx, for example from /etc/nginx/conf.d/.
${dollar}
# A WebSocket keeps its Upgrade; everything else keeps the connection to the application open.
map $http_upgrade ${names.connection} { default upgrade; "" ""; }
map $http_host ${names.host} { default $http_host; "" $host; }
# nginx leaves tabs where the application does not see them any more; it is told, and sends the file itself.
${tabsDirective(names)}

upstream ${names.application} {
    server ${'socket' in upstream ? `unix:${upstream.socket}` : `${upstream.host}:${upstream.port}`};
    keepalive 128;
}

server {
    listen ${address}${tls === undefined ? '' : ' ssl'};${serverNameLine}${tlsDirectives(names, checked)}

    # Room for the longest path that Linux takes, percent-encoded.
    large_client_header_buffers 4 32k;

    location / {
        proxy_pass http://${names.application};
        proxy_http_version 1.1;
        proxy_set_header Connection ${names.connection};
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Host ${names.host};
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Forwarded-Proto $scheme;
        # No client decides how files are sent, or says that it came through here.
${trustDirectives(names, checked)
  .map((line) => `        ${line}\n`)
  .join(
    '',
  )}        # Room for the longest name in X-Accel-Redirect and Content-Disposition, cookies beside them.
        proxy_buffer_size 32k;
        proxy_buffers 8 32k;
        proxy_busy_buffers_size 64k;
        # What the application sends itself goes on as fast as the client takes it, not by way of the disk.
        proxy_max_temp_file_size 0;
    }

${locations}}
`
}

function tlsDirectives(names: Names, { tls }: CheckedConfiguration): string {
  if (tls === undefined) return ''
  return `\n    ssl_certificate ${quoted(tls.certificate, names)};\n    ssl_certificate_key ${quoted(tls.key, names)};`
}

function fileLocations(
  { prefix, moreFields, charset = 'off' }: SenderPart,
  names: Names,
  { root, followsLinks }: CheckedConfiguration,
): string {
  const directives = fileDirectives(root, names, followsLinks, charset)
  const location = (putsValidatorsBack: boolean, isRangeIgnored: boolean): string => {
    const putBackHere = [...putBackOnFiles, ...(putsValidatorsBack ? validators : []), ...putBack]
    return `    location ${prefix}${fileLocationFor(putsValidatorsBack, isRangeIgnored)} {
${directives}
${isRangeIgnored ? '        max_ranges 0;\n        add_header Accept-Ranges bytes;' : '        max_ranges 100;'}
${putBackDirectives([...putBackHere, ...moreFields], '')}
    }
`
  }
  return `    # The files. Only an answer of the application leads here; both paths need the slash at their end. The entity
    # tag and the date are those that nginx makes of the file that it opens.
${location(false, false)}
    # The same files, for a request whose Range field does not count. No name has an empty part, so this is
    # never taken for a folder.
${location(false, true)}
    # The same two, for files of which the application gives the entity tag or the date.
${location(true, false)}
${location(true, true)}
    # Whatever the reason, a file that cannot be sent is not there.
    location ${names.gone} {
        internal;
${putBackDirectives([...putBack, ...moreFields], ' always')}
        return 404;
    }
`
}

function fileDirectives(root: string, names: Names, followsLinks: boolean, charset: string): string {
  const noLinks = `
        # The application names real paths: what is a link now was put there after it looked.
        disable_symlinks on ${quoted(`from=${root}/`, names)};`
  return `        internal;
        alias ${quoted(`${root}/`, names)};
        try_files $uri =404;
        error_page 403 404 =404 ${names.gone};${followsLinks ? '' : noLinks}
        sendfile on;
        tcp_nopush on;
        # The application has evaluated If-Modified-Since.
        if_modified_since off;
        etag on;
        # What the site does elsewhere must not change a private file, nor keep an old one.
        charset ${charset};
        expires off;
        gzip off;
        open_file_cache off;
        # nginx drops most fields of the application; these come back.`
}

function putBackDirectives(names: readonly string[], always: string): string {
  return names
    .map(
      (name) =>
        `        add_header ${name} $upstream_http_${name.toLowerCase().replaceAll('-', '_')}${always};`,
    )
    .join('\n')
}

/** Whether one of the fields that nginx evaluates once more has a tab in it. */
function tabsDirective({ tabs }: Names): string {
  const fields = [
    'range',
    'if_range',
    'if_match',
    'if_none_match',
    'if_modified_since',
    'if_unmodified_since',
  ]
  return `map "${fields.map((name) => `$http_${name}`).join('')}" ${tabs} { default ""; "~\\t" yes; }`
}

/** nginx has no escape for "$"; a variable holds one. */
function dollarDirective({ dollar }: Names): string {
  return `geo $${dollar} { default "$"; }`
}

function quoted(text: string, { dollar }: Names): string {
  const escaped = text.replaceAll(/[\\"]/g, String.raw`\$&`).replaceAll('$', () => `\${${dollar}}`)
  return `"${escaped}"`
}

/** What is known of nginx. */
export const nginxRow: SenderRow = {
  takes: 'prefix',
  takesFields: true,
  make: ({ prefix = '', fields }) => nginx(prefix, { fields }),
  facts: {
    title: 'nginx from 1.5.9, Angie, OpenResty, Tengine',
    field: 'X-Accel-Redirect',
    tested: 'nginx 1.22.1',
    names: 'none',
    requests:
      'Range with empty members, tabs or numbers above 2^63; parts with If-Range, and preconditions, where the application gives the entity tag or the date',
    fields: `nginx keeps six; the configuration puts back ${nginxFields.length - kept.length} more by name, \`fields\` any other; what is lost is told by \`fallback\``,
    links: 'yes: `disable_symlinks`',
    exceptions: [
      'A file that is gone when nginx looks: 404 with the Set-Cookie, Expires and Content-Disposition of the application, which core nginx cannot take off.',
    ],
  },
}

import { XsendfileError } from '../core/errors.ts'
import { quotation } from '../core/quotation.ts'
import { proofField } from '../core/proof.ts'
import type { Assignment, Instruction, Sender, Unable } from '../core/sender.ts'
import { settledTag } from '../core/validators.ts'
import { formatEntityTag } from '../http/entity-tag.ts'
import { isToken } from '../http/field.ts'
import { formatHttpDate, parseHttpDate } from '../http/http-date.ts'
import { percentEncodePath } from '../http/percent-encoding.ts'
import { checkPrefix } from './prefix.ts'

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

/** What the configuration of nginx is made of. */
export interface NginxConfigurationOptions {
  /** The root as nginx sees it: an absolute path. */
  readonly root: string
  /**
   * Where nginx listens: a port, an address with a port, or both with parameters of `listen`.
   *
   * @default 80
   */
  readonly listen?: number | string | undefined
  /**
   * Where the application listens: `host:port`, or `unix:/path`.
   *
   * @default '127.0.0.1:3000'
   */
  readonly upstream?: string | undefined
  /** The names of the site; left out: it answers for every name. */
  readonly serverName?: string | undefined
  /** The `proof` that the application was given. */
  readonly proof?: string | undefined
  /**
   * The `symlinks` that the application was given. nginx refuses every symbolic link below the root, because the
   * application names real paths, except with `'follow'`.
   *
   * @default 'within-root'
   */
  readonly symlinks?: 'within-root' | 'refuse' | 'follow' | undefined
  /**
   * Whether to write only the locations of the files, for the `server` block of a site that there is already.
   *
   * @default false
   */
  readonly snippet?: boolean | undefined
}

/** The nginx sender, which can also write the configuration that it needs. */
export interface NginxSender extends Sender {
  readonly prefix: string
  /**
   * The configuration that nginx needs, as text for a file that its `http` block includes.
   *
   * @throws XsendfileError ERR_XSENDFILE_OPTION_INVALID when an option cannot stand in a configuration
   */
  configuration(options: NginxConfigurationOptions): string
}

/** The fields of an answer that nginx keeps by itself at a hand-over. */
const kept = ['Cache-Control', 'Content-Disposition', 'Content-Type', 'Expires', 'Set-Cookie']

/** The fields that nginx sets for itself. */
const replaced = ['Connection', 'Content-Length', 'Date', 'Keep-Alive', 'Server']

/** The fields of the file that the generated configuration puts back. */
const putBackOnFiles = ['Content-Language', 'Content-Location', 'ETag', 'Last-Modified']

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
export const nginxFields: readonly string[] = [...kept, ...putBackOnFiles, ...putBack]

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
export function nginx(prefix: string, options: NginxOptions = {}): NginxSender {
  const checkedPrefix = checkPrefix(prefix, 'nginx')
  const moreFields = checkFields(options.fields ?? [])
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
  const unable = disagreement(assignment)
  if (unable !== undefined) return { unable }
  // Below "//", which no file's name can reach, the configuration makes nginx ignore the Range field.
  const ignoresRange = assignment.outcome === 'whole' && assignment.request.field('range') !== undefined
  const location = ignoresRange ? `${prefix}/` : prefix
  const fields: Record<string, string> = {
    ...fixedFields,
    'X-Accel-Redirect': location + percentEncodePath(assignment.file.path),
  }
  if (assignment.maxRate !== undefined) fields['X-Accel-Limit-Rate'] = String(Math.floor(assignment.maxRate))
  return { fields }
}

// What nginx reads in a Range field: blanks around a range but no tabs, no empty members, numbers below 2^63.
const understoodRange = /^bytes=(?: *(?:\d{1,18}-\d{0,18}|-\d{1,18}) *(?:,(?=.)|$))+$/i

/**
 * Why nginx would answer something else than what was decided, or `undefined`. It evaluates the preconditions
 * once more: against the tag and the time of the file that it finds itself, and not in the order of RFC 9110.
 */
function disagreement({
  request,
  outcome,
  size,
  modifiedSeconds,
  entityTag,
}: Assignment): string | undefined {
  if (outcome !== 'whole' && !understoodRange.test(request.field('range') ?? '')) {
    return 'nginx does not read the Range field as RFC 9110 does'
  }
  const ownTag = formatEntityTag(settledTag(modifiedSeconds, size))
  const ifNoneMatch = request.field('if-none-match')
  if (ifNoneMatch !== undefined && ifNoneMatch.includes(ownTag)) {
    return 'nginx would evaluate If-None-Match against a tag of its own'
  }
  const ifMatch = request.field('if-match')
  const tagDiffers = entityTag === undefined || formatEntityTag(entityTag) !== ownTag
  if (ifMatch !== undefined && ifMatch !== '*' && tagDiffers) {
    return 'nginx would evaluate If-Match against a tag of its own'
  }
  const ifUnmodifiedSince = request.field('if-unmodified-since')
  if (ifUnmodifiedSince !== undefined && !isDateFrom(ifUnmodifiedSince, Number(modifiedSeconds))) {
    return 'nginx would evaluate If-Unmodified-Since where RFC 9110 ignores it'
  }
  return undefined
}

/** Whether a text is an IMF-fixdate, the form that nothing reads differently, not before some second. */
function isDateFrom(text: string, seconds: number): boolean {
  const date = parseHttpDate(text, 0)
  return date !== undefined && formatHttpDate(date) === text && date >= seconds
}

function fixedInstructions({ buffering, expires, charset }: NginxOptions): Record<string, string> {
  const fields: Record<string, string> = {}
  if (buffering !== undefined) fields['X-Accel-Buffering'] = buffering ? 'yes' : 'no'
  if (expires !== undefined) {
    if (!Number.isInteger(expires) || expires < 0) refuse('expires', expires, 'whole seconds from 0')
    fields['X-Accel-Expires'] = String(expires)
  }
  if (charset !== undefined) {
    if (!isToken(charset)) refuse('charset', charset, 'the name of a charset such as "utf-8"')
    fields['X-Accel-Charset'] = charset
  }
  return fields
}

function checkFields(fields: readonly string[]): readonly string[] {
  const known = new Set(nginxFields.map((name) => name.toLowerCase()))
  for (const name of fields) {
    if (!/^[A-Za-z0-9-]+$/.test(name)) refuse('fields', name, 'field names of letters, digits and "-"')
  }
  return fields.filter((name) => !known.has(name.toLowerCase()))
}

/** What the configuration owes to the sender. */
interface SenderPart {
  readonly prefix: string
  readonly moreFields: readonly string[]
  readonly charset: string | undefined
}

function configuration(part: SenderPart, options: NginxConfigurationOptions): string {
  const names = namesFor(part.prefix)
  const locations = fileLocations(part, names, options)
  return options.snippet === true ? locations : site(names, options, locations)
}

/** The names that the configuration defines, of its own for each prefix. */
interface Names {
  readonly application: string
  readonly connection: string
  readonly host: string
  readonly dollar: string
  readonly gone: string
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
  }
}

function site(names: Names, options: NginxConfigurationOptions, locations: string): string {
  const { listen = 80, upstream = '127.0.0.1:3000', serverName, proof = '', root } = options
  const dollar = `${root}${proof}`.includes('$') ? `${dollarDirective(names)}\n` : ''
  const serverNameLine =
    serverName === undefined ? '' : `\n    server_name ${words('serverName', serverName)};`
  const proofLine =
    proof === ''
      ? ''
      : `\n        # Tells the application that a request came through here, whatever the client sent.
        proxy_set_header ${proofField} ${quoted('proof', proof, names)};`
  return `# Written by xsendfile. Include it in the http block of nginx, for example from /etc/nginx/conf.d/.
${dollar}
# A WebSocket keeps its Upgrade; everything else keeps the connection to the application open.
map $http_upgrade ${names.connection} { default upgrade; "" ""; }
map $http_host ${names.host} { default $http_host; "" $host; }

upstream ${names.application} {
    server ${words('upstream', upstream)};
    keepalive 32;
}

server {
    listen ${words('listen', String(listen))};${serverNameLine}

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
        # No client decides how files are sent.
        proxy_set_header X-Sendfile-Type X-Accel-Redirect;
        proxy_set_header X-Accel-Mapping "";${proofLine}
        # Room for the longest name in X-Accel-Redirect and Content-Disposition, cookies beside them.
        proxy_buffer_size 32k;
        proxy_buffers 8 32k;
        proxy_busy_buffers_size 64k;
        # What the application sends itself goes on as fast as the client takes it, not by way of the disk.
        proxy_max_temp_file_size 0;
    }

${locations}}
`
}

function fileLocations(
  { prefix, moreFields, charset = 'off' }: SenderPart,
  names: Names,
  { root, symlinks, snippet, proof = '' }: NginxConfigurationOptions,
): string {
  const dollar =
    snippet === true && `${root}${proof}`.includes('$')
      ? `    # In the http block: ${dollarDirective(names)}\n`
      : ''
  const directives = fileDirectives(checkedRoot(root), names, symlinks, charset)
  const fields = putBackDirectives([...putBackOnFiles, ...putBack, ...moreFields], '')
  return `${dollar}    # The files. Only an answer of the application leads here; both paths need the slash at their end.
    location ${prefix} {
${directives}
        max_ranges 100;
${fields}
    }

    # The same files, for a request whose Range field does not count. No name has an empty part, so this is
    # never taken for a folder.
    location ${prefix}/ {
${directives}
        max_ranges 0;
        add_header Accept-Ranges bytes;
${fields}
    }

    # Whatever the reason, a file that cannot be sent is not there.
    location ${names.gone} {
        internal;
${putBackDirectives([...putBack, ...moreFields], ' always')}
        return 404;
    }
`
}

function fileDirectives(
  root: string,
  names: Names,
  symlinks: NginxConfigurationOptions['symlinks'],
  charset: string,
): string {
  const noLinks = `
        # The application names real paths: what is a link now was put there after it looked.
        disable_symlinks on ${quoted('root', `from=${root}/`, names)};`
  return `        internal;
        alias ${quoted('root', `${root}/`, names)};
        try_files $uri =404;
        error_page 403 404 =404 ${names.gone};${symlinks === 'follow' ? '' : noLinks}
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

/** nginx has no escape for "$"; a variable holds one. */
function dollarDirective({ dollar }: Names): string {
  return `geo $${dollar} { default "$"; }`
}

function checkedRoot(root: string): string {
  const bare = root.replace(/\/+$/, '')
  if (!bare.startsWith('/')) refuse('root', root, 'the absolute path of the root as nginx sees it')
  return bare
}

function quoted(option: string, text: string, { dollar }: Names): string {
  if (/[\x00-\x1f\x7f]/.test(text)) refuse(option, text, 'a text without line breaks and other controls')
  const escaped = text.replaceAll(/[\\"]/g, String.raw`\$&`).replaceAll('$', () => `\${${dollar}}`)
  return `"${escaped}"`
}

function words(option: string, text: string): string {
  if (!/^[A-Za-z0-9_.:*/[\]~^+=-]+(?: [A-Za-z0-9_.:*/[\]~^+=-]+)*$/.test(text)) {
    refuse(option, text, 'words without quotes, braces and semicolons')
  }
  return text
}

function refuse(option: string, value: unknown, wanted: string): never {
  throw new XsendfileError(
    'ERR_XSENDFILE_OPTION_INVALID',
    `Cannot use ${quotation(value)} as "${option}" for nginx: it takes ${wanted}`,
  )
}

import { proofField } from '../core/proof.ts'
import type { Assignment, Instruction, Unable } from '../core/sender.ts'
import { percentEncodePath } from '../http/percent-encoding.ts'
import { disagreement } from './agreement.ts'
import {
  type Address,
  type CheckedConfiguration,
  type ConfigurableSender,
  type Upstream,
  checkConfiguration,
  checkOneOf,
  checkOptions,
  checkServerRoot,
  refuse,
} from './configuration.ts'
import { bytesOfText, isFieldText, isReadAlike } from './names.ts'
import type { SenderRow } from './row.ts'

/** What {@link apache} may be told about the Apache in front of the application. */
export interface ApacheOptions {
  /** The root as Apache sees it, where that is not its real path; the same as in the configuration. */
  readonly root?: string | undefined
  /**
   * The version of mod_xsendfile: 0.12 reads the path as it is, 1.0 (also what Debian 13 calls 0.12+git) decodes
   * it. Left out: only names that both read alike are handed over.
   */
  readonly version?: '0.12' | '1.0' | undefined
  /**
   * Whether Apache runs the configuration that `configuration()` and `xsendfile config apache` write, which makes
   * both versions read alike: then every name is handed over.
   *
   * @default false
   */
  readonly generated?: boolean | undefined
}

const server = 'apache'

/** Who decodes the value of X-Sendfile: nobody can tell, nobody, mod_xsendfile, or the generated configuration. */
type Decoding = 'unknown' | 'none' | 'module' | 'generated'

/**
 * Hands files over to Apache httpd with mod_xsendfile by `X-Sendfile`.
 *
 * @throws XsendfileError ERR_XSENDFILE_OPTION_INVALID
 * @example
 * ```ts
 * import { xsendfile } from 'xsendfile'
 * import { apache } from 'xsendfile/senders'
 *
 * const sender = apache({ generated: true })
 * const documents = xsendfile('/srv/my-app/documents', { sender })
 * console.log(sender.configuration({ root: '/srv/my-app/documents', upstream: '127.0.0.1:3000' }))
 * ```
 */
export function apache(options: ApacheOptions = {}): ConfigurableSender {
  checkOptions(server, options, ['root', 'version', 'generated'])
  checkOneOf(server, 'generated', options.generated, [true, false])
  const decoding = decodingOf(options)
  const root = options.root === undefined ? undefined : checkServerRoot(server, options.root)
  return {
    name: server,
    raceFree: false,
    keeps: 'all',
    instructionFields: ['X-Sendfile', 'X-Sendfile-Temporary'],
    handOver: (assignment) => handOver(decoding, root, assignment),
    configuration: (wanted) => configuration(decoding, checkConfiguration(server, wanted, root)),
  }
}

function decodingOf({ version, generated = false }: ApacheOptions): Decoding {
  if (version !== undefined && version !== '0.12' && version !== '1.0') {
    refuse(server, 'version', version, '"0.12" or "1.0", the version of mod_xsendfile')
  }
  if (generated) return 'generated'
  if (version === undefined) return 'unknown'
  return version === '0.12' ? 'none' : 'module'
}

function handOver(
  decoding: Decoding,
  root: string | undefined,
  assignment: Assignment,
): Instruction | Unable {
  const { file, lastModified, maxRate } = assignment
  if (lastModified === undefined) return { unable: 'Apache would show a Last-Modified of its own' }
  if (maxRate !== undefined) return { unable: 'Apache limits no rate' }
  const unable = disagreement(assignment, { server: 'Apache', readsIfRange: true })
  if (unable !== undefined) return { unable }
  const path = `${root === undefined ? file.root : bytesOfText(root)}/${file.path}`
  if (decoding === 'module' || decoding === 'generated') return instruction(percentEncodePath(path))
  if (decoding === 'none' ? isFieldText(path) : isReadAlike(path)) return instruction(path)
  return { unable: unableNames[decoding] }
}

/** mod_xsendfile takes ranges without announcing it. */
function instruction(path: string): Instruction {
  return { fields: { 'X-Sendfile': path, 'Accept-Ranges': 'bytes' } }
}

const unableNames = {
  unknown: 'versions of mod_xsendfile read this name differently; give apache() the version, or `generated`',
  none: 'mod_xsendfile 0.12 cannot be given a name with control characters or a blank at its end',
}

function configuration(decoding: Decoding, checked: CheckedConfiguration): string {
  const { listen, serverNames, tls, snippet, upstream } = checked
  const head = `# Written by xsendfile, for an application with the sender ${calls[decoding]}.
# It needs, on Debian: apt-get install libapache2-mod-xsendfile, a2enmod xsendfile headers proxy_http${tls === undefined ? '' : ' ssl'}
`
  const site = siteDirectives(decoding, checked)
  if (snippet) return `${head}# Include it in the VirtualHost of your site.\n\n${site}`
  const names = serverNames.map(
    (name, index) => `    ${index === 0 ? 'ServerName' : 'ServerAlias'} ${name}\n`,
  )
  return `${head}# Include it at the top level, for example from /etc/apache2/sites-enabled/.

${listenLine(listen)}<VirtualHost ${listen.host ?? '*'}:${listen.port}>
${names.join('')}${tlsDirectives(tls)}${site.replaceAll(/^(?=.)/gm, '    ')}
    # Everything is the application's; what a client has encoded in a path stays encoded. The connections to the
    # application stay open; ttl is shorter than the 5 seconds after which Node.js closes one that is idle.
    ProxyRequests Off
    # Room for the longest path that Linux takes, percent-encoded.
    LimitRequestLine 32768
    ProxyPreserveHost On
    AllowEncodedSlashes NoDecode
    RequestHeader set X-Forwarded-Proto "${tls === undefined ? 'http' : 'https'}"
    ProxyPass "/" ${quoted(targetOf(upstream))} nocanon ttl=4 responsefieldsize=32768 upgrade=websocket
</VirtualHost>
`
}

/** The call that a configuration is written for; the one without a version is read alike by all of them. */
const calls: Readonly<Record<Decoding, string>> = {
  unknown: 'apache({ generated: true }) or apache()',
  none: "apache({ version: '0.12' }) or apache()",
  module: "apache({ version: '1.0' }) or apache()",
  generated: 'apache({ generated: true }) or apache()',
}

/** Debian's ports.conf listens on the ports of HTTP and HTTPS already, and twice is a failure. */
function listenLine({ host, port }: Address): string {
  if (host === undefined && (port === 80 || port === 443)) return ''
  return `Listen ${host === undefined ? '' : `${host}:`}${port}\n\n`
}

function targetOf(upstream: Upstream): string {
  return 'socket' in upstream
    ? `unix:${upstream.socket}|http://localhost/`
    : `http://${upstream.host}:${upstream.port}/`
}

function tlsDirectives(tls: CheckedConfiguration['tls']): string {
  if (tls === undefined) return ''
  return `    SSLEngine on
    SSLCertificateFile ${quoted(tls.certificate)}
    SSLCertificateKeyFile ${quoted(tls.key)}
`
}

function siteDirectives(decoding: Decoding, { root, proof }: CheckedConfiguration): string {
  const proofLine =
    proof === undefined
      ? ''
      : `# Tells the application that a request came through here, whatever the client sent.
RequestHeader set ${proofField} ${quoted(proof.replaceAll('%', '%%'))}
`
  return `${dollarDirective(`${root}${proof ?? ''}`)}# The files: what an answer of the application names below this folder, and nothing else.
XSendFile On
XSendFilePath ${quoted(root)}
EnableSendfile On
# Without it, where the application gives no entity tag, every file would have the same one, "0".
<Location "/">
    FileETag None
</Location>

# No client decides how files are sent.
RequestHeader set X-Sendfile-Type "X-Sendfile"
RequestHeader unset X-Sendfile
RequestHeader unset X-Accel-Mapping
${proofLine}
# Apache takes ranges out of every answer, also out of one to a POST.
RequestHeader unset Range "expr=%{REQUEST_METHOD} !~ /^(GET|HEAD)$/"

# mod_xsendfile looks at answers with status 200 alone; in others the path would go on to the client.
Header unset X-Sendfile "expr=%{REQUEST_STATUS} -ne 200"
# It would delete the file that it sent.
Header unset X-Sendfile-Temporary
${decodingDirectives[decoding]}`
}

const withoutUnescaping = `<IfDirective XSendFileUnescape>
    XSendFileUnescape Off
</IfDirective>
`

const decodedHere = `# Version 0.12 of mod_xsendfile does not decode the path, 1.0 does. Here neither of them does, but this:
${withoutUnescaping}Header set X-Sendfile "expr=%{unescape:%{resp:X-Sendfile}}" "expr=-n resp('X-Sendfile')"
`

const decodingDirectives: Readonly<Record<Decoding, string>> = {
  unknown: decodedHere,
  generated: decodedHere,
  none: `# The path is not encoded. Version 0.12 takes it so; 1.0 has to be told.\n${withoutUnescaping}`,
  module: `# The path is encoded. Version 0.12 does not know this line, and does not start with it.\nXSendFileUnescape On\n`,
}

/** Within quotes Apache knows \\" and \\\\; \${NAME} it replaces everywhere, so the sign comes from a name. */
function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, String.raw`\$&`).replaceAll('${', `\${${dollar}}{`)}"`
}

const dollar = 'XSENDFILE_DOLLAR'

function dollarDirective(text: string): string {
  return text.includes('${') ? `Define ${dollar} $\n` : ''
}

/** What is known of Apache. */
export const apacheRow: SenderRow = {
  takes: 'root',
  versions: ['0.12', '1.0', 'generated'],
  make: ({ root, version }) =>
    version === 'generated'
      ? apache({ root, generated: true })
      : apache({ root, version: version as ApacheOptions['version'] }),
  facts: {
    title: 'Apache httpd 2.4.47 or later with mod_xsendfile',
    field: 'X-Sendfile',
    tested: 'httpd 2.4.71 with mod_xsendfile 0.12; not run: mod_xsendfile 1.0',
    names:
      'none with `generated` or version 1.0; 0.12: with control characters or a blank at the end; undeclared: also with `%` or `?`',
    requests:
      'parts with If-Range; ranges and preconditions in any but their plain forms; files touched in the last two seconds',
    fields: 'all',
    links: 'no',
    exceptions: [
      'Near and overlapping ranges are joined, also in answers of the application, as RFC 9110, section 15.3.7.2, allows.',
      'HEAD of an empty file has no `Content-Length: 0`, which section 8.6 allows.',
      'With `XSendFile Off` beside the rest of the configuration the path goes to the client; without the module Apache does not start. `proof` keeps the application from handing over to an Apache without this configuration.',
    ],
  },
}

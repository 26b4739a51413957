import { Buffer, isUtf8 } from 'node:buffer'
import type { Fields } from '../core/fields.ts'
import { proofField } from '../core/proof.ts'
import type { Assignment, Instruction, Unable } from '../core/sender.ts'
import { percentEncodePath } from '../http/percent-encoding.ts'
import { disagreement } from './agreement.ts'
import {
  type CheckedConfiguration,
  type ConfigurableSender,
  checkConfiguration,
  checkOptions,
  checkServerRoot,
  refuse,
} from './configuration.ts'
import { bytesOfText, isFieldText } from './names.ts'
import type { SenderRow } from './row.ts'

/** What {@link lighttpd} may be told about the lighttpd in front of the application. */
export interface LighttpdOptions {
  /** The root as lighttpd sees it, where that is not its real path; the same as in the configuration. */
  readonly root?: string | undefined
}

const server = 'lighttpd'

/** Those after them it leaves out. */
const mostRanges = 10

/**
 * Hands files over to lighttpd (from 1.4.46) by `X-Sendfile`.
 *
 * @throws XsendfileError ERR_XSENDFILE_OPTION_INVALID
 * @example
 * ```ts
 * import { xsendfile } from 'xsendfile'
 * import { lighttpd } from 'xsendfile/senders'
 *
 * const sender = lighttpd()
 * const documents = xsendfile('/srv/my-app/documents', { sender })
 * console.log(sender.configuration({ root: '/srv/my-app/documents', upstream: '127.0.0.1:3000' }))
 * ```
 */
export function lighttpd(options: LighttpdOptions = {}): ConfigurableSender {
  checkOptions(server, options, ['root'])
  const root = options.root === undefined ? undefined : checkServerRoot(server, options.root)
  return {
    name: server,
    // It refuses links, but looks at the folders of a path before it opens it.
    raceFree: false,
    keeps: 'all',
    instructionFields: [
      'X-Sendfile',
      'X-Sendfile2',
      'X-LIGHTTPD-send-file',
      'X-LIGHTTPD-send-tempfile',
      'X-LIGHTTPD-KBytes-per-second',
    ],
    handOver: (assignment) => handOver(root, assignment),
    configuration: (wanted) => configuration(checkConfiguration(server, wanted, root)),
  }
}

function handOver(root: string | undefined, assignment: Assignment): Instruction | Unable {
  const { file, lastModified, maxRate } = assignment
  if (lastModified === undefined) return { unable: 'lighttpd would show a Last-Modified of its own' }
  const unable =
    disagreement(assignment, { server: 'lighttpd', readsIfRange: true }) ?? rangesLeft(assignment)
  if (unable !== undefined) return { unable, fields: keptWhole(assignment) }
  const path = `${root === undefined ? file.root : bytesOfText(root)}/${file.path}`
  if (!isFieldText(path) || !isUtf8(Buffer.from(path, 'latin1'))) {
    return { unable: 'lighttpd cannot be given a name with control characters or one that is not UTF-8' }
  }
  // It makes "_" of an encoded tab, but takes a tab as it is.
  const fields = { 'X-Sendfile': percentEncodePath(path).replaceAll('%09', '\t') }
  if (maxRate === undefined) return { fields }
  const rate = String(Math.max(1, Math.floor(maxRate / 1024)))
  return { fields: { ...fields, 'X-LIGHTTPD-KBytes-per-second': rate } }
}

function rangesLeft({ request, outcome }: Assignment): string | undefined {
  const ranges = outcome === 'parts' ? (request.field('range')?.split(',').length ?? 0) : 0
  return ranges > mostRanges ? `lighttpd sends no more than ${mostRanges} ranges` : undefined
}

/** lighttpd takes ranges out of the application's own answers too, unless they say that there are none. */
function keptWhole({ request, outcome }: Assignment): Fields {
  const isWhole = outcome === 'whole' && request.field('range') !== undefined
  return isWhole ? { 'Accept-Ranges': 'none' } : {}
}

function configuration(checked: CheckedConfiguration): string {
  const { listen, tls, snippet } = checked
  const head = '# Written by xsendfile, for an application with the sender lighttpd().\n'
  const modules = ['mod_setenv', ...(tls === undefined ? [] : ['mod_openssl']), 'mod_proxy']
  if (snippet) {
    return `${head}# It needs mod_setenv and mod_proxy. Include it at the top level, or within $HTTP["host"] == "..." { }.
# With "url-path-2f-decode" => "disable" in server.http-parseopts, a slash that a client encodes stays encoded.

${siteDirectives(checked)}`
  }
  return `${head}# The whole of lighttpd.conf; what it leaves out is as lighttpd has it by itself.

server.modules = ( ${modules.map((name) => quoted(name)).join(', ')} )
${listen.host === undefined ? '' : `server.bind = ${quoted(listen.host)}\n`}server.port = ${listen.port}
# Nothing is given from here: every request goes to the application.
server.document-root = "/var/empty"
server.network-backend = "sendfile"
${tlsDirectives(tls)}
# Room for the longest path that Linux takes, percent-encoded.
server.max-request-field-size = 32768
# What a client has encoded in a path stays encoded.
server.http-parseopts = (
    "header-strict" => "enable",
    "host-strict" => "enable",
    "url-normalize" => "disable",
    "url-ctrls-reject" => "disable"
)

${siteDirectives(checked)}`
}

function tlsDirectives(tls: CheckedConfiguration['tls']): string {
  if (tls === undefined) return ''
  return `ssl.engine = "enable"
ssl.pemfile = ${quoted(tls.certificate)}
ssl.privkey = ${quoted(tls.key)}
`
}

function siteDirectives(checked: CheckedConfiguration): string {
  const { root, upstream, proof, followsLinks, serverNames, snippet } = checked
  const proofLine = proof === undefined ? '' : `,\n    ${quoted(proofField)} => ${quoted(proof)}`
  const links = `# The application names real paths: what is a link now was put there after it looked.
server.follow-symlink = "disable"
`
  const names = serverNames.map((name) => name.replaceAll('.', String.raw`\.`).replaceAll('*', '.*'))
  const begin = names.length === 0 || snippet ? '' : `$HTTP["host"] =~ "^(${names.join('|')})(:\\d+)?$" {\n`
  return `${begin}${followsLinks ? '' : links}# What the application sends itself goes on as fast as the client takes it, not by way of the disk.
server.stream-response-body = 2
# Clients see the entity tag of the application, or none.
etag.use-inode = "disable"
etag.use-mtime = "disable"
etag.use-size = "disable"

# No client decides how files are sent.
setenv.set-request-header = (
    "X-Sendfile-Type" => "X-Sendfile",
    "X-Sendfile" => "",
    "X-Accel-Mapping" => ""${proofLine}
)

# The files are what an answer of the application names below this folder, and nothing else: without the list it
# would be any file of the system.
proxy.server = ( "" => ( (
${'socket' in upstream ? `    "host" => ${quoted(upstream.socket)}` : `    "host" => ${quoted(upstream.host.replaceAll(/[[\]]/g, ''))},\n    "port" => ${upstream.port}`},
    "x-sendfile" => "enable",
    "x-sendfile-docroot" => ( ${quoted(`${root}/`)} )
) ) )
proxy.header = ( "upgrade" => "enable" )
${begin === '' ? '' : '}\n'}`
}

/** Within quotes lighttpd knows \\" and nothing else. */
function quoted(text: string): string {
  if (text.endsWith('\\')) refuse(server, 'proof', text, 'a text that does not end with a backslash')
  return `"${text.replaceAll('"', String.raw`\"`)}"`
}

/** What is known of lighttpd. */
export const lighttpdRow: SenderRow = {
  takes: 'root',
  make: ({ root }) => lighttpd({ root }),
  facts: {
    title: 'lighttpd from 1.4.46',
    field: 'X-Sendfile',
    tested: 'lighttpd 1.4.69',
    names: 'with control characters, not UTF-8, or with a blank at the end',
    requests:
      'more than ten ranges; parts with If-Range; ranges and preconditions in any but their plain forms; files touched in the last two seconds',
    fields: 'all',
    links:
      'a file: `server.follow-symlink = "disable"`; a folder swapped while lighttpd opens the file can get through',
    exceptions: [
      'Near ranges are joined, as RFC 9110, section 15.3.7.2, allows.',
      'A file that lighttpd may not read is 403.',
      'It connects to the application anew for each request.',
    ],
  },
}

import { proofField } from '../core/proof.ts'
import type { Assignment, Instruction, Unable } from '../core/sender.ts'
import { percentEncodePath } from '../http/percent-encoding.ts'
import { disagreement, isPlainRange, isResumed, resumedReason } from './agreement.ts'
import {
  type CheckedConfiguration,
  type ConfigurableSender,
  type ConfigurationOptions,
  checkConfiguration,
  checkOneOf,
  checkOptions,
  refuse,
} from './configuration.ts'
import { isFieldText, isReadAlike } from './names.ts'
import { checkPrefix } from './prefix.ts'
import type { SenderRow } from './row.ts'

/** What {@link caddy} may be told about the Caddy in front of the application. */
export interface CaddyOptions {
  /**
   * The version of Caddy, such as `'2.8.4'`: until 2.6 `rewrite` takes the path as it is, from 2.7 it decodes it.
   * Left out: only names that both read alike are handed over.
   */
  readonly version?: string | undefined
  /**
   * Whether Caddy runs the configuration that `configuration()` and `xsendfile config caddy` write, which makes all
   * versions read alike: then every name is handed over.
   *
   * @default false
   */
  readonly generated?: boolean | undefined
}

/** The Caddy sender with its configuration. */
export interface CaddySender extends ConfigurableSender {
  readonly prefix: string
}

const server = 'caddy'
const field = 'X-Accel-Redirect'

/** How Caddy reads the path: nobody can tell, as it is, or decoded; or the generated configuration says all of it. */
type Reading = 'unknown' | 'raw' | 'decoded' | 'generated'

/**
 * Hands files over to Caddy (from 2.6; FrankenPHP is Caddy inside) by `X-Accel-Redirect`.
 *
 * @param prefix begins the path in the field, such as `/internal-documents/`; each root needs its own
 * @throws XsendfileError ERR_XSENDFILE_PREFIX_INVALID, ERR_XSENDFILE_OPTION_INVALID
 * @example
 * ```ts
 * import { xsendfile } from 'xsendfile'
 * import { caddy } from 'xsendfile/senders'
 *
 * const sender = caddy('/internal-documents/', { generated: true })
 * const documents = xsendfile('/srv/my-app/documents', { sender })
 * console.log(sender.configuration({ root: '/srv/my-app/documents', upstream: '127.0.0.1:3000' }))
 * ```
 */
export function caddy(prefix: string, options: CaddyOptions = {}): CaddySender {
  const checkedPrefix = checkPrefix(prefix, server)
  checkOptions(server, options, ['version', 'generated'])
  checkOneOf(server, 'generated', options.generated, [true, false])
  const reading = readingOf(options)
  return {
    name: server,
    raceFree: false,
    keeps: 'all',
    instructionFields: [field],
    prefix: checkedPrefix,
    handOver: (assignment) => handOver(checkedPrefix, reading, assignment),
    configuration: (wanted) => configuration(checkedPrefix, reading, wanted),
  }
}

function readingOf({ version, generated = false }: CaddyOptions): Reading {
  const [, major, minor] = /^v?(\d+)\.(\d+)(?:\.\d+)*$/.exec(version ?? '') ?? []
  if (version !== undefined && (major === undefined || minor === undefined || Number(major) < 2)) {
    refuse(server, 'version', version, 'the version of Caddy from 2.6, such as "2.8.4"')
  }
  if (generated) return 'generated'
  if (version === undefined) return 'unknown'
  return Number(major) === 2 && Number(minor) < 7 ? 'raw' : 'decoded'
}

function handOver(prefix: string, reading: Reading, assignment: Assignment): Instruction | Unable {
  if (assignment.maxRate !== undefined) return { unable: 'Caddy limits no rate' }
  if (reading === 'generated') return handOverGenerated(prefix, assignment)
  const { file, lastModified } = assignment
  const begin = beginOf(prefix, assignment)
  if (lastModified === undefined) return { unable: 'Caddy would show a Last-Modified of its own' }
  const unable = disagreement(assignment, { server: 'Caddy', readsIfRange: true })
  if (unable !== undefined) return { unable }
  if (reading === 'decoded') return { fields: { [field]: begin + percentEncodePath(file.path) } }
  const isReadable =
    reading === 'raw' ? isFieldText(file.path) && !file.path.includes('?') : isReadAlike(file.path)
  return isReadable ? { fields: { [field]: begin + file.path } } : { unable: unableNames[reading] }
}

const unableNames = {
  unknown: 'versions of Caddy read this name differently; give caddy() the version, or `generated`',
  raw: 'Caddy 2.6 cannot be given a name with "?", control characters or a blank at its end',
}

/** The generated configuration leaves to Caddy nothing but to read Range, and that only where it counts. */
function handOverGenerated(prefix: string, assignment: Assignment): Instruction | Unable {
  const { request, outcome, file } = assignment
  if (isResumed(assignment)) return { unable: resumedReason('Caddy') }
  if (outcome !== 'whole' && !isPlainRange(request.field('range'))) {
    return { unable: 'Caddy may not read the Range field as RFC 9110 does' }
  }
  return { fields: { [field]: beginOf(prefix, assignment) + percentEncodePath(file.path) } }
}

/** Below "//", which no file's name can reach, the generated configuration takes the Range field away. */
function beginOf(prefix: string, { request, outcome }: Assignment): string {
  return outcome === 'whole' && request.field('range') !== undefined ? `${prefix}/` : prefix
}

function configuration(prefix: string, reading: Reading, options: ConfigurationOptions): string {
  const checked = checkConfiguration(server, options)
  const call = reading === 'raw' ? `{ version: '2.6' }` : '{ generated: true }'
  const head = `# Written by xsendfile, for an application with the sender caddy('${prefix}', ${call}) or caddy('${prefix}').\n`
  const site = siteDirectives(prefix, reading, checked)
  if (checked.snippet) return `${head}# The part for the block of your site.\n\n${site}`
  return `${head}
${addresses(checked, options)} {
${bindDirective(checked)}${tlsDirective(checked)}${site.replaceAll(/^(?=.)/gm, '\t')}}
`
}

function addresses(
  { listen, serverNames, tls }: CheckedConfiguration,
  options: ConfigurationOptions,
): string {
  // Names alone: Caddy gets certificates for them by itself.
  if (serverNames.length > 0 && options.listen === undefined && tls === undefined)
    return serverNames.join(', ')
  const scheme = tls === undefined ? 'http' : 'https'
  const names = serverNames.length === 0 ? [''] : serverNames
  return names.map((name) => `${scheme}://${name}:${listen.port}`).join(', ')
}

function bindDirective({ listen }: CheckedConfiguration): string {
  return listen.host === undefined ? '' : `\tbind ${listen.host.replaceAll(/[[\]]/g, '')}\n`
}

function tlsDirective({ tls }: CheckedConfiguration): string {
  return tls === undefined ? '' : `\ttls ${quoted('tls', tls.certificate)} ${quoted('tls', tls.key)}\n`
}

function siteDirectives(prefix: string, reading: Reading, checked: CheckedConfiguration): string {
  const { upstream, proof } = checked
  const target = 'socket' in upstream ? `unix/${upstream.socket}` : `${upstream.host}:${upstream.port}`
  const matcher = `@files${prefix.replaceAll(/[^A-Za-z0-9]/g, '_')}`
  const proofLine = proof === undefined ? '' : `\theader_up ${proofField} ${quoted('proof', proof)}\n`
  return `reverse_proxy ${target} {
	# No client decides how files are sent.
	header_up X-Sendfile-Type ${field}
	header_up -X-Sendfile
	header_up -X-Accel-Mapping
	header_up -${field}
${proofLine}	# Connections to the application stay open, for less than the 5 seconds after which Node.js closes an idle one.
	transport http {
		keepalive 4s
		keepalive_idle_conns_per_host 256
	}
	# Whatever is not handled below, the instruction goes to nobody.
	header_down -${field}

	${matcher} {
		status 200
		header ${field} ${prefix}*
	}
	handle_response ${matcher} {
		route {
${fileDirectives(prefix, reading, checked.root).replaceAll(/^(?=.)/gm, '\t\t\t')}		}
	}
}

${errorDirectives(prefix)}`
}

/** What is left of an answer when its file is not there. */
function errorDirectives(prefix: string): string {
  return `handle_errors {
	# Whatever the reason, a file that cannot be sent is not there.
	@gone vars xsendfile ${prefix}
	handle @gone {
		header {
			-Accept-Ranges
			-Content-Disposition
			-Content-Language
			-Content-Location
			-ETag
			-Expires
			-Last-Modified
			-Set-Cookie
			Content-Type "text/plain; charset=utf-8"
			Cache-Control no-store
			defer
		}
		respond "Not found" 404
	}
}
`
}

/** Sets a field to what the application answered, if it did. The name stands as Go writes it. */
function shown(name: string): string {
  const value = `{http.reverse_proxy.header.${name}}`
  const matcher = `@${name.toLowerCase()}`
  return `${matcher} expression \`${value} != null && ${value} != ""\`
header ${matcher} {
	${name} ${value}
	defer
}`
}

function fileDirectives(prefix: string, reading: Reading, root: string): string {
  const value = `{http.reverse_proxy.header.${field}}`
  const naming =
    reading === 'raw'
      ? `rewrite * ${value}`
      : `# "rewrite" decodes the path from Caddy 2.7 on; "uri replace" does in every version.
rewrite * /-xsendfile-?
uri replace /-xsendfile- ${value} 1`
  return `vars xsendfile ${prefix}
root * ${quoted('root', root)}
method * GET
# The application has evaluated all of these; below "//" Range does not count either.
request_header -If-Match
request_header -If-None-Match
request_header -If-Modified-Since
request_header -If-Unmodified-Since
request_header -If-Range
@whole expression ${value}.startsWith("${prefix}/")
request_header @whole -Range
${naming}
uri strip_prefix ${prefix.slice(0, -1)}
copy_response_headers {
	exclude ${field} Connection Keep-Alive Content-Length Content-Range Content-Encoding Transfer-Encoding Trailer Date Server
}
# Clients see the validators of the application, not those that Caddy makes: what stands last is done first.
${shown('Etag')}
${shown('Last-Modified')}
header {
	-ETag
	-Last-Modified
	defer
}
file_server {
	index -no-index-
}
`
}

/** Within backticks the Caddyfile knows no escape. A brace begins a placeholder, and `{$` one that has no escape. */
function quoted(option: string, text: string): string {
  if (text.includes('{$')) refuse(server, option, text, 'a text without "{$", which Caddy replaces')
  const escaped = text.replaceAll('{', String.raw`\{`)
  if (!/["\\]/.test(escaped)) return `"${escaped}"`
  if (!escaped.includes('`')) return `\`${escaped}\``
  return refuse(
    server,
    option,
    text,
    'a text that does not have both backticks and quotes, braces or backslashes',
  )
}

/** What is known of Caddy. */
export const caddyRow: SenderRow = {
  takes: 'prefix',
  versions: ['2.6', '2.7', 'generated'],
  make: ({ prefix = '', version }) =>
    version === 'generated' ? caddy(prefix, { generated: true }) : caddy(prefix, { version }),
  facts: {
    title: 'Caddy from 2.6, FrankenPHP',
    field,
    tested: 'Caddy 2.6.2; not run: Caddy from 2.7',
    names:
      'none with `generated` or from version 2.7; 2.6: with `?`, control characters or a blank at the end; undeclared: also with `%`',
    requests:
      'parts with If-Range; ranges in any but their plain forms; without `generated` also such preconditions, and files touched in the last two seconds',
    fields: 'all, by `copy_response_headers`',
    links: 'no',
    exceptions: [
      'With a configuration written by hand, Caddy before 2.7 shows an entity tag of its own; the generated one shows the application’s.',
      'A root with `{$` in its name cannot be written in a Caddyfile.',
    ],
  },
}

import type { Assignment, Instruction, Unable } from '../core/sender.ts'
import { disagreement } from './agreement.ts'
import {
  type CheckedConfiguration,
  type ConfigurableSender,
  checkConfiguration,
  refuse,
} from './configuration.ts'
import { isReadAlike } from './names.ts'
import { checkPrefix } from './prefix.ts'
import type { SenderRow } from './row.ts'

/** The LiteSpeed sender with its configuration. */
export interface LitespeedSender extends ConfigurableSender {
  readonly prefix: string
}

const server = 'litespeed'

/** LiteSpeed drops the fields of the application; its configuration puts these on every file. */
const fixed: Readonly<Record<string, string>> = {
  'cache-control': 'private, no-cache, no-transform',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
}

/** What LiteSpeed keeps, or makes for itself. */
const kept = new Set(['content-disposition', 'content-type', 'etag', 'last-modified'])

/**
 * Hands files over to LiteSpeed and OpenLiteSpeed by `X-LiteSpeed-Location`. They drop most fields of the
 * application, so only files to be saved, with the fields that the configuration puts on all of them, are handed
 * over. They were not run in the tests: what is known of them was read in their source and documentation.
 *
 * @param prefix the context of the files, such as `/internal-documents/`; each root needs its own
 * @throws XsendfileError ERR_XSENDFILE_PREFIX_INVALID
 * @example
 * ```ts
 * import { xsendfile } from 'xsendfile'
 * import { litespeed } from 'xsendfile/senders'
 *
 * const sender = litespeed('/internal-documents/')
 * const documents = xsendfile('/srv/my-app/documents', { sender, disposition: 'attachment' })
 * ```
 */
export function litespeed(prefix: string): LitespeedSender {
  const checkedPrefix = checkPrefix(prefix, server)
  return {
    name: server,
    raceFree: false,
    keeps: 'all',
    instructionFields: ['X-LiteSpeed-Location'],
    prefix: checkedPrefix,
    handOver: (assignment) => handOver(checkedPrefix, assignment),
    configuration: (wanted) => configuration(checkedPrefix, checkConfiguration(server, wanted)),
  }
}

function handOver(prefix: string, assignment: Assignment): Instruction | Unable {
  const { file, lastModified, modifiedSeconds, maxRate } = assignment
  if (lastModified !== Number(modifiedSeconds)) {
    return { unable: 'LiteSpeed would show a Last-Modified of its own' }
  }
  if (maxRate !== undefined) return { unable: 'LiteSpeed limits no rate' }
  const unable =
    lostField(assignment) ?? disagreement(assignment, { server: 'LiteSpeed', readsIfRange: false })
  if (unable !== undefined) return { unable }
  if (isReadAlike(file.path)) return { fields: { 'X-LiteSpeed-Location': prefix + file.path } }
  return { unable: 'it is not known how LiteSpeed reads this name' }
}

function lostField(assignment: Assignment): string | undefined {
  const fields = Object.entries(assignment.fields())
  const lost = fields.find(([name, value]) => {
    const lowerName = name.toLowerCase()
    return !kept.has(lowerName) && fixed[lowerName] !== value
  })
  if (lost !== undefined) return `LiteSpeed would drop the field ${lost[0]}`
  const disposition = fields.find(([name]) => name === 'Content-Disposition')?.[1]
  return String(disposition).startsWith('attachment')
    ? undefined
    : 'LiteSpeed is given only files to be saved'
}

function configuration(prefix: string, checked: CheckedConfiguration): string {
  const { root, upstream, proof, tls, snippet } = checked
  // Its configuration knows no quotes.
  if (/[\s{}<>#"'\\`$]/.test(root))
    refuse(server, 'root', root, 'a path without blanks, braces, quotes and "$"')
  if (proof !== undefined) refuse(server, 'proof', proof, 'none: set the field in your own configuration')
  if (tls !== undefined) refuse(server, 'tls', tls, 'none: listeners are not a part of a virtual host')
  const address = 'socket' in upstream ? `uds:/${upstream.socket}` : `${upstream.host}:${upstream.port}`
  const files = `# The files. Only an answer of the application leads here; the rewrite rule below refuses clients.
context ${prefix} {
  location                ${root}/
  allowBrowse             1
  addDefaultCharset       off
  extraHeaders            <<<END_extraHeaders
${Object.entries(fixed)
  .map(([name, value]) => `set ${name} ${value}\n`)
  .join('')}  END_extraHeaders
}

rewrite  {
  enable                  1
  rules                   <<<END_rules
RewriteCond %{ORG_REQ_URI} ^${prefix.replaceAll('.', String.raw`\.`)}
RewriteRule ^ - [F]
  END_rules
}
`
  const head = `# Written by xsendfile, for an application with the sender litespeed('${prefix}'). Not run in the tests of xsendfile.
# A part of the configuration of a virtual host.
`
  if (snippet) return `${head}\n${files}`
  return `${head}
extprocessor xsendfile-application {
  type                    proxy
  address                 ${address}
  maxConns                100
  initTimeout             60
  retryTimeout            0
  respBuffer              0
}

context / {
  type                    proxy
  handler                 xsendfile-application
  addDefaultCharset       off
}

${files}`
}

/** What is known of LiteSpeed. */
export const litespeedRow: SenderRow = {
  takes: 'prefix',
  make: ({ prefix = '' }) => litespeed(prefix),
  facts: {
    title: 'LiteSpeed, OpenLiteSpeed',
    field: 'X-LiteSpeed-Location',
    tested: 'not run',
    names: 'with `%`, `?`, control characters or a blank at the end',
    requests: 'all but plain ones for files to be saved',
    fields: 'those that the configuration puts on every file; with others the application sends the file',
    links: 'no',
    exceptions: ['Content-Type and ETag are those of LiteSpeed.'],
  },
}

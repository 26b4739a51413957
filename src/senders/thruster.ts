import type { Assignment, Instruction, Unable } from '../core/sender.ts'
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

/** What {@link thruster} may be told about the files that it sends. */
export interface ThrusterOptions {
  /** The root as Thruster sees it, where that is not its real path. */
  readonly root?: string | undefined
}

const server = 'thruster'

/**
 * Hands files over to Thruster by `X-Sendfile`. Thruster sends any file that the application names, wherever it
 * lies. It was not run in the tests: what is known of it was read in its source.
 *
 * @throws XsendfileError ERR_XSENDFILE_OPTION_INVALID
 * @example
 * ```ts
 * import { xsendfile } from 'xsendfile'
 * import { thruster } from 'xsendfile/senders'
 *
 * const documents = xsendfile('/srv/my-app/documents', { sender: thruster() })
 * ```
 */
export function thruster(options: ThrusterOptions = {}): ConfigurableSender {
  checkOptions(server, options, ['root'])
  const root = options.root === undefined ? undefined : checkServerRoot(server, options.root)
  return {
    name: server,
    raceFree: false,
    keeps: 'all',
    // The second keeps Thruster from compressing the file; it takes both off.
    instructionFields: ['X-Sendfile', 'No-Gzip-Compression'],
    handOver: (assignment) => handOver(root, assignment),
    configuration: (wanted) => configuration(checkConfiguration(server, wanted, root)),
  }
}

function handOver(root: string | undefined, assignment: Assignment): Instruction | Unable {
  const { file, lastModified, modifiedSeconds, maxRate } = assignment
  if (lastModified !== Number(modifiedSeconds)) {
    return { unable: 'Thruster would show a Last-Modified of its own' }
  }
  if (maxRate !== undefined) return { unable: 'Thruster limits no rate' }
  const unable = disagreement(assignment, { server: 'Thruster', readsIfRange: true })
  if (unable !== undefined) return { unable }
  const path = `${root === undefined ? file.root : bytesOfText(root)}/${file.path}`
  if (isFieldText(path)) return { fields: { 'X-Sendfile': path, 'No-Gzip-Compression': 'yes' } }
  return { unable: 'Thruster cannot be given a name with control characters or a blank at its end' }
}

function configuration({ listen, upstream, serverNames, proof, tls, snippet }: CheckedConfiguration): string {
  if ('socket' in upstream || !['127.0.0.1', 'localhost'].includes(upstream.host)) {
    refuse(server, 'upstream', upstream, 'a port of the same machine, such as "127.0.0.1:3000"')
  }
  if (listen.host !== undefined) refuse(server, 'listen', listen, 'a port alone')
  if (proof !== undefined) refuse(server, 'proof', proof, 'none: Thruster sets no field of its own')
  if (tls !== undefined) refuse(server, 'tls', tls, 'none: Thruster gets certificates by itself')
  if (snippet) refuse(server, 'snippet', snippet, 'false: there is nothing to put it into')
  const domain = serverNames.length === 0 ? '' : `TLS_DOMAIN=${serverNames.join(',')}\n`
  return `# Written by xsendfile, for an application with the sender thruster(): the environment of "thrust node server.js".
# Thruster sends any file that the application names: it knows no root.
HTTP_PORT=${listen.port}
TARGET_PORT=${upstream.port}
X_SENDFILE_ENABLED=true
${domain}`
}

/** What is known of Thruster. */
export const thrusterRow: SenderRow = {
  takes: 'root',
  make: ({ root }) => thruster({ root }),
  facts: {
    title: 'Thruster',
    field: 'X-Sendfile',
    tested: 'not run',
    names: 'with control characters or a blank at the end',
    requests:
      'parts with If-Range; ranges and preconditions in any but their plain forms; files touched in the last two seconds',
    fields: 'all',
    links: 'no, and it knows no root',
    exceptions: ['A request whose path ends in `/index.html` is redirected to `./`.'],
  },
}

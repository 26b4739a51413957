import { isToken } from '../http/field.ts'
import type { Assignment, Instruction, Sender, Unable } from '../core/sender.ts'
import { percentEncodePath } from '../http/percent-encoding.ts'
import { disagreement } from './agreement.ts'
import { checkOptions, checkServerRoot, refuse } from './configuration.ts'
import { bytesOfText, isFieldText, isReadAlike } from './names.ts'
import type { SenderRow } from './row.ts'

/** What {@link xSendfile} may be told about the server in front of the application. */
export interface XSendfileOptions {
  /** The root as the server sees it, where that is not its real path. */
  readonly root?: string | undefined
  /**
   * Whether the server takes the path as it is (`'raw'`) or percent-decodes it (`'encoded'`). Left out: only names
   * that both read alike are handed over.
   */
  readonly path?: 'raw' | 'encoded' | undefined
  /**
   * The field that the server reads.
   *
   * @default 'X-Sendfile'
   */
  readonly field?: string | undefined
}

const server = 'x-sendfile'

/**
 * Hands files over to any other server that reads an absolute path from `X-Sendfile`, such as RoadRunner or a
 * proxy of your own. What that server does is not known here, so whatever servers do differently the application
 * answers itself.
 *
 * @throws XsendfileError ERR_XSENDFILE_OPTION_INVALID
 * @example
 * ```ts
 * import { xsendfile } from 'xsendfile'
 * import { xSendfile } from 'xsendfile/senders'
 *
 * const documents = xsendfile('/srv/my-app/documents', { sender: xSendfile({ path: 'raw' }) })
 * ```
 */
export function xSendfile(options: XSendfileOptions = {}): Sender {
  checkOptions(server, options, ['root', 'path', 'field'])
  const { field = 'X-Sendfile', path } = options
  if (typeof field !== 'string' || !isToken(field))
    refuse(server, 'field', field, 'the name of a field, such as "X-Sendfile"')
  if (path !== undefined && path !== 'raw' && path !== 'encoded') {
    refuse(server, 'path', path, '"raw" or "encoded"')
  }
  const root = options.root === undefined ? undefined : checkServerRoot(server, options.root)
  return {
    name: server,
    raceFree: false,
    keeps: 'all',
    instructionFields: [field],
    handOver: (assignment) => handOver(field, path, root, assignment),
  }
}

function handOver(
  field: string,
  reading: 'raw' | 'encoded' | undefined,
  root: string | undefined,
  assignment: Assignment,
): Instruction | Unable {
  const { file, lastModified, maxRate } = assignment
  if (lastModified === undefined) return { unable: 'the server would show a Last-Modified of its own' }
  if (maxRate !== undefined) return { unable: 'the server limits no rate' }
  const unable = disagreement(assignment, { server: 'the server', readsIfRange: false })
  if (unable !== undefined) return { unable }
  const path = `${root === undefined ? file.root : bytesOfText(root)}/${file.path}`
  if (reading === 'encoded') return { fields: { [field]: percentEncodePath(path) } }
  if (reading === 'raw' ? isFieldText(path) : isReadAlike(path)) return { fields: { [field]: path } }
  return { unable: 'a field cannot hold this name so that every server reads it alike' }
}

/** What is known of servers that are not known. */
export const xSendfileRow: SenderRow = {
  takes: 'root',
  versions: ['raw', 'encoded'],
  make: ({ root, version }) => xSendfile({ root, path: version as XSendfileOptions['path'] }),
  facts: {
    title: 'any other server that reads a path',
    field: 'X-Sendfile, or `field`',
    tested: 'not run',
    names: '`raw`: with control characters or a blank at the end; undeclared: also with `%` or `?`',
    requests:
      'with If-Range; ranges and preconditions in any but their plain forms; files touched in the last two seconds',
    fields: 'not known',
    links: 'not known',
    exceptions: [],
  },
}

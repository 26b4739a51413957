import type { EntityTag } from '../http/entity-tag.ts'
import type { RequestHead } from '../http/request-head.ts'
import { XsendfileError } from './errors.ts'
import type { Fields } from './fields.ts'
import { quotation } from './quotation.ts'
import type { FileReference } from './store.ts'

/** A file that a front end is to send, and what the client must get of it. */
export interface Assignment {
  /** The request, its preconditions already found to hold. */
  readonly request: RequestHead
  /** `whole` even if there is a Range field that does not count; `part` and `parts` as the Range field says. */
  readonly outcome: 'whole' | 'part' | 'parts'
  readonly file: FileReference
  /** Size in bytes. */
  readonly size: number
  /** When the file last changed, in whole seconds since the epoch. */
  readonly modifiedSeconds: bigint
  /** The entity tag that the client is to see, or `undefined` for none. */
  readonly entityTag: EntityTag | undefined
  /** The Last-Modified that the client is to see, in whole seconds since the epoch, or `undefined` for none. */
  readonly lastModified: number | undefined
  /** Bytes per second, or `undefined` for no limit. */
  readonly maxRate: number | undefined
  /**
   * Every field that the client is to see, each with one line but Set-Cookie, without what only the one who
   * sends the bytes knows. For front ends that drop what the application answers.
   */
  fields(): Fields
}

/** The fields that make a front end send the file in place of an empty content. */
export interface Instruction {
  readonly fields: Fields
}

/** Why a front end cannot send this file, or cannot answer this request right. */
export interface Unable {
  readonly unable: string
  /** Fields that keep the front end from changing the answer that the application now sends itself. */
  readonly fields?: Fields | undefined
}

/**
 * A way to send files: everything that is known about one server stands in its row.
 *
 * Without `handOver` the application sends the file itself; with it the application answers 200 with an empty
 * content and the instruction, and the server in front of it sends the file. It is asked only after every check
 * has passed, and only where the answer is the file: other answers, and every HEAD, the application gives itself.
 *
 * @example
 * ```ts
 * import { percentEncodePath, type Sender } from 'xsendfile/senders'
 *
 * // A front end of your own that reads the file's name, percent-encoded, from X-Company-File.
 * const companyServer: Sender = {
 *   name: 'company-server',
 *   raceFree: false,
 *   keeps: 'all',
 *   instructionFields: ['X-Company-File'],
 *   handOver: ({ file }) => ({ fields: { 'X-Company-File': percentEncodePath(`/files/${file.path}`) } }),
 * }
 * ```
 */
export interface Sender {
  /** What results and events call it. */
  readonly name: string
  /** Whether, configured as it should be, it refuses what was swapped for a link after the check. */
  readonly raceFree: boolean
  /** The fields of the application's answer that reach the client: all of them, or these, in lower case. */
  readonly keeps: 'all' | ReadonlySet<string>
  /** Every field that it may use as an instruction. The application cannot set them. */
  readonly instructionFields: readonly string[]
  /** The part of the front end's name space that it takes for one root, such as `/internal-documents/`. */
  readonly prefix?: string | undefined
  /** Tells the front end what to send, or says why it cannot. Left out when there is no front end. */
  handOver?(assignment: Assignment): Instruction | Unable
}

/**
 * Checks what is given as a sender.
 *
 * @throws XsendfileError ERR_XSENDFILE_SENDER_INVALID
 */
export function checkSender(sender: unknown): asserts sender is Sender {
  const { name, keeps, instructionFields, prefix, handOver } = (sender ?? {}) as Partial<
    Record<keyof Sender, unknown>
  >
  const isSender =
    typeof name === 'string' &&
    (keeps === 'all' || keeps instanceof Set) &&
    Array.isArray(instructionFields) &&
    instructionFields.every((field) => typeof field === 'string') &&
    (prefix === undefined || typeof prefix === 'string') &&
    (handOver === undefined || typeof handOver === 'function')
  if (isSender) return
  throw new XsendfileError(
    'ERR_XSENDFILE_SENDER_INVALID',
    `Cannot use ${quotation(sender)} as a sender: call one of "xsendfile/senders", such as nginx("/internal/"), or write an object with the members of Sender`,
  )
}

/**
 * Checks what a sender says to a file.
 *
 * @throws XsendfileError ERR_XSENDFILE_SENDER_INVALID
 */
export function checkHandOver({ name }: Sender, said: unknown): Instruction | Unable {
  const { fields, unable } = (said ?? {}) as Partial<Record<keyof Unable, unknown>>
  if (typeof unable === 'string' || (typeof fields === 'object' && fields !== null))
    return said as Instruction | Unable
  throw new XsendfileError(
    'ERR_XSENDFILE_SENDER_INVALID',
    `Cannot use ${quotation(said)} from the sender ${quotation(name)}: its handOver() gives { fields } or { unable: "why" }, at once and not as a promise`,
  )
}

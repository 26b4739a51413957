import type { Sender } from '../core/sender.ts'
import type { FileReference } from '../core/store.ts'

/** The field that names the file; no front end knows it. */
const recordField = 'X-Recorded-File'

/** A file that was handed over, as text. */
export interface RecordedFile {
  /** The real path of the root. */
  readonly root: string
  /** The file's path below the root, with slashes. */
  readonly path: string
}

/**
 * A sender for tests: what would go to a front end stands in the answer for `handOverOf` to read, also from
 * another process. In production nobody would send the file.
 *
 * @example
 * ```ts
 * import { xsendfile } from 'xsendfile'
 * import { handOverOf, recording } from 'xsendfile/testing'
 *
 * const documents = xsendfile('/srv/my-app/documents', { sender: recording() })
 * const response = await documents.send(new Request('http://localhost/'), 'plans.pdf')
 * console.log(handOverOf(response).path) // plans.pdf
 * ```
 */
export function recording(): Sender {
  return {
    name: 'recording',
    raceFree: true,
    keeps: 'all',
    instructionFields: [recordField],
    handOver: ({ file }) => ({ fields: { [recordField]: asciiJson(recordedFile(file)) } }),
  }
}

/** What a recording sender wrote into the fields of an answer, by their names in lower case. */
export function readRecord(fields: Readonly<Record<string, string>>): RecordedFile | undefined {
  const text = fields[recordField.toLowerCase()]
  return text === undefined ? undefined : (JSON.parse(text) as RecordedFile)
}

/** A reference as text; bytes that are not UTF-8 become U+FFFD. */
export function recordedFile({ path, root }: FileReference): RecordedFile {
  return { root: textOf(root), path: textOf(path) }
}

function textOf(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString()
}

function asciiJson(value: object): string {
  return JSON.stringify(value).replaceAll(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

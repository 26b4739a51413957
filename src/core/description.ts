import type { MadeAnswers } from './answer.ts'
import type { CheckedOptions } from './option-checks.ts'
import { type Field, describesFile, isPolicy } from './fields.ts'
import type { Given } from './given.ts'
import { type Representation, representationOf } from './representation.ts'
import type { OpenFile } from './store.ts'
import { isUnsettled } from './validators.ts'

/** What of a file its description depends on. */
export type DescribedFile = Pick<OpenFile, 'path' | 'name' | 'size' | 'modified' | 'version'>

/** What answers say of a file. Each part is made when it is first needed. */
export interface Description {
  readonly representation: Representation
  /** The value of Content-Disposition. */
  disposition?: string
  readonly made: MadeAnswers
}

interface Kept {
  readonly name: string
  readonly size: number
  readonly modified: bigint
  readonly version: string
  readonly send: CheckedOptions
  /** The fields on the answer that the description depends on. */
  readonly shape: readonly Field[]
  readonly description: Description
}

/** Descriptions that are kept; each is about 2 KB. */
const mostKept = 1000

/** Characters of a path that is kept; clients may choose how they write it. */
const longestPath = 1024

/**
 * Describes files, and keeps what it says as long as the file stays the same and the application says the same of it. No
 * look at the file is saved by that: what it is now is asked of its handle first.
 */
export class Descriptions {
  readonly #kept = new Map<string, Kept>()

  /**
   * @param file that was opened just now
   * @param now milliseconds since the epoch
   */
  of(file: DescribedFile, given: Given, now: number): Description {
    const version = isKeepable(file, given, now) ? file.version : undefined
    if (version === undefined) return describe(file, given, now)
    const kept = this.#kept.get(file.path)
    if (kept !== undefined && isOf(kept, file, version) && isSaidAgain(kept, given)) return kept.description
    return this.#keep(file, version, given, now)
  }

  #keep(file: DescribedFile, version: string, given: Given, now: number): Description {
    const { path, name, size, modified } = file
    const description = describe(file, given, now)
    // Set anew at the end, so that the first is the one that was described longest ago.
    this.#kept.delete(path)
    if (this.#kept.size === mostKept) this.#kept.delete(String(this.#kept.keys().next().value))
    const shape = Array.from(shapingFields(given))
    this.#kept.set(path, { name, size, modified, version, send: given.send, shape, description })
    return description
  }
}

function describe(file: DescribedFile, given: Given, now: number): Description {
  return { representation: representationOf(file, given, now), made: {} }
}

/** What may be said otherwise of the same file the next time is not kept. */
function isKeepable({ path, modified }: DescribedFile, given: Given, now: number): boolean {
  if (path.length > longestPath) return false
  if (typeof given.application.etag === 'function' || typeof given.send.etag === 'function') return false
  return !isUnsettled(modified, now)
}

function isOf(kept: Kept, { name, size, modified }: DescribedFile, version: string): boolean {
  return kept.version === version && kept.size === size && kept.modified === modified && kept.name === name
}

function isSaidAgain({ send, shape }: Kept, given: Given): boolean {
  if (send !== given.send) return false
  let index = 0
  for (const { name, value } of shapingFields(given)) {
    const before = shape[index]
    // Lists are never the same: their lines may change without our noticing.
    if (before?.name !== name || before.value !== value || typeof value !== 'string') return false
    index += 1
  }
  return index === shape.length
}

/** The fields on the answer that have a part in what is said of the file; cookies and the like go beside it. */
function* shapingFields({ send, answer, application }: Given): Iterable<Field> {
  for (const [name, field] of answer) {
    const isOption = send.fields.has(name) || application.fields.has(name)
    // A front end may want the lines of a list in one.
    const isList = typeof field.value === 'object' && name !== 'set-cookie'
    if (isOption || isList || describesFile(name) || isPolicy(name)) yield field
  }
}

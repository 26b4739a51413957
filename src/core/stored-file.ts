import { XsendfileError } from './errors.ts'
import { quotation } from './quotation.ts'
import type { StorePath } from './store.ts'

/** What a {@link StoredFile} tells. */
export interface StoredFileFacts {
  readonly name: string
  readonly size: number
  readonly lastModified: Date
  readonly mediaType: string
}

/**
 * A file that `find` has found. It holds nothing open, and `send` looks at the file again: in the meantime it
 * may have changed, or be gone. It can be sent only by the root that found it.
 */
export class StoredFile implements StoredFileFacts {
  /** The last segment of its path, as text. */
  readonly name: string
  /** Size in bytes. */
  readonly size: number
  /** When it last changed. */
  readonly lastModified: Date
  /** The media type that its name stands for, such as `application/pdf`. */
  readonly mediaType: string
  readonly #root: symbol
  readonly #path: StorePath

  /** @internal */
  constructor(root: symbol, path: StorePath, facts: StoredFileFacts) {
    this.name = facts.name
    this.size = facts.size
    this.lastModified = facts.lastModified
    this.mediaType = facts.mediaType
    this.#root = root
    this.#path = path
  }

  /** @internal The path by which a root found it; an error for every other root. */
  static pathWithin(root: symbol, file: StoredFile): StorePath {
    if (file.#root !== root) {
      throw new XsendfileError(
        'ERR_XSENDFILE_FILE_OF_ANOTHER_ROOT',
        `Cannot send the stored file ${quotation(file.name)}: another root found it; send it with that one`,
      )
    }
    return file.#path
  }
}

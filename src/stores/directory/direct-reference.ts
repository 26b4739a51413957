import type { FileReference } from '../../core/store.ts'
import type { Root } from './root.ts'
import { targetOf } from './deno.ts'

/** The reference of a file that is directly in the root. Most front ends do not ask where the root is. */
export class DirectReference implements FileReference {
  readonly path: string
  readonly #root: Root
  readonly #descriptor: number

  /** @param path its name: bytes, one character each ("latin1") */
  constructor(root: Root, path: string, descriptor: number) {
    this.path = path
    this.#root = root
    this.#descriptor = descriptor
  }

  /** The real path of the root in which the file was opened. A root may move. */
  get root(): string {
    const told = this.#told()
    const end = `/${this.path}`
    return told.endsWith(end) ? told.slice(0, -end.length) : this.#root.realPath
  }

  #told(): string {
    try {
      return targetOf(`/proc/self/fd/${this.#descriptor}`)
    } catch {
      return ''
    }
  }
}

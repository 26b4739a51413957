import type { ContentSource } from '../core/content.ts'

/**
 * Bytes that the system copies at once: as many as a fast client may take, but from a disk that has not shown that it gives them soon,
 * no more than are read at once, since the call holds a thread for as long.
 */
const most = { ofFastDisk: 2 * 1024 * 1024, ofOthers: 512 * 1024 }

/** Milliseconds in which a fast disk gives either. */
const soon = 20

/** Times in a row that nothing is copied after which no more is tried. Once is a connection that has just become full. */
const patience = 3

/**
 * What came of a copy: all that was tried, so that more may follow at once; less, until the client takes more; or nothing, and no more
 * is to be tried.
 */
export type CopyOutcome = 'all' | 'less' | 'nothing'

/** Has the system copy a content to its connection as long as that comes to something. */
export class SystemCopy {
  readonly #source: ContentSource
  readonly #descriptor: () => number | undefined
  #failures = 0
  #next = most.ofOthers

  /** @param descriptor of the connection; `undefined` where nothing can be copied to it */
  constructor(source: ContentSource, descriptor: () => number | undefined) {
    this.#source = source
    this.#descriptor = descriptor
  }

  /** Copies the next bytes. */
  async copy(): Promise<CopyOutcome> {
    // Between the two nothing is waited for, or it might be the descriptor of another connection.
    const descriptor = this.#descriptor()
    const [begun, tried] = [performance.now(), this.#next]
    const copied = descriptor === undefined ? undefined : await this.#source.sendfile?.(descriptor, tried)
    if (copied === undefined) return 'nothing'
    this.#next = performance.now() - begun <= soon ? most.ofFastDisk : most.ofOthers
    this.#failures = copied === 0 ? this.#failures + 1 : 0
    if (this.#failures === patience) return 'nothing'
    return copied === tried ? 'all' : 'less'
  }
}

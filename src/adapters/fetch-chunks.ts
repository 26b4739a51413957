import type { ContentSource } from '../core/content.ts'
import { BoundedWrites } from './bounded-writes.ts'
import { Pace, type WriteSizes } from './pace.ts'

/** Bytes of the first chunk, which is read before there is an answer. */
export const firstChunk: number = 256 * 1024

const toNewClients = new BoundedWrites(2 * 1024 * 1024, 4)

const sizes: WriteSizes = {
  first: [[2.5 * 1024 * 1024, 64 * 1024]],
  small: 64 * 1024,
  medium: [[firstChunk, new BoundedWrites(256 * 1024, 64)]],
  // Nothing tells when a chunk is done with, so that each is a buffer of its own: the fewer of them, the better.
  toFastClients: new BoundedWrites(2 * 1024 * 1024, 16),
  toNewClients: [toNewClients, toNewClients],
  untilPause: [new BoundedWrites(256 * 1024, 8), new BoundedWrites(128 * 1024, 8)],
}

/** The chunks of a stream, as large as suits who reads it. */
export class Chunks {
  readonly #source: ContentSource
  readonly #pace = new Pace(sizes)
  #first: Uint8Array | undefined
  /** The last chunk: its bytes, and when it was given, in milliseconds. */
  #given: { readonly bytes: number; readonly at: number } | undefined

  /** @param first chunk, which has been read already */
  constructor(source: ContentSource, first: Uint8Array) {
    this.#source = source
    this.#first = first
  }

  /** The next chunk; `undefined` after the last. Who asks has taken the one before. */
  async next(): Promise<Uint8Array | undefined> {
    if (this.#given !== undefined) this.#pace.took(this.#given.bytes, performance.now() - this.#given.at)
    const chunk = this.#first ?? (await this.#source.read(this.#pace.next()))
    this.#first = undefined
    this.#given = { bytes: chunk?.length ?? 0, at: performance.now() }
    return chunk
  }

  /** Releases the file behind them. Closing twice does nothing. */
  close(): void {
    this.#pace.close()
    this.#source.close()
  }
}

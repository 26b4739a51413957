import type { ContentSource, OpenContent } from '../core/content.ts'
import { Chunks } from './fetch-chunks.ts'
import type { BegunContent } from './node-content.ts'
import { PacedContent } from './paced-content.ts'

/** The content of a stream, whose first bytes have been read, before it is known who will have it. One of the two is called, once. */
export interface StreamContent {
  /** For who reads the stream, and may keep what it is given. */
  chunks(): Chunks
  /**
   * For who writes it to a response of node:http.
   *
   * @param reuse whether the bytes of one read may be overwritten by the next
   * @param isMultiplexed whether the response is one of many on its connection
   */
  begun(reuse: boolean, isMultiplexed: boolean): BegunContent
  /** Releases the file. */
  close(): void
}

/** A content that is likely to be read from its stream. */
export class ContentForStream implements StreamContent {
  readonly #open: OpenContent
  readonly #source: ContentSource
  readonly #first: Uint8Array

  constructor(open: OpenContent, source: ContentSource, first: Uint8Array) {
    this.#open = open
    this.#source = source
    this.#first = first
  }

  chunks(): Chunks {
    return new Chunks(this.#source, this.#first)
  }

  begun(reuse: boolean, isMultiplexed: boolean): BegunContent {
    const rest = this.#open(reuse, this.#first.length)
    return { content: new PacedContent(rest, isMultiplexed), first: this.#first }
  }

  close(): void {
    this.#source.close()
  }
}

/** A content that is likely to go past its stream, read as it will be written then. */
export class ContentForShortcut implements StreamContent {
  readonly #open: OpenContent
  readonly #content: PacedContent
  readonly #first: Uint8Array

  /** Reads its beginning. */
  static async read(open: OpenContent, isMultiplexed: boolean): Promise<ContentForShortcut> {
    const content = new PacedContent(open(true), isMultiplexed)
    try {
      const first = (await content.read()) ?? new Uint8Array(0)
      // Nobody knows how long it is until it will be written.
      content.pause()
      return new ContentForShortcut(open, content, first)
    } catch (error) {
      content.close()
      throw error
    }
  }

  private constructor(open: OpenContent, content: PacedContent, first: Uint8Array) {
    this.#open = open
    this.#content = content
    this.#first = first
  }

  chunks(): Chunks {
    const first = this.#copyOfFirst()
    return new Chunks(this.#open(false, first.length), first)
  }

  begun(reuse: boolean, isMultiplexed: boolean): BegunContent {
    if (reuse) return { content: this.#content, first: this.#first }
    const first = this.#copyOfFirst()
    return { content: new PacedContent(this.#open(false, first.length), isMultiplexed), first }
  }

  close(): void {
    this.#content.close()
  }

  /** What was read may be overwritten from now on, and its buffer be given to others. */
  #copyOfFirst(): Uint8Array {
    const first = Uint8Array.from(this.#first)
    this.#content.leave()
    return first
  }
}

import { type ByteRange, byteLength } from '../http/byte-ranges.ts'

/** The content of an answer as plain data. */
export type Content =
  | { readonly kind: 'none' }
  | { readonly kind: 'text'; readonly text: string }
  | FileContent

/** A content that has bytes of the file in it. */
export interface FileContent {
  readonly kind: 'file'
  /** ASCII text and ranges of the file, in the order in which they are sent. */
  readonly pieces: readonly (string | ByteRange)[]
  /** The length of it all in bytes. */
  readonly length: number
}

/** The bytes of a content, one read after the other. */
export interface ContentSource {
  /** The length of it all in bytes. */
  readonly length: number
  /** Waits until the next bytes may be asked for; comes back with nothing where it is so, or is left out. */
  turn?(): Promise<void> | undefined
  /**
   * The next bytes, at most so many; `undefined` after the last. At once where they need not be waited for. Fails when the
   * file became too short.
   *
   * @param ahead the number that is likely to be wanted before there is a pause, these included
   */
  read(atMost: number, ahead?: number): Uint8Array | undefined | Promise<Uint8Array | undefined>
  /** Whether the system may copy bytes of it to a connection; `false` when left out. */
  readonly hasSendfile?: boolean
  /**
   * Has the system copy the next bytes to a connection. Gives their number, which is less than was wanted where the connection takes
   * no more for now, and 0 where the next bytes are none that the system can copy.
   *
   * @param connection its descriptor, for as long as nothing is waited for: then it may be another's
   */
  sendfile?(connection: number, atMost: number): Promise<number>
  /** Nothing is asked for for a while, so that nothing is kept that has not been asked for; or is left out. */
  pause?(): void
  /** Releases the file behind it. Closing twice does nothing. */
  close(): void
  /** After it was closed: the bytes of the last read have been written, and may be overwritten. */
  spent(): void
}

/**
 * Opens the bytes of a content. Who opens them must close them; once is enough for a content that is opened twice.
 *
 * @param reuse whether the bytes of one read may be overwritten by the next
 * @param from the number of bytes at the beginning that are left out; 0 unless told
 */
export type OpenContent = (reuse: boolean, from?: number) => ContentSource

/** What is left of a content without so many bytes at its beginning. */
export function contentFrom(content: FileContent, from: number): FileContent {
  if (from === 0) return content
  const pieces: (string | ByteRange)[] = []
  let left = from
  for (const piece of content.pieces) {
    const length = typeof piece === 'string' ? piece.length : byteLength(piece)
    if (left < length) pieces.push(withoutBeginning(piece, left))
    left = Math.max(0, left - length)
  }
  return { kind: 'file', pieces, length: content.length - from }
}

function withoutBeginning(piece: string | ByteRange, bytes: number): string | ByteRange {
  if (typeof piece === 'string') return piece.slice(bytes)
  return { firstPos: piece.firstPos + bytes, lastPos: piece.lastPos }
}

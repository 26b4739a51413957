import { type ByteRange, byteLength } from './byte-ranges.ts'
import { formatContentRange } from './content-range.ts'

/** What the parts of one representation have in common. */
export interface PartedRepresentation {
  /** The value of its Content-Type. */
  readonly mediaType: string
  /** Its size in bytes. */
  readonly completeLength: number
}

/** A multipart/byteranges content (RFC 9110, section 14.6), its bytes still left where they are. */
export interface MultipartByteRanges {
  /** The media type with its boundary, for Content-Type. */
  readonly mediaType: string
  /** ASCII text and ranges of the representation, in the order in which they are sent. */
  readonly pieces: readonly (string | ByteRange)[]
  /** The length of it all in bytes. */
  readonly length: number
}

/**
 * Lays out the content of a 206 with several ranges.
 *
 * @param boundary 1 to 70 characters of a token that cannot be foreseen, so that no file can contain it
 */
export function multipartByteRanges(
  ranges: readonly ByteRange[],
  { mediaType, completeLength }: PartedRepresentation,
  boundary: string,
): MultipartByteRanges {
  const pieces: (string | ByteRange)[] = []
  let lineBreak = ''
  for (const range of ranges) {
    const contentRange = formatContentRange(range, completeLength)
    pieces.push(
      `${lineBreak}--${boundary}\r\nContent-Type: ${mediaType}\r\nContent-Range: ${contentRange}\r\n\r\n`,
      range,
    )
    lineBreak = '\r\n'
  }
  pieces.push(`\r\n--${boundary}--\r\n`)
  return {
    mediaType: `multipart/byteranges; boundary=${boundary}`,
    pieces,
    length: pieces.reduce((sum, piece) => sum + lengthOf(piece), 0),
  }
}

function lengthOf(piece: string | ByteRange): number {
  return typeof piece === 'string' ? piece.length : byteLength(piece)
}

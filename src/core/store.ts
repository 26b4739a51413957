import type { ByteRange } from '../http/byte-ranges.ts'

/** One part of a path: text, or bytes for a name that is not UTF-8. */
export type PathSegment = string | Uint8Array

/** A request path that could not be decoded; `send` answers it with 404. Made by `requestPath`. */
export interface MalformedPath {
  /** What is wrong with it. */
  readonly malformed: string
}

/**
 * A link that gives no file. `send` answers it with 404, and with 410 when it was good once. Made by the `read` of
 * `xsendfile/links`.
 */
export interface RefusedLink {
  readonly refused: LinkRefusalReason
  /** What was asked for, without the token, for the developer. */
  readonly path: string
}

/**
 * The name of a file below the root, already decoded: a string with slashes, its bytes, or its segments. A
 * segment with a slash in it is not found rather than reaching another folder.
 */
export type StorePath = string | Uint8Array | readonly PathSegment[] | MalformedPath

/** Why a store does not give a file. To the client they are all one and the same 404, but for `expired`: 410. */
export type RefusalReason =
  /** The request path could not be decoded, or a text is not well-formed. */
  | 'malformed'
  /** A segment is empty, `.` or `..`, holds a slash or NUL, or is no name on this platform. */
  | 'name'
  /** A segment begins with a dot, and `dotfiles` is not `'allow'`. */
  | 'dotfile'
  /** There is no such file. */
  | 'missing'
  /** It was removed or replaced each time it had just been opened. */
  | 'vanished'
  /** This process may not read it. */
  | 'unreadable'
  /** It is a directory, a FIFO, a socket or a device. */
  | 'not-a-file'
  /** A symbolic link is on the way, and `symlinks` is `'refuse'`. */
  | 'symlink'
  /** It lies outside the root. */
  | 'outside-root'
  | LinkRefusalReason

/** Why a link gives no file. */
export type LinkRefusalReason =
  /** It is not signed, or for another file or somebody else. */
  | 'unsigned'
  /** It is signed, with a time in the future. */
  | 'premature'
  /** It was good, and is no more. */
  | 'expired'

/** A file that a store does not give. */
export interface Refused {
  readonly refused: RefusalReason
  /** What was asked for, for the developer. */
  readonly path: string
}

/** What a front end needs to know to find a file by itself. */
export interface FileReference {
  /**
   * The file's real path below the real root, without any symbolic link in it: bytes, one character each
   * ("latin1"), segments joined by `/`.
   */
  readonly path: string
  /** The root's real path, in the same form. A front end may know the root by another name. */
  readonly root: string
}

/** Reads a range from its first byte to its last. */
export interface RangeReader {
  /**
   * Waits until it is the turn of this reader, where many wait to read: who asks says only then how much it wants, and
   * holds nothing until then. Its turn ends when it waits for the next, pauses, or is closed. Left out where nobody waits, and
   * comes back with nothing where it is so.
   */
  turn?(): Promise<void> | undefined
  /**
   * The next bytes; `undefined` after the last. At once where they need not be waited for. Fails when the file has become
   * too short.
   *
   * @param atMost the number of bytes wanted, at least 1
   * @param ahead the number that is likely to be wanted before there is a pause, these included
   */
  read(atMost: number, ahead?: number): Uint8Array | undefined | Promise<Uint8Array | undefined>
  /**
   * Has the system copy the next bytes to a connection. Gives their number, which is less than was wanted where the connection takes
   * no more for now. Left out where the system cannot do it.
   *
   * @param connection its descriptor, for as long as nothing is waited for: then it may be another's
   * @param atMost the number of bytes wanted, at least 1
   */
  sendfile?(connection: number, atMost: number): Promise<number>
  /** The client takes nothing for a while: who has read more than was asked for must not keep it. Left out where nobody does. */
  pause?(): void
  /** Gives back what the reader holds. The file stays open. */
  close(): void
  /** After it was closed: the bytes of its last read have been written, and may be overwritten. */
  spent?(): void
}

/** A file that a store has found, judged and opened. Whoever gets it must close it. */
export interface OpenFile {
  /** What was asked for, as text, for the developer. */
  readonly path: string
  /** Its last segment. */
  readonly name: string
  /** Size in bytes when it was opened. */
  readonly size: number
  /** When it last changed, in nanoseconds since the epoch. */
  readonly modified: bigint
  /**
   * Tells this state of what stands at this path from every other; `undefined` when it changed so recently that two states
   * could look alike.
   */
  readonly version: string | undefined
  /** Whether its readers have `sendfile`; `false` when left out. */
  readonly hasSendfile?: boolean
  /** Where it lies, for a front end; `undefined` when only this process can reach it. */
  reference(): FileReference | undefined
  /**
   * Reads a part of the file as it was when it was opened.
   *
   * @param reuse whether the bytes of one read may be overwritten by the next
   */
  reader(range: ByteRange, reuse: boolean): RangeReader
  /** Releases the file. Reads that are under way end first; closing twice does nothing. */
  close(): void
}

/**
 * Where files come from. Each store judges its own names. The directory store is the one that `xsendfile`
 * makes of a path; your own may keep files anywhere.
 */
export interface Store {
  /** What to call it in messages and events, such as the path of its root. */
  readonly label: string
  /**
   * Finds, judges and opens a file. What a client may cause is a refusal; it fails only when the machine does.
   */
  open(path: StorePath): OpenFile | Refused | Promise<OpenFile | Refused>
}

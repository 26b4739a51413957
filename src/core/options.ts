import type { Disposition } from './disposition.ts'
import type { FieldValue } from './fields.ts'
import type { Sendfile } from './sendfile.ts'
import type { Sender } from './sender.ts'
import type { StoredFileFacts } from './stored-file.ts'

/** Fields that the application may add; those that only the sender of the file or the connection can know do not compile. */
export type AddedFields = Readonly<Record<string, FieldValue | undefined>> & {
  readonly [
    Name in
      | 'Accept-Ranges'
      | 'Connection'
      | 'Content-Encoding'
      | 'Content-Length'
      | 'Content-Range'
      | 'Keep-Alive'
      | 'Proxy-Connection'
      | 'Trailer'
      | 'Transfer-Encoding'
      | 'Upgrade'
  ]?: undefined
}

/** Options of one `send`; each may also stand in the options of `xsendfile`, as the default of them all. */
export interface SendOptions {
  /**
   * Whether a browser shows the file or saves it. `auto` shows images, audio, video, PDF and plain text whose
   * first bytes agree with their name, and saves all else.
   *
   * @default 'auto'
   */
  readonly disposition?: Disposition | undefined
  /**
   * The name under which to save the file. Its last path part counts; controls and marks of direction go.
   *
   * @default the name of the file
   */
  readonly filename?: string | undefined
  /**
   * The media type.
   *
   * @default what the name's extension stands for, text as UTF-8, otherwise `application/octet-stream`
   */
  readonly contentType?: string | undefined
  /**
   * The value of Cache-Control. `no-transform` is added to it, so that no middleware compresses what ranges
   * count in.
   *
   * @default 'private, no-cache, no-transform'
   */
  readonly cacheControl?: string | undefined
  /**
   * The entity tag: a text with or without quotes, `W/"..."` for a weak one, `false` for none, or a function of
   * the file that gives one of these.
   *
   * @default the file's modification time and size
   */
  readonly etag?: EntityTagOption | undefined
  /** More fields of the answer: an object by name, a `Headers`, or pairs of name and value. */
  readonly headers?: AddedFields | Iterable<readonly [name: string, value: FieldValue]> | undefined
  /**
   * The most bytes per second that one client gets.
   *
   * @default no limit
   */
  readonly maxRate?: number | undefined
  /**
   * The methods that are answered with the file; others are answered with 405. With any but GET and HEAD there
   * are no ranges and no 304.
   *
   * @default ['GET', 'HEAD']
   */
  readonly methods?: readonly string[] | undefined
  /**
   * What happens when there is no such file: `answer` gives a 404, or a 410 where a link has expired; `leave` writes
   * nothing, so that the application can give its own.
   *
   * @default 'answer'
   */
  readonly notFound?: 'answer' | 'leave' | undefined
}

/** A fixed entity tag, none, or a function that chooses one for a file. */
export type EntityTagOption = string | false | ((file: StoredFileFacts) => string | false)

/** Options of `xsendfile`: how the root is kept and who sends, and defaults for every `send`. */
export interface XsendfileOptions extends SendOptions {
  /**
   * Who sends the files.
   *
   * @default what the environment variable XSENDFILE_SENDER names, otherwise the embedded sender
   */
  readonly sender?: Sender | undefined
  /** The prefix of this root in the front end that XSENDFILE_SENDER names, such as `/internal-documents/`. */
  readonly prefix?: string | undefined
  /**
   * A secret of at least 16 characters of ASCII that the front end sets in the request field `X-Sendfile-Proof`, over
   * what a client sent. A request without it is answered by the embedded sender.
   */
  readonly proof?: string | undefined
  /**
   * Symbolic links below the root: follow those that end within it, refuse all, or follow all.
   *
   * @default 'within-root'
   */
  readonly symlinks?: 'within-root' | 'refuse' | 'follow' | undefined
  /**
   * Names that begin with a dot, below the root.
   *
   * @default 'refuse'
   */
  readonly dotfiles?: 'refuse' | 'allow' | undefined
  /**
   * When to look whether the root is a directory that can be read: at once, or before the first file.
   *
   * @default 'now'
   */
  readonly checkRoot?: 'now' | 'first-send' | undefined
  /**
   * How the disk is asked: by way of the thread pool, so that a disk that hangs keeps the process from nothing
   * else, or in place, which is faster and right for disks of this machine.
   *
   * @default 'thread-pool'
   */
  readonly io?: 'thread-pool' | 'in-place' | undefined
  /**
   * Lets the system copy large files from the disk to the connection by sendfile(2), where `send` writes to a connection of
   * node:http that is not encrypted: what `sendfile()` of `xsendfile/sendfile` gives.
   *
   * @default none: files are read and written
   */
  readonly sendfile?: Sendfile | undefined
}

import type { BigIntStats } from 'node:fs'
import { XsendfileError } from '../../core/errors.ts'
import type { FileReference, OpenFile, RangeReader } from '../../core/store.ts'
import { isUnsettled } from '../../core/validators.ts'
import type { ByteRange } from '../../http/byte-ranges.ts'
import type { Descriptor } from './descriptor.ts'
import { DirectoryRangeReader, type ReadableFile } from './directory-range-reader.ts'
import type { SharedBytes } from './shared-bytes.ts'

/** Where a file lies, and by which name it was asked for. */
export interface DirectoryPlace {
  /** What was asked for, as text. */
  readonly path: string
  /** Its last segment. */
  readonly name: string
  readonly absolutePath: string
  /** Where it really lies, when that is below the root. */
  readonly reference: FileReference | undefined
}

/** A file that was found, opened and judged, before anybody has it. */
export interface FoundFile {
  readonly descriptor: Descriptor
  /** What the descriptor told. */
  readonly stats: BigIntStats
  readonly place: DirectoryPlace
}

/** A file of a directory, open, with everything about it read from its descriptor. For one user of it. */
export class OpenDirectoryFile implements OpenFile, ReadableFile {
  readonly path: string
  readonly name: string
  readonly size: number
  readonly modified: bigint
  readonly #device: bigint
  readonly #inode: bigint
  /** When the inode last changed, in nanoseconds since the epoch. */
  readonly #changed: bigint
  readonly #links: bigint
  readonly #reference: FileReference | undefined
  readonly #descriptor: Descriptor
  readonly #absolutePath: string
  #reads = 0
  #wasRead = false
  #closed = false

  constructor({ descriptor, stats, place }: FoundFile) {
    this.#descriptor = descriptor
    this.path = place.path
    this.name = place.name
    this.size = Number(stats.size)
    this.modified = stats.mtimeNs
    // Not all of them: a slow client's download would hold a kilobyte of what nobody asks for.
    this.#device = stats.dev
    this.#inode = stats.ino
    this.#changed = stats.ctimeNs
    this.#links = stats.nlink
    this.#absolutePath = place.absolutePath
    this.#reference = place.reference
  }

  get version(): string | undefined {
    if (isUnsettled(this.#changed, Date.now())) return undefined
    return textOf([this.#device, this.#inode, BigInt(this.size), this.modified, this.#changed])
  }

  reference(): FileReference | undefined {
    return this.#reference
  }

  reader(range: ByteRange, reuse: boolean): RangeReader {
    return new DirectoryRangeReader(range, reuse, this)
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    // What was never read has just been opened, and what its descriptor told then still holds.
    if (this.#reads === 0) this.#descriptor.release(this.#wasRead ? undefined : this.#links)
  }

  get hasSendfile(): boolean {
    return this.#descriptor.hasSendfile
  }

  async sendfile(connection: number, position: number, count: number): Promise<number> {
    if (this.#closed) return 0
    this.#beginRead()
    try {
      return await this.#descriptor.sendfile(connection, position, count)
    } catch (cause) {
      throw this.#failed(cause)
    } finally {
      this.#endRead()
    }
  }

  get isShared(): boolean {
    return this.#descriptor.isShared
  }

  async read(buffer: Uint8Array, position: number): Promise<number> {
    // A descriptor that is closed belongs to whoever opens next; a read that is under way keeps it open.
    if (this.#closed) return 0
    this.#beginRead()
    try {
      const read = this.#descriptor.read(buffer, position)
      return this.#checked(typeof read === 'number' ? read : await read, position)
    } catch (cause) {
      throw this.#failed(cause)
    } finally {
      this.#endRead()
    }
  }

  async readTogether(length: number, position: number): Promise<SharedBytes | undefined> {
    if (this.#closed) return undefined
    this.#beginRead()
    try {
      const shared = await this.#descriptor.readTogether(length, position)
      this.#checked(shared.bytes.length, position)
      return shared
    } catch (cause) {
      throw this.#failed(cause)
    } finally {
      this.#endRead()
    }
  }

  #beginRead(): void {
    this.#reads += 1
    this.#wasRead = true
  }

  #endRead(): void {
    this.#reads -= 1
    if (this.#closed && this.#reads === 0) this.#descriptor.release()
  }

  #checked(bytes: number, position: number): number {
    if (bytes === 0 && !this.#closed) throw this.#shrank(position)
    return bytes
  }

  #shrank(position: number): XsendfileError {
    return new XsendfileError(
      'ERR_XSENDFILE_FILE_SHRANK',
      `Cannot send the file to its end: it had ${this.size} bytes when it was opened and has none at ${position} now`,
      { path: this.#absolutePath },
    )
  }

  #failed(cause: unknown): XsendfileError {
    if (cause instanceof XsendfileError) return cause
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
    return new XsendfileError('ERR_XSENDFILE_READ_FAILED', `Cannot read the file: the system says ${code}`, {
      cause,
      path: this.#absolutePath,
    })
  }
}

const words = new BigInt64Array(5)
const bytesOfWords = Buffer.from(words.buffer)

/** Five numbers of 64 bits as text that nobody reads: in decimal they would take three times as long. */
function textOf(numbers: readonly [bigint, bigint, bigint, bigint, bigint]): string {
  words.set(numbers)
  return bytesOfWords.toString('latin1')
}

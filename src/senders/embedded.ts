import type { ContentSource, FileContent } from '../core/content.ts'
import { XsendfileError } from '../core/errors.ts'
import { type ByteRange, byteLength } from '../http/byte-ranges.ts'
import type { Sender } from '../core/sender.ts'
import type { OpenFile, RangeReader } from '../core/store.ts'
import type { SenderRow } from './row.ts'

/** Milliseconds over which a rate is kept; shorter is smoother and wakes the process more often. */
const beat = 50

/**
 * The sender without a front end: the application sends the file itself, with the same answers.
 *
 * @example
 * ```ts
 * import { xsendfile } from 'xsendfile'
 * import { embedded } from 'xsendfile/senders'
 *
 * const documents = xsendfile('/srv/my-app/documents', { sender: embedded() })
 * ```
 */
export function embedded(): Sender {
  return { name: 'embedded', raceFree: true, keeps: 'all', instructionFields: [] }
}

/**
 * The bytes of a content, read from the file as they are asked for.
 *
 * @param reuse whether the bytes of one read may be overwritten by the next
 * @param maxRate bytes per second, or `undefined` for no limit
 */
export function contentSource(
  content: FileContent,
  file: OpenFile,
  reuse: boolean,
  maxRate: number | undefined,
): ContentSource {
  const source = new FileContentSource(content, file, reuse)
  return maxRate === undefined ? source : new PacedSource(source, maxRate)
}

class FileContentSource implements ContentSource {
  readonly length: number
  readonly hasSendfile: boolean
  readonly #pieces: FileContent['pieces']
  readonly #file: OpenFile
  readonly #reuse: boolean
  #next = 0
  #reader: RangeReader | undefined
  /** Bytes that the reader still owes. */
  #owed = 0
  #closed = false

  constructor(content: FileContent, file: OpenFile, reuse: boolean) {
    this.length = content.length
    this.#pieces = content.pieces
    this.#file = file
    this.#reuse = reuse
    this.hasSendfile = file.hasSendfile === true
  }

  turn(): Promise<void> | undefined {
    if (this.#closed) return undefined
    const first = this.#next === 0 ? this.#pieces[0] : undefined
    if (typeof first === 'object') this.#begin(first)
    return this.#reader?.turn?.()
  }

  read(atMost: number, ahead?: number): Uint8Array | Promise<Uint8Array | undefined> {
    const reading = this.#closed ? undefined : this.#reader?.read(atMost, ahead)
    if (reading instanceof Uint8Array) return this.#counted(reading)
    if (reading === undefined) return this.#readNextPiece(atMost, ahead)
    return reading.then((bytes) =>
      bytes === undefined ? this.#readNextPiece(atMost, ahead) : this.#counted(bytes),
    )
  }

  async sendfile(connection: number, atMost: number): Promise<number> {
    if (this.#closed || this.#owed === 0) return 0
    const copied = (await this.#reader?.sendfile?.(connection, Math.min(atMost, this.#owed))) ?? 0
    if (!Number.isSafeInteger(copied)) throw uncounted(this.#file)
    this.#count(copied)
    return copied
  }

  pause(): void {
    this.#reader?.pause?.()
  }

  /** From where the reader, if there is one, has no more. */
  async #readNextPiece(atMost: number, ahead?: number): Promise<Uint8Array | undefined> {
    let bytes: Uint8Array | undefined
    while (bytes === undefined && !this.#closed) {
      if (this.#owed > 0) throw miscounted(this.#file, `${this.#owed} bytes too few`)
      this.#reader?.close()
      this.#reader = undefined
      const piece = this.#pieces[this.#next]
      if (piece === undefined) return undefined
      if (typeof piece === 'string') {
        this.#next += 1
        return Uint8Array.from(piece, (character) => character.charCodeAt(0))
      }
      bytes = await this.#begin(piece).read(atMost, ahead)
    }
    return bytes === undefined ? undefined : this.#counted(bytes)
  }

  #begin(range: ByteRange): RangeReader {
    this.#next += 1
    this.#owed = byteLength(range)
    this.#reader = this.#file.reader(range, this.#reuse)
    return this.#reader
  }

  /** Checked here, so that no store can send more or less than the head has said. */
  #counted(bytes: Uint8Array): Uint8Array {
    this.#count(bytes.length)
    return bytes
  }

  #count(bytes: number): void {
    this.#owed -= bytes
    if (this.#owed < 0) throw miscounted(this.#file, `${-this.#owed} bytes too many`)
  }

  close(): void {
    this.#closed = true
    this.#reader?.close()
    this.#file.close()
  }

  spent(): void {
    this.#reader?.spent?.()
  }
}

function miscounted(file: OpenFile, by: string): XsendfileError {
  return new XsendfileError(
    'ERR_XSENDFILE_FILE_SHRANK',
    `Cannot send the file as it was when it was opened: its store gives ${by}`,
    { path: file.path },
  )
}

function uncounted(file: OpenFile): XsendfileError {
  return new XsendfileError(
    'ERR_XSENDFILE_OPTION_INVALID',
    'Cannot send the file: the option "sendfile", or the store, gave no number of copied bytes; call `sendfile()` of xsendfile/sendfile for the option',
    { path: file.path },
  )
}

/** Lets bytes through no faster than a rate. */
class PacedSource implements ContentSource {
  readonly length: number
  readonly #source: ContentSource
  readonly #maxRate: number
  readonly #begun = Date.now()
  #sent = 0
  #wake: (() => void) | undefined

  constructor(source: ContentSource, maxRate: number) {
    this.length = source.length
    this.#source = source
    this.#maxRate = maxRate
  }

  async read(atMost: number): Promise<Uint8Array | undefined> {
    const early = (this.#sent / this.#maxRate) * 1000 - (Date.now() - this.#begun)
    if (early > 0) await this.#sleep(early)
    const share = Math.max(1, Math.floor((this.#maxRate * beat) / 1000))
    const bytes = await this.#source.read(Math.min(atMost, share))
    this.#sent += bytes?.length ?? 0
    return bytes
  }

  close(): void {
    this.#source.close()
    this.#wake?.()
  }

  spent(): void {
    this.#source.spent()
  }

  #sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}

/** What is known of the sender without a server. */
export const embeddedRow: SenderRow = {
  takes: undefined,
  make: () => embedded(),
  facts: {
    title: 'no server: the application itself',
    field: 'none',
    tested: 'always',
    names: 'none',
    requests: 'none',
    fields: 'all',
    links: 'yes: it sends from the handle that it has judged',
    exceptions: [],
  },
}

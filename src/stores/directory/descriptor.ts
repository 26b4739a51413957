import type { FileSystem } from './file-system.ts'
import { ReadTogether, type SharedBytes } from './shared-bytes.ts'

/**
 * The descriptor of a file that was opened once for several requests, and is closed when the last of them is done. Each of them
 * releases it once, and does not use it any more: a descriptor that is closed belongs to whoever opens next.
 */
export class Descriptor {
  readonly #fileSystem: FileSystem
  readonly #number: number
  /** Whether it was opened for several. */
  readonly isShared: boolean
  #users: number
  #reading: ReadTogether | undefined

  /** @param users how many there are, at least 1 */
  constructor(fileSystem: FileSystem, number: number, users: number) {
    this.#fileSystem = fileSystem
    this.#number = number
    this.isShared = users > 1
    this.#users = users
  }

  /** Reads into a buffer from a position of the file; gives the number of bytes, 0 at its end. */
  read(buffer: Uint8Array, position: number): number | Promise<number> {
    return this.#fileSystem.read(this.#number, buffer, position)
  }

  get hasSendfile(): boolean {
    return this.#fileSystem.sendfile !== undefined
  }

  /** Has the system copy bytes from a position to a connection; gives their number. */
  async sendfile(connection: number, position: number, count: number): Promise<number> {
    const copied = await this.#fileSystem.sendfile?.(connection, this.#number, position, count)
    return Math.max(0, copied ?? 0)
  }

  /** Reads from a position, once for all who ask for the same before it is there. */
  readTogether(length: number, position: number): Promise<SharedBytes> {
    if (this.#reading?.isOf(position, length) !== true) {
      const reading = new ReadTogether(
        position,
        length,
        (buffer) => this.read(buffer, position),
        () => {
          if (this.#reading === reading) this.#reading = undefined
        },
      )
      this.#reading = reading
    }
    return this.#reading.join()
  }

  /** @param links how many names the file had a moment ago, where that is known */
  release(links?: bigint): void {
    this.#users -= 1
    if (this.#users === 0) this.#fileSystem.close(this.#number, this.isShared ? undefined : links)
  }
}

import { expect, it } from 'vitest'
import { giveBack, takeBuffer } from './buffers.ts'
import { Descriptor } from './descriptor.ts'
import { DirectoryRangeReader, type ReadableFile } from './directory-range-reader.ts'
import type { FileSystem } from './file-system.ts'

const content = Buffer.alloc(20_000, 'content ')
const whole = { firstPos: 0, lastPos: content.length - 1 }

/** A file that two or more have opened; it is known what was read of it, and each read ends when it is told to. */
class SharedFile implements ReadableFile {
  readonly isShared = true
  readonly asked: [position: number, bytes: number][] = []
  readonly #ends: ((error?: Error) => void)[] = []
  readonly #descriptor = new Descriptor({ read: this.#read.bind(this) } as unknown as FileSystem, 1, 2)

  async read(buffer: Uint8Array, position: number): Promise<number> {
    return this.#descriptor.read(buffer, position)
  }

  sendfile(): Promise<number> {
    return this.#descriptor.sendfile(1, 0, content.length)
  }

  readTogether(length: number, position: number): ReturnType<Descriptor['readTogether']> {
    return this.#descriptor.readTogether(length, position)
  }

  /** Ends the reads that are under way. */
  end(error?: Error): void {
    for (const end of this.#ends.splice(0)) end(error)
  }

  #read(_: number, buffer: Uint8Array, position: number): Promise<number> {
    this.asked.push([position, buffer.length])
    return new Promise((resolve, reject) => {
      this.#ends.push((error) => {
        if (error !== undefined) reject(error)
        else resolve(content.copy(buffer, 0, position, position + buffer.length))
      })
    })
  }
}

const readers = (count: number, file: ReadableFile, reuse = true): readonly DirectoryRangeReader[] =>
  Array.from({ length: count }, () => new DirectoryRangeReader(whole, reuse, file))

/** Asks each for its bytes, in the same turn. */
function readEach(
  asked: readonly DirectoryRangeReader[],
  atMost = 100_000,
): readonly Promise<Uint8Array | undefined>[] {
  return asked.map(async (reader) => reader.read(atMost))
}

/** Whether a buffer that is taken now lies where these bytes lie. */
function isFree(bytes: Uint8Array): boolean {
  const taken = Array.from({ length: 20 }, () => takeBuffer(content.length))
  for (const buffer of taken) giveBack(buffer)
  return taken.some(({ buffer }) => buffer === bytes.buffer)
}

it('reads once for all who ask together, and keeps the bytes until the last has done with them', async () => {
  const file = new SharedFile()
  const all = readers(3, file)
  const reads = readEach(all)
  expect(file.asked).toEqual([[0, content.length]])
  file.end()
  const [first = expect.fail(), ...others] = await Promise.all(reads)
  for (const bytes of [first, ...others]) expect(Buffer.from(bytes ?? [])).toEqual(content)
  for (const bytes of others) expect(bytes?.buffer).toBe(first.buffer)
  for (const reader of all) {
    expect(isFree(first)).toBe(false)
    // One by asking for what follows, the others by saying so.
    if (reader === all[0]) expect(reader.read(1)).toBeUndefined()
    reader.close()
    reader.spent()
    reader.spent()
  }
  expect(isFree(first)).toBe(true)
})

it('reads anew for who asks when it is there', async () => {
  const file = new SharedFile()
  const [first, second] = readers(2, file)
  for (const reader of [first, second]) {
    const reading = reader?.read(100_000)
    file.end()
    expect(Buffer.from((await reading) ?? [])).toEqual(content)
  }
  expect(file.asked).toEqual([
    [0, content.length],
    [0, content.length],
  ])
})

it('reads other parts for those who want them', async () => {
  const file = new SharedFile()
  const parts = [
    { firstPos: 0, lastPos: 99 },
    { firstPos: 0, lastPos: 199 },
    { firstPos: 100, lastPos: 199 },
  ]
  const reads = readEach(parts.map((part) => new DirectoryRangeReader(part, true, file)))
  file.end()
  const got = await Promise.all(reads)
  expect(got.map((bytes) => Buffer.from(bytes ?? []))).toEqual(
    parts.map(({ firstPos, lastPos }) => content.subarray(firstPos, lastPos + 1)),
  )
})

it('reads alone for who may keep or change what it gets, and for who asks for less than all', async () => {
  const file = new SharedFile()
  const reads = [...readEach(readers(2, file, false)), ...readEach(readers(2, file), content.length - 1)]
  expect(file.asked.length).toBe(4)
  file.end()
  const got = await Promise.all(reads)
  expect(new Set(got.map((bytes) => bytes?.buffer)).size).toBe(4)
})

it('fails for all who ask together, and not for who asks later', async () => {
  const file = new SharedFile()
  const reads = readEach(readers(2, file))
  file.end(new Error('EIO'))
  for (const reading of reads) await expect(reading).rejects.toThrow('EIO')
  const [later] = readers(1, file)
  const reading = later?.read(100_000)
  file.end()
  expect(Buffer.from((await reading) ?? [])).toEqual(content)
})

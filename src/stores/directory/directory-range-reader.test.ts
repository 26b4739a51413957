import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { giveBack, takeBuffer } from './buffers.ts'
import { DirectoryRangeReader, type ReadableFile } from './directory-range-reader.ts'

const file = randomBytes(600_000)

/** The threads that Node.js has. */
const turnsAtATime = 4

const whole = { firstPos: 0, lastPos: file.length - 1 }

/** Reads the file, and remembers how many bytes it was asked for at which position. */
class Disk {
  readonly asked: [position: number, bytes: number][] = []

  readonly read = async (buffer: Uint8Array, position: number): Promise<number> => {
    this.asked.push([position, buffer.length])
    await endOfTurn()
    return file.copy(buffer, 0, position, position + buffer.length)
  }
}

/** Those of a test. One that has had its turn keeps it until it is closed, or there is a pause. */
const opened: DirectoryRangeReader[] = []

afterEach(() => {
  for (const reader of opened.splice(0)) reader.close()
})

function newReader(...args: ConstructorParameters<typeof DirectoryRangeReader>): DirectoryRangeReader {
  const reader = new DirectoryRangeReader(...args)
  opened.push(reader)
  return reader
}

/** Waits for the turn of a reader, and reads. */
async function readInTurn(
  reader: DirectoryRangeReader,
  atMost: number,
  ahead?: number,
): Promise<Uint8Array | undefined> {
  await reader.turn()
  return await reader.read(atMost, ahead)
}

/** A file that nobody else has opened at the same time. */
function alone(read: ReadableFile['read'], sendfile: ReadableFile['sendfile'] = async () => 0): ReadableFile {
  return {
    isShared: false,
    read,
    sendfile,
    readTogether: () => Promise.reject(new Error('read alone')),
  }
}

function endOfTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** Writes into buffers of all sizes that nobody uses, so that it is noticed when somebody still reads one of them. */
function overwriteFreeBuffers(): void {
  const sizes = [8, 16, 32, 64, 128, 256, 512].map((kilobytes) => kilobytes * 1024)
  const taken = sizes.flatMap((size) => [takeBuffer(size), takeBuffer(size)])
  for (const buffer of taken) giveBack(buffer.fill(0))
}

describe('DirectoryRangeReader', () => {
  it('reads ahead once for what is asked for before there is a pause', async () => {
    const disk = new Disk()
    const reader = newReader(whole, true, alone(disk.read))
    for (let at = 0; at < 64_000; at += 8_000) {
      expect(Buffer.from((await readInTurn(reader, 8_000, 64_000)) ?? [])).toEqual(
        file.subarray(at, at + 8_000),
      )
    }
    expect(disk.asked).toEqual([[0, 64_000]])
  })

  it('forgets in a pause what was not asked for, and reads it again', async () => {
    const disk = new Disk()
    const reader = newReader(whole, true, alone(disk.read))
    await readInTurn(reader, 8_000, 64_000)
    reader.pause()
    expect(Buffer.from((await reader.read(8_000)) ?? [])).toEqual(file.subarray(8_000, 16_000))
    expect(disk.asked).toEqual([
      [0, 64_000],
      [8_000, 8_000],
    ])
  })

  it('lends much of what it has read where it lies, and keeps it until who got it asks again', async () => {
    const reader = newReader(whole, true, alone(new Disk().read))
    const lent = (await readInTurn(reader, 400_000, 500_000)) ?? expect.fail()
    reader.pause()
    overwriteFreeBuffers()
    expect(Buffer.from(lent).equals(file.subarray(0, 400_000))).toBe(true)
    expect(takeBuffer(500_000).buffer === lent.buffer).toBe(false)
    const next = (await reader.read(8_000)) ?? expect.fail()
    expect(Buffer.from(next)).toEqual(file.subarray(400_000, 408_000))
    const taken = Array.from({ length: 20 }, () => takeBuffer(500_000).buffer)
    expect(taken.filter((buffer) => buffer === lent.buffer)).toHaveLength(1)
  })

  it('gives, until there is a pause, what follows what it has lent, and lends no more than half of what it holds', async () => {
    const disk = new Disk()
    const reader = newReader(whole, true, alone(disk.read))
    const lent = (await readInTurn(reader, 400_000, 500_000)) ?? expect.fail()
    const next = reader.read(70_000) as Uint8Array
    expect(Buffer.from(next)).toEqual(file.subarray(400_000, 470_000))
    expect(next.buffer === lent.buffer).toBe(false)
    expect(disk.asked).toEqual([[0, 500_000]])
  })

  it('has the system copy what follows what it gave, be it read ahead or not, within its range', async () => {
    const disk = new Disk()
    const asked: number[][] = []
    const copy = async (...of: [number, number, number]): Promise<number> => {
      asked.push(of)
      return Math.min(of[2], 5000)
    }
    const reader = newReader({ firstPos: 0, lastPos: 20_999 }, true, alone(disk.read, copy))
    await readInTurn(reader, 8_000, 20_000)
    expect([await reader.sendfile(7, 6_000), await reader.sendfile(7, 3_000)]).toEqual([5_000, 3_000])
    expect(Buffer.from((await reader.read(2_000)) ?? [])).toEqual(file.subarray(16_000, 18_000))
    expect([await reader.sendfile(7, 6_000), await reader.sendfile(7, 6_000)]).toEqual([3_000, 0])
    expect(await reader.read(2_000)).toBeUndefined()
    expect(asked).toEqual([
      [7, 8_000, 6_000],
      [7, 13_000, 3_000],
      [7, 18_000, 3_000],
    ])
  })

  it('gives nothing more when it is closed while the system copies', async () => {
    const disk = new Disk()
    let end: (copied: number) => void = () => undefined
    const copy = (): Promise<number> => new Promise((resolve) => (end = resolve))
    const reader = newReader(whole, true, alone(disk.read, copy))
    const copying = reader.sendfile(7, 6_000)
    reader.close()
    end(6_000)
    expect([await copying, await reader.read(2_000), disk.asked]).toEqual([6_000, undefined, []])
  })

  it('reads no more than its range', async () => {
    const disk = new Disk()
    const reader = newReader({ firstPos: 100, lastPos: 299 }, true, alone(disk.read))
    expect(Buffer.from((await readInTurn(reader, 150, 1000)) ?? [])).toEqual(file.subarray(100, 250))
    expect(Buffer.from((await reader.read(150, 1000)) ?? [])).toEqual(file.subarray(250, 300))
    expect(await reader.read(150, 1000)).toBeUndefined()
    expect(disk.asked).toEqual([[100, 200]])
  })

  it('reads ahead for a few at a time, while others wait', async () => {
    const disk = new Disk()
    const readers = Array.from({ length: 20 }, () => newReader(whole, true, alone(disk.read)))
    const reads = readers.map((reader) => readInTurn(reader, 8_000, 64_000))
    await Promise.all(reads.slice(0, turnsAtATime))
    await endOfTurn()
    expect(disk.asked.length).toBe(turnsAtATime)
    for (const [index, read] of reads.entries()) {
      await read
      readers[index]?.pause()
    }
    expect(disk.asked).toEqual(Array.from({ length: 20 }, () => [0, 64_000]))
  })

  it('holds nothing while it waits', async () => {
    const large = 512 * 1024
    const readers = Array.from({ length: turnsAtATime }, () => newReader(whole, true, alone(new Disk().read)))
    const held = await Promise.all(readers.map(async (reader) => (await reader.read(large))?.buffer))
    const others = readers.map(() => newReader(whole, true, alone(new Disk().read)))
    for (const other of others) await other.turn()
    const reads = readers.map((reader) => readInTurn(reader, 8_000, 64_000))
    const free = readers.map(() => takeBuffer(large).buffer)
    expect(free.filter((buffer) => !held.includes(buffer))).toEqual([])
    for (const other of others) other.close()
    await Promise.all(reads)
  })

  it('reads no more than it is asked for while the disk of others hangs, and ahead again when that is over', async () => {
    const ends: (() => void)[] = []
    const hangs = (): Promise<number> => new Promise((resolve) => ends.push(() => resolve(1)))
    const hanging = Array.from({ length: turnsAtATime }, () =>
      readInTurn(newReader(whole, true, alone(hangs)), 8_000, 64_000),
    )
    const disk = new Disk()
    const read = async (): Promise<void> => {
      const reader = newReader(whole, true, alone(disk.read))
      await readInTurn(reader, 8_000, 64_000)
      reader.pause()
    }
    await Promise.all([read(), read(), read()])
    await read()
    expect(disk.asked).toEqual(Array.from({ length: 4 }, () => [0, 8_000]))
    for (const end of ends) end()
    await Promise.all(hanging)
    for (const reader of opened) reader.pause()
    await read()
    expect(disk.asked.at(-1)).toEqual([0, 64_000])
  })

  it('reads ahead again after a read has failed', async () => {
    const failing = newReader(
      whole,
      true,
      alone(() => Promise.reject(new Error('EIO'))),
    )
    for (let time = 0; time < 20; time += 1) {
      await expect(readInTurn(failing, 8_000, 64_000)).rejects.toThrow('EIO')
    }
    const disk = new Disk()
    await readInTurn(newReader(whole, true, alone(disk.read)), 8_000, 64_000)
    expect(disk.asked).toEqual([[0, 64_000]])
  })

  it('gives its turn to others when it is closed before it has read, or while it waits', async () => {
    const readers = Array.from({ length: 2 * turnsAtATime }, () =>
      newReader(whole, true, alone(new Disk().read)),
    )
    const turns = readers.map(async (reader) => reader.turn())
    for (const reader of readers) reader.close()
    await Promise.all(turns)
    const disk = new Disk()
    const later = Array.from({ length: turnsAtATime }, () =>
      readInTurn(newReader(whole, true, alone(disk.read)), 8_000, 64_000),
    )
    for (let step = 0; step < 5; step += 1) await Promise.resolve()
    expect(disk.asked.length).toBe(turnsAtATime)
    await Promise.all(later)
  })

  it('gives every byte once, in its order, however it is asked', async () => {
    const step = fc.record({
      atMost: fc.integer({ min: 1, max: 200_000 }),
      ahead: fc.integer({ min: 1, max: 300_000 }),
      pauses: fc.boolean(),
      waits: fc.boolean(),
    })
    const steps = fc.array(step, { minLength: 1, maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(steps, fc.boolean(), async (asked, reuse) => {
        const reader = newReader(whole, reuse, alone(new Disk().read))
        const got: Buffer[] = []
        for (let index = 0; ; index += 1) {
          const { atMost = 1, ahead = 1, pauses = false, waits = false } = asked[index % asked.length] ?? {}
          if (waits) await reader.turn()
          const bytes = await reader.read(Math.max(atMost, 2_000), ahead)
          if (bytes === undefined) break
          if (pauses) {
            await endOfTurn()
            overwriteFreeBuffers()
          }
          got.push(Buffer.from(bytes))
        }
        expect(Buffer.concat(got).equals(file)).toBe(true)
      }),
      { numRuns: 30 },
    )
  })
})

import { EventEmitter } from 'node:events'
import { afterEach, describe, expect, it, test, vi } from 'vitest'
import type { ContentSource } from '../core/content.ts'
import { writeContent } from './node-content.ts'
import type { NodeRequest, NodeResponse } from './node-handles.ts'

const tenMegabytes = 10 * 1024 * 1024

afterEach(() => void vi.useRealTimers())

/** A client that takes what is written only when it is told to. */
class Client extends EventEmitter {
  readonly request = { httpVersionMajor: 1, socket: new EventEmitter() } as unknown as NodeRequest
  readonly writes: number[] = []
  destroyed = false
  #taken: () => void = () => undefined

  readonly #atOnce: number

  /** @param atOnce bytes that its source gives at most at a time */
  constructor(atOnce = tenMegabytes) {
    super()
    this.#atOnce = atOnce
  }

  readonly source: ContentSource = {
    length: tenMegabytes,
    read: (atMost) => Promise.resolve(new Uint8Array(Math.min(atMost, this.#atOnce))),
    close: () => undefined,
    spent: () => undefined,
  }

  write(bytes: Uint8Array, taken: () => void): boolean {
    this.writes.push(bytes.length)
    this.#taken = taken
    return true
  }

  async take(): Promise<void> {
    this.#taken()
    await settle()
  }

  async download(): Promise<void> {
    const response = this as unknown as NodeResponse
    void writeContent(
      this.source,
      { request: this.request, response, isPlain: false },
      () => undefined,
      'sent',
    )
    await settle()
  }

  async leave(): Promise<void> {
    this.destroyed = true
    this.emit('close')
    await settle()
  }
}

/** Until nothing more is done: what does not fit into one turn of the event loop is done in a later one. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 6; turn += 1) await endOfTurn()
}

async function startDownloads(count: number): Promise<Client[]> {
  const clients = Array.from({ length: count }, () => new Client())
  for (const client of clients) await client.download()
  return clients
}

test('eight clients begin with large writes, and the room of one that leaves is free again', async () => {
  const clients = await startDownloads(20)
  expect(clients.map(({ writes }) => writes[0])).toEqual([
    ...Array.from({ length: 8 }, () => 512 * 1024),
    ...Array.from({ length: 12 }, () => 8 * 1024),
  ])
  await clients[3]?.leave()
  const [later] = await startDownloads(1)
  expect(later?.writes).toEqual([512 * 1024])
  for (const client of [...clients, later]) await client?.leave()
})

test('a client that pauses gets small writes and leaves its room to others', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const [slow] = await startDownloads(1)
  vi.advanceTimersByTime(51)
  await slow?.take()
  expect(slow?.writes).toEqual([512 * 1024, 8 * 1024])
  const others = await startDownloads(8)
  expect(others.every(({ writes }) => writes[0] === 512 * 1024)).toBe(true)
  for (const client of [slow, ...others]) await client?.leave()
})

describe('a client that pauses again and again', () => {
  const kilobytes = (count: number): number => count * 1024

  it('is sent less and less at once, until it pauses about where it has done so before', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const client = await startPausing(kilobytes(200))
    expect(await pauseAfter(client, kilobytes(168))).toBe(kilobytes(168))
    const first = client.writes.length - 1
    await takeUntil(client, kilobytes(168))
    // Each is 0.65 of what is left, in whole writes of 8 KB, and no less than 32 KB.
    expect(client.writes.slice(first)).toEqual([104, 40, 8, 8, 8, 8].map(kilobytes))
    await client.leave()
  })

  it('is sent more at once where it takes as much each time', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const client = await startPausing(kilobytes(200))
    const first = client.writes.length - 1
    await takeUntil(client, kilobytes(200))
    // Each is 0.85 of what is left.
    expect(client.writes.slice(first)).toEqual([168, 8, 8, 8, 8, 8].map(kilobytes))
    await client.leave()
  })

  it('is sent at once no more than 512 KB, and five others with it; others get 128 KB', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const clients: Client[] = []
    for (let count = 0; count < 7; count += 1) clients.push(await startPausing(kilobytes(800)))
    expect(clients.map(({ writes }) => writes.at(-1))).toEqual([
      ...Array.from({ length: 6 }, () => kilobytes(512)),
      kilobytes(128),
    ])
    await clients[3]?.leave()
    const later = await startPausing(kilobytes(800))
    expect(later.writes.at(-1)).toBe(kilobytes(512))
    for (const client of [...clients, later]) await client.leave()
  })

  it('is sent an eighth of what it took first, and then no more than a fifth of all that it took', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const client = new Client()
    await client.download()
    const first = await pauseAfter(client, kilobytes(1600))
    expect(client.writes.at(-1)).toBe(most(first / 8))
    const second = await pauseAfter(client, kilobytes(1600))
    expect(client.writes.at(-1)).toBe(most((first + second) / 5))
    await client.leave()
  })

  it('is sent as much as it took the last time, or the time before where that was less, but not much less', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const client = await startPausing(kilobytes(400))
    const less = await pauseAfter(client, kilobytes(200))
    expect(client.writes.at(-1)).toBe(most(less))
    const more = await pauseAfter(client, kilobytes(500))
    expect(more).toBeGreaterThan(less)
    expect(client.writes.at(-1)).toBe(most(less))
    const muchMore = await pauseAfter(client, kilobytes(1600))
    expect(client.writes.at(-1)).toBe(most(0.4 * muchMore))
    await client.leave()
  })

  it('is sent little again when it takes less than was foreseen', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const client = await startPausing(kilobytes(200))
    vi.advanceTimersByTime(51)
    await client.take()
    expect(client.writes.slice(-2)).toEqual([kilobytes(168), kilobytes(8)])
    await client.leave()
  })

  /** Takes so many bytes between pauses, and has paused three times: up to the first it fills the buffers of the system, too. */
  async function startPausing(between: number): Promise<Client> {
    const client = new Client()
    await client.download()
    for (let pauses = 0; pauses < 3; pauses += 1) await pauseAfter(client, between)
    return client
  }

  /** Takes so many bytes at once, or some more, and the last write late. Gives how many it took at once. */
  async function pauseAfter(client: Client, bytes: number): Promise<number> {
    const first = client.writes.length - 1
    await takeUntil(client, bytes)
    const taken = sum(client.writes.slice(first, -1))
    vi.advanceTimersByTime(51)
    await client.take()
    return taken
  }

  /** What is sent at once of what is likely: a part of it, in whole writes of 8 KB. */
  function most(likely: number): number {
    return Math.floor((0.65 * likely) / kilobytes(8)) * kilobytes(8)
  }

  /** Takes so many bytes at once, or some more, and leaves the last write where it is. */
  async function takeUntil(client: Client, bytes: number): Promise<void> {
    const first = client.writes.length - 1
    while (sum(client.writes.slice(first, -1)) < bytes) {
      await client.take()
    }
  }
})

test('a client that has not paused gets less at a time where the system may have taken all it will', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const ahead = await startDownloads(8)
  for (const each of ahead) while (sum(each.writes) <= 3 * 1024 * 1024) await each.take()
  const fast = await startDownloads(8)
  const crowd = await startMedium(32)
  const [client] = await startDownloads(1)
  while (sum(client?.writes ?? []) < 3 * 1024 * 1024) {
    await client?.take()
  }
  expect(sizesBySum(client?.writes ?? [])).toEqual([
    [8 * 1024, 0],
    [16 * 1024, 32 * 1024],
    [8 * 1024, 2.5 * 1024 * 1024],
  ])
  for (const each of [...ahead, ...fast, ...crowd, client]) await each?.leave()

  /** Clients that hold all writes of the middle size. */
  async function startMedium(count: number): Promise<Client[]> {
    const clients = await startDownloads(count)
    for (const each of clients) {
      while (each.writes.at(-1) !== 32 * 1024) await each.take()
    }
    return clients
  }

  /** Each size of writes that follow each other, and the bytes before the first of them. */
  function sizesBySum(writes: readonly number[]): [size: number, before: number][] {
    const sizes: [number, number][] = []
    let before = 0
    for (const size of writes) {
      if (sizes.at(-1)?.[0] !== size) sizes.push([size, before])
      before += size
    }
    return sizes
  }
})

test('64 clients that were fast hold large writes when they stop, 96 after them smaller ones, and all others small ones', async () => {
  // A machine with other work to do would make them slow.
  vi.useFakeTimers({ toFake: ['performance'] })
  const clients: Client[] = []
  for (let count = 0; count < 172; count += 1) clients.push(await fastClient())
  expect(clients.map(({ writes }) => writes.at(-1))).toEqual([
    ...Array.from({ length: 64 }, () => 512 * 1024),
    ...Array.from({ length: 32 }, () => 32 * 1024),
    ...Array.from({ length: 64 }, () => 16 * 1024),
    ...Array.from({ length: 12 }, () => 8 * 1024),
  ])
  await clients[3]?.leave()
  const later = await fastClient()
  expect(later.writes.at(-1)).toBe(512 * 1024)
  for (const client of [...clients, later]) await client.leave()

  async function fastClient(): Promise<Client> {
    const client = new Client()
    await client.download()
    while (sum(client.writes) <= 5 * 1024 * 1024) {
      await client.take()
    }
    return client
  }
})

test('a source that gives little at once, as one with a rate does, leaves its room to others', async () => {
  const paced = new Client(1000)
  await paced.download()
  await paced.take()
  expect(paced.writes).toEqual([1000, 1000])
  const others = await startDownloads(8)
  expect(others.every(({ writes }) => writes[0] === 512 * 1024)).toBe(true)
  for (const client of [paced, ...others]) await client.leave()
})

describe('a client of which the system takes all at once', () => {
  const kilobytes = (count: number): number => count * 1024

  it('gets one write after the other for a millisecond, and then others have their turn', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    // It is asked twice for each write.
    const takes = (): boolean => {
      vi.advanceTimersByTime(0.15)
      return true
    }
    const { written, ended } = download({ takes })
    const ofTurns = new Set<number>()
    while (!ended()) {
      const before = written.length
      await endOfTurn()
      ofTurns.add(written.length - before)
    }
    expect(sum(written)).toBe(tenMegabytes)
    expect(ofTurns).toEqual(new Set([0, 4]))
  })

  it('is waited for as soon as the system does not', async () => {
    const { written, taken } = download({ takes: (bytes) => bytes < kilobytes(1024) })
    for (let turn = 0; turn < 10; turn += 1) await endOfTurn()
    const before = written.length
    expect(sum(written)).toBeGreaterThanOrEqual(kilobytes(1024))
    expect(sum(written.slice(0, -1))).toBeLessThanOrEqual(kilobytes(1024))
    taken()
    for (let turn = 0; turn < 10; turn += 1) await endOfTurn()
    expect(written.length).toBe(before + 1)
  })

  it('is waited for where something stands between that could keep what is written', async () => {
    const { written } = download({ takes: () => true, isPlain: false })
    for (let turn = 0; turn < 10; turn += 1) await endOfTurn()
    expect(written.length).toBe(1)
  })

  it('ends nothing by being told at once of what it has taken', async () => {
    const { written, ended } = download({ takes: () => true, isPlain: false, tellsAtOnce: true })
    while (!ended()) await endOfTurn()
    expect(sum(written)).toBe(tenMegabytes)
  })

  interface System {
    /** Whether the system takes a write at once, by the bytes that it got before and with it. */
    readonly takes: (bytes: number) => boolean
    readonly isPlain?: boolean
    readonly tellsAtOnce?: boolean
  }

  function download({ takes, isPlain = true, tellsAtOnce = false }: System): {
    readonly written: number[]
    readonly taken: () => void
    readonly ended: () => boolean
  } {
    const written: number[] = []
    const waiting: (() => void)[] = []
    const isTaken = (): boolean => takes(sum(written))
    const socket = Object.defineProperties(new EventEmitter(), {
      cork: { value: () => undefined },
      uncork: { value: () => undefined },
      writableLength: { get: () => (isTaken() ? 0 : 1) },
    })
    let hasEnded = false
    const response = Object.assign(new EventEmitter(), {
      socket,
      write(bytes: Uint8Array, done: () => void) {
        written.push(bytes.length)
        if (tellsAtOnce) done()
        else if (isPlain && isTaken()) process.nextTick(done)
        else waiting.push(done)
      },
      end: () => (hasEnded = true),
    }) as unknown as NodeResponse
    const request = { httpVersionMajor: 1, socket } as unknown as NodeRequest
    void writeContent(bytesAtOnce(), { request, response, isPlain }, () => undefined, 'sent')
    return { written, taken: () => waiting.shift()?.(), ended: () => hasEnded }
  }

  function bytesAtOnce(): ContentSource {
    let left = tenMegabytes
    return {
      length: tenMegabytes,
      read(atMost) {
        const bytes = Math.min(atMost, left)
        left -= bytes
        return bytes === 0 ? undefined : new Uint8Array(bytes)
      },
      close: () => undefined,
      spent: () => undefined,
    }
  }
})

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

function endOfTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

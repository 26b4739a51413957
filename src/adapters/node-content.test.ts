import { EventEmitter } from 'node:events'
import { afterEach, expect, test, vi } from 'vitest'
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
    void writeContent(this.source, this.request, this as unknown as NodeResponse, () => undefined)
    await settle()
  }

  async leave(): Promise<void> {
    this.destroyed = true
    this.emit('close')
    await settle()
  }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
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

test('a source that gives little at once, as one with a rate does, leaves its room to others', async () => {
  const paced = new Client(1000)
  await paced.download()
  await paced.take()
  expect(paced.writes).toEqual([1000, 1000])
  const others = await startDownloads(8)
  expect(others.every(({ writes }) => writes[0] === 512 * 1024)).toBe(true)
  for (const client of [paced, ...others]) await client.leave()
})

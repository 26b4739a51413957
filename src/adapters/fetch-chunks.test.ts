import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ContentSource } from '../core/content.ts'
import { Chunks, firstChunk } from './fetch-chunks.ts'

const kilobytes = (count: number): number => count * 1024
const large = kilobytes(2048)

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
afterEach(() => void vi.useRealTimers())

/** Gives whatever is asked for. */
const endless: ContentSource = {
  length: Infinity,
  read: (atMost) => new Uint8Array(atMost),
  close: () => undefined,
  spent: () => undefined,
}

/** A response whose first chunk has been given. */
async function startResponse(): Promise<Chunks> {
  const chunks = new Chunks(endless, new Uint8Array(firstChunk))
  expect(await sizeOfNext(chunks)).toBe(firstChunk)
  return chunks
}

async function sizeOfNext(chunks: Chunks): Promise<number | undefined> {
  return (await chunks.next())?.length
}

test('four responses of which nothing is known get large chunks, and the room of one that is cancelled is free again', async () => {
  const responses = await Promise.all(Array.from({ length: 6 }, startResponse))
  const sizes: unknown[] = []
  for (const chunks of responses) sizes.push(await sizeOfNext(chunks))
  expect(sizes).toEqual([large, large, large, large, kilobytes(256), kilobytes(256)])
  responses[1]?.close()
  const later = await startResponse()
  expect(await sizeOfNext(later)).toBe(large)
  for (const chunks of [...responses, later]) chunks.close()
})

test('who pauses gets small chunks, and leaves its room to others', async () => {
  const slow = await startResponse()
  expect(await sizeOfNext(slow)).toBe(large)
  vi.advanceTimersByTime(51)
  expect(await sizeOfNext(slow)).toBe(kilobytes(64))
  const others = await Promise.all(Array.from({ length: 4 }, startResponse))
  for (const chunks of others) expect(await sizeOfNext(chunks)).toBe(large)
  for (const chunks of [slow, ...others]) chunks.close()
})

test('who pauses again and again gets at once most of what it takes between two pauses', async () => {
  const slow = await startResponse()
  for (let pauses = 0; pauses < 3; pauses += 1) {
    // The last of 512 KB is the one that it pauses with.
    for (let given = 0; given < kilobytes(512);) given += (await sizeOfNext(slow)) ?? 0
    vi.advanceTimersByTime(51)
  }
  const sizes: unknown[] = []
  for (let count = 0; count < 3; count += 1) sizes.push(await sizeOfNext(slow))
  expect(sizes).toEqual([192, 64, 64].map(kilobytes))
  slow.close()
})

test('who has waited long before it begins to read is not slow for that', async () => {
  const chunks = new Chunks(endless, new Uint8Array(firstChunk))
  vi.advanceTimersByTime(10_000)
  await chunks.next()
  expect(await sizeOfNext(chunks)).toBe(large)
  chunks.close()
})

test('16 responses that were fast hold large chunks when they stop, 64 after them smaller ones, and all others small ones', async () => {
  const responses: Chunks[] = []
  const sizes: unknown[] = []
  for (let count = 0; count < 90; count += 1) {
    const chunks = await startResponse()
    for (let taken = 0; taken < 5 * 1024 * 1024;) taken += (await sizeOfNext(chunks)) ?? 0
    sizes.push(await sizeOfNext(chunks))
    responses.push(chunks)
  }
  expect(sizes).toEqual([
    ...Array.from({ length: 16 }, () => large),
    ...Array.from({ length: 64 }, () => kilobytes(256)),
    ...Array.from({ length: 10 }, () => kilobytes(64)),
  ])
  for (const chunks of responses) chunks.close()
})

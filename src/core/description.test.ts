import { expect, test } from 'vitest'
import { type DescribedFile, Descriptions } from './description.ts'
import { given } from './given.fixture.ts'

const now = Date.UTC(2026, 0, 1)

const file: DescribedFile = {
  path: 'folder/a.pdf',
  name: 'a.pdf',
  size: 11,
  modified: 1_767_000_000_000_000_000n,
  version: 'first',
}

const nothing = given({})

/** Whether what was said of one file is said of another. */
function isKeptFor(other: Partial<DescribedFile>): boolean {
  const descriptions = new Descriptions()
  return descriptions.of(file, nothing, now) === descriptions.of({ ...file, ...other }, nothing, now)
}

test('a file that stays the same is described once', () => {
  expect(isKeptFor({})).toBe(true)
})

test.each<[what: string, change: Partial<DescribedFile>]>([
  ['is another version', { version: 'second' }],
  ['is of a version that nothing tells from others', { version: undefined }],
  ['has another size', { size: 12 }],
  ['has another time', { modified: 1_767_000_000_000_000_001n }],
  ['has another name', { name: 'b.pdf' }],
  ['is at another path', { path: 'folder/b.pdf' }],
])('a file that %s is described anew', (_, change) => {
  expect(isKeptFor(change)).toBe(false)
})

test('a file that changes back and forth is described as what it is each time', () => {
  const descriptions = new Descriptions()
  for (const size of [11, 12, 11, 12]) {
    const description = descriptions.of({ ...file, size, version: `of ${size}` }, nothing, now)
    expect(description.representation.size).toBe(size)
  }
})

test('what may be said otherwise the next time is not kept', () => {
  const changing = [
    given({ answer: { 'Cache-Control': 'no-store' } }),
    given({ application: { etag: () => 'a' } }),
    given({ send: { etag: () => 'a' } }),
  ]
  for (const said of changing) {
    const descriptions = new Descriptions()
    expect(descriptions.of(file, said, now)).not.toBe(descriptions.of(file, said, now))
  }
})

test('what other options say is another description', () => {
  const descriptions = new Descriptions()
  const csv = given({ send: { contentType: 'text/csv' } })
  expect(descriptions.of(file, nothing, now).representation.mediaType).toBe('application/pdf')
  expect(descriptions.of(file, csv, now).representation.mediaType).toBe('text/csv')
  expect(descriptions.of(file, nothing, now).representation.mediaType).toBe('application/pdf')
})

test('a file that was touched just now, or a long path, is not kept', () => {
  expect(isKeptFor({})).toBe(true)
  const descriptions = new Descriptions()
  const touched = { ...file, modified: BigInt(now) * 1_000_000n }
  const long = { ...file, path: 'a'.repeat(1025) }
  for (const other of [touched, long])
    expect(descriptions.of(other, nothing, now)).not.toBe(descriptions.of(other, nothing, now))
})

test('a thousand are kept, and the oldest goes', () => {
  const descriptions = new Descriptions()
  const first = descriptions.of(file, nothing, now)
  const others = Array.from({ length: 999 }, (_, index) => ({ ...file, path: String(index) }))
  for (const other of others) descriptions.of(other, nothing, now)
  expect(descriptions.of(file, nothing, now)).toBe(first)
  descriptions.of({ ...file, path: 'one more' }, nothing, now)
  expect(descriptions.of(file, nothing, now)).not.toBe(first)
})

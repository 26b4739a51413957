import { expect, test } from 'vitest'
import { type DescribedFile, Descriptions } from './description.ts'
import { type Words, given } from './given.fixture.ts'
import type { Given } from './given.ts'
import type { SendOptions } from './options.ts'

const now = Date.UTC(2026, 0, 1)

const file: DescribedFile = {
  path: 'folder/a.pdf',
  name: 'a.pdf',
  size: 11,
  modified: 1_767_000_000_000_000_000n,
  version: 'first',
}

const nothing = given({})

/** What an application says that sets fields on its answers, and the same options each time. */
const withAnswer = (answer: NonNullable<Words['answer']>): Given => ({
  ...nothing,
  answer: given({ answer }).answer,
})

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
    withAnswer({ Vary: ['Cookie', 'Accept-Language'] }),
    given({ application: { etag: () => 'a' } }),
    given({ send: { etag: () => 'a' } }),
  ]
  for (const said of changing) {
    const descriptions = new Descriptions()
    expect(descriptions.of(file, said, now)).not.toBe(descriptions.of(file, said, now))
  }
})

test.each<[name: string, value: string | string[]]>([
  ['X-Powered-By', 'Express'],
  ['X-Request-Id', '1'],
  ['Set-Cookie', ['a=1', 'b=2']],
  ['Cache-Control', 'no-store'],
  ['Content-Security-Policy', 'sandbox'],
])('the same field %s: %j on the answer is the same description', (name, value) => {
  const descriptions = new Descriptions()
  const said = (): Given => withAnswer({ [name]: value })
  expect(descriptions.of(file, said(), now)).toBe(descriptions.of(file, said(), now))
})

test('fields that say nothing of the file may change on the answer', () => {
  const descriptions = new Descriptions()
  const said = (id: string): Given => withAnswer({ 'X-Request-Id': id, 'Set-Cookie': `id=${id}` })
  const first = descriptions.of(file, said('1'), now)
  expect(descriptions.of(file, said('2'), now)).toBe(first)
  expect(descriptions.of(file, nothing, now)).toBe(first)
})

test.each<
  [name: string, values: readonly [string | undefined, string | undefined], application?: SendOptions]
>([
  ['Cache-Control', ['no-store', 'private']],
  ['Cache-Control', ['no-store', undefined]],
  ['Cache-Control', [undefined, 'no-store']],
  ['Content-Type', ['text/csv', 'text/plain']],
  ['ETag', ['"a"', '"b"']],
  ['Expires', [undefined, 'Thu, 01 Jan 2026 00:00:00 GMT']],
  ['Content-Security-Policy', [undefined, 'sandbox']],
  ['X-Content-Type-Options', [undefined, 'nosniff']],
  ['X-Robots-Tag', [undefined, 'none'], { headers: { 'X-Robots-Tag': 'noindex' } }],
])('another field %s on the answer is another description: %j', (name, values, application = {}) => {
  const descriptions = new Descriptions()
  const options = given({ application })
  const [first, second] = values.map((value) => {
    const { answer } = withAnswer(value === undefined ? {} : { [name]: value })
    return descriptions.of(file, { ...options, answer }, now)
  })
  expect(second).not.toBe(first)
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

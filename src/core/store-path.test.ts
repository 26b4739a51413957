import { expect, it } from 'vitest'
import { isRefusedLink, keptPath } from './store-path.ts'

const bytes = (): Uint8Array => new Uint8Array([0x61, 0xff])

it.each([
  ['a text', 'a/b'],
  ['bytes', bytes()],
  ['segments', ['a', 'b']],
  ['segments of bytes', ['a', bytes()]],
  ['no segments', []],
  ['what could not be decoded', { malformed: '/%' }],
  ['a link that gives no file', { refused: 'unsigned', path: 'a' } as const],
])('%s is kept as it is', (_, path) => {
  expect(keptPath(path)).toEqual(path)
})

it('what becomes of the array or the bytes then changes nothing', () => {
  const [segments, whole, part] = [['a', 'b'], bytes(), bytes()]
  const kept = [segments, whole, ['a', part]].map((path) => keptPath(path))
  segments[1] = 'c'
  whole.fill(0)
  part.fill(0)
  expect(kept).toEqual([['a', 'b'], bytes(), ['a', bytes()]])
})

it('what Node cuts from a larger buffer is copied too', () => {
  const path = Buffer.from('alice')
  const kept = keptPath(path)
  path.fill('x')
  expect(Buffer.from(kept as Uint8Array).toString()).toBe('alice')
})

it.each<[path: unknown, isRefused: boolean]>([
  [{ refused: 'expired', path: 'a' }, true],
  [{ malformed: '/%' }, false],
  [['refused', 'path'], false],
  ['refused', false],
  [bytes(), false],
  // No paths at all, which stores refuse.
  [null, false],
  [undefined, false],
])('%o is a link that gives no file: %o', (path, isRefused) => {
  expect(isRefusedLink(path as Parameters<typeof isRefusedLink>[0])).toBe(isRefused)
})

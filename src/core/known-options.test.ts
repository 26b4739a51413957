import { expect, it, test } from 'vitest'
import { KnownOptions } from './known-options.ts'
import type { SendOptions } from './options.ts'

const known = (): KnownOptions => new KnownOptions(new Set(['x-accel-redirect']))

test('the same words are the same object', () => {
  const options = known()
  const first = options.check({ disposition: 'attachment', filename: 'a.pdf', maxRate: 1, etag: false })
  expect(first).toMatchObject({ disposition: 'attachment', filename: 'a.pdf', maxRate: 1, etag: false })
  expect(options.check({ disposition: 'attachment', filename: 'a.pdf', maxRate: 1, etag: false })).toBe(first)
  expect(
    options.check({ disposition: 'attachment', filename: 'b.pdf', maxRate: 1, etag: false }),
  ).toMatchObject({
    filename: 'b.pdf',
  })
})

it.each<[what: string, options: SendOptions]>([
  ['a function', { etag: () => 'a' }],
  ['a list', { methods: ['GET'] }],
  ['fields', { headers: { 'X-Robots-Tag': 'noindex' } }],
  ['a long text', { filename: 'a'.repeat(1025) }],
])('what may be another thing the next time is checked each time: %s', (_, given) => {
  const options = known()
  expect(options.check(given)).not.toBe(options.check(given))
  expect(options.check(given)).toEqual(options.check(given))
})

it('an option that is changed counts as it is now', () => {
  const options = known()
  const given = { filename: 'a.pdf' }
  options.check(given)
  given.filename = 'b.pdf'
  expect(options.check(given).filename).toBe('b.pdf')
})

it.each([
  ['no options', null],
  ['a text', 'attachment'],
  ['an unknown option', { fileName: 'a.pdf' }],
  ['a wrong value', { maxRate: 0 }],
  ['a value that JSON has not', { maxRate: Number.NaN }],
  ['another', { maxRate: 1n }],
])('%s is refused each time', (_, given) => {
  const options = known()
  const refused: unknown = expect.objectContaining({ code: 'ERR_XSENDFILE_OPTION_INVALID' })
  for (let time = 0; time < 2; time += 1) expect(() => options.check(given as SendOptions)).toThrow(refused)
})

it('remembers a thousand, and the oldest goes', () => {
  const options = known()
  const first = options.check({ filename: 'first' })
  for (let index = 1; index < 1000; index += 1) options.check({ filename: String(index) })
  expect(options.check({ filename: 'first' })).toBe(first)
  options.check({ filename: 'one more' })
  expect(options.check({ filename: 'first' })).not.toBe(first)
})

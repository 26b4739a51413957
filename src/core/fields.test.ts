import { describe, expect, it } from 'vitest'
import { XsendfileError } from './errors.ts'
import {
  type FieldValue,
  describesFile,
  fieldsOfAnswer,
  fieldsOfOptions,
  isLeftOutOfNotModified,
  isValidator,
  linesOfOptions,
  lineOf,
  noFields,
} from './fields.ts'

const instructions = new Set(['x-accel-redirect', 'x-accel-limit-rate'])

const owned = [
  'accept-ranges',
  'content-encoding',
  'content-length',
  'content-range',
  'trailer',
  'transfer-encoding',
]

/** Each field that describes a file, and whether a 304 repeats it. */
const describing: readonly (readonly [name: string, repeated: boolean])[] = [
  ...owned.map((name) => [name, false] as const),
  ['cache-control', true],
  ['content-disposition', false],
  ['content-language', false],
  ['content-location', true],
  ['content-type', false],
  ['etag', true],
  ['expires', true],
  ['last-modified', false],
]

const others = [
  'set-cookie',
  'vary',
  'content-security-policy',
  'access-control-allow-origin',
  'x-content-type-options',
  'x-robots-tag',
  'date',
]

function read(fields: Readonly<Record<string, FieldValue | undefined>>): ReturnType<typeof fieldsOfOptions> {
  return fieldsOfOptions(Object.entries(fields), instructions)
}

describe('noFields', () => {
  it('holds nothing', () => {
    expect([...noFields]).toEqual([])
  })
})

describe('describesFile()', () => {
  it.each(describing)('says yes to %s', (name) => {
    expect(describesFile(name)).toBe(true)
  })

  it.each(others)('says no to %s', (name) => {
    expect(describesFile(name)).toBe(false)
  })
})

describe('isLeftOutOfNotModified()', () => {
  it.each(describing)('for %s: a 304 repeats it, %s', (name, repeated) => {
    expect(isLeftOutOfNotModified(name)).toBe(!repeated)
  })

  it.each(others)('says no to %s', (name) => {
    expect(isLeftOutOfNotModified(name)).toBe(false)
  })
})

describe('isValidator()', () => {
  it.each([
    ['etag', true],
    ['last-modified', true],
    ['content-type', false],
    ['expires', false],
    ['set-cookie', false],
  ])('of %s says %s', (name, validator) => {
    expect(isValidator(name)).toBe(validator)
  })
})

describe('fieldsOfOptions()', () => {
  it('finds fields by their names in lower case and keeps their spelling', () => {
    expect(read({ 'X-Robots-Tag': 'noindex', vary: 'Cookie' })).toEqual(
      new Map([
        ['x-robots-tag', { name: 'X-Robots-Tag', value: 'noindex' }],
        ['vary', { name: 'vary', value: 'Cookie' }],
      ]),
    )
  })

  it('keeps several lines of a field', () => {
    expect(read({ 'Set-Cookie': ['a=1', 'b=2'] }).get('set-cookie')?.value).toEqual(['a=1', 'b=2'])
  })

  it('leaves out what is undefined', () => {
    expect(read({ 'X-A': undefined, 'X-B': 'b' })).toEqual(new Map([['x-b', { name: 'X-B', value: 'b' }]]))
  })

  it('takes the last of several in different cases', () => {
    expect(read({ 'Cache-Control': 'public', 'cache-control': 'private' })).toEqual(
      new Map([['cache-control', { name: 'cache-control', value: 'private' }]]),
    )
  })

  it.each([
    ['an empty value', ''],
    ['a tab within', 'a\tb'],
    ['a byte above ASCII', '\xe9'],
  ])('takes %s', (_, value) => {
    expect(read({ 'X-A': value }).get('x-a')?.value).toBe(value)
  })

  it.each([
    ...owned,
    ...instructions,
    'Content-Length',
    'CONTENT-ENCODING',
    'X-Accel-Redirect',
    'X-ACCEL-LIMIT-RATE',
  ])('refuses %s, which only the sender can set', (name) => {
    expect(() => read({ [name]: '1' })).toThrow(
      new XsendfileError(
        'ERR_XSENDFILE_FIELD_FORBIDDEN',
        `Cannot set "${name}" in the options: only what sends the file knows its value; leave it out`,
      ),
    )
  })

  it('lets through the instructions of other senders', () => {
    expect(read({ 'X-Sendfile': '/a' }).get('x-sendfile')?.value).toBe('/a')
  })

  it.each<[what: string, name: string, value: unknown, shown: string]>([
    ['an empty name', '', 'a', 'Cannot set "" in the options to "a"'],
    ['a blank in a name', 'X A', 'a', 'Cannot set "X A" in the options to "a"'],
    ['a line break in a name', 'X\r\nB', 'a', String.raw`Cannot set "X\r\nB" in the options to "a"`],
    ['a line break', 'X-A', 'a\r\nB: c', String.raw`Cannot set "X-A" in the options to "a\r\nB: c"`],
    ['a NUL', 'X-A', 'a\0', String.raw`Cannot set "X-A" in the options to "a\u0000"`],
    ['a blank at the end', 'X-A', 'a ', 'Cannot set "X-A" in the options to "a "'],
    ['a character above U+00FF', 'X-A', '\u0141', 'Cannot set "X-A" in the options to "\u0141"'],
    [
      'a line break in one of several lines',
      'X-A',
      ['a', 'b\n'],
      String.raw`Cannot set "X-A" in the options to ["a", "b\n"]`,
    ],
    ['the name of the prototype', '__proto__', 'a', 'Cannot set "__proto__" in the options to "a"'],
    ['a number', 'X-A', 5, 'Cannot set "X-A" in the options to 5'],
    ['a number in a list', 'X-A', [5], 'Cannot set "X-A" in the options to [5]'],
    ['null', 'X-A', null, 'Cannot set "X-A" in the options to null'],
    ['an object', 'X-A', { length: 0 }, 'Cannot set "X-A" in the options to an object'],
    ['a boolean', 'X-A', true, 'Cannot set "X-A" in the options to true'],
  ])('refuses %s', (_, name, value, shown) => {
    expect(() => read({ [name]: value as FieldValue })).toThrow(
      new XsendfileError(
        'ERR_XSENDFILE_FIELD_INVALID',
        `${shown}: a field has a name of letters, digits and "-", a value without controls, outer blanks and characters above U+00FF, and Content-Type a media type`,
      ),
    )
  })

  it('says in its message who gave the field', () => {
    expect(() => fieldsOfAnswer([['Content-Length', '5']], instructions)).toThrow(
      'Cannot set "Content-Length" in the answer: only what sends the file knows its value; leave it out',
    )
  })
})

describe('fieldsOfOptions() and the connection', () => {
  it.each(['Connection', 'keep-alive', 'Proxy-Connection', 'Upgrade'])('refuses %s', (name) => {
    expect(() => read({ [name]: 'x' })).toThrow(
      `Cannot set "${name}" in the options: it is about the connection; leave it out`,
    )
  })
})

describe('linesOfOptions()', () => {
  it('keeps every line of a field', () => {
    const lines = [
      ['set-cookie', 'a=1'],
      ['Vary', 'Origin'],
      ['set-cookie', 'b=2'],
      ['vary', ['Cookie', 'Accept']],
      ['X-A', undefined],
    ] as const
    expect(linesOfOptions(lines, instructions)).toEqual(
      new Map([
        ['set-cookie', { name: 'set-cookie', value: ['a=1', 'b=2'] }],
        ['vary', { name: 'vary', value: ['Origin', 'Cookie', 'Accept'] }],
      ]),
    )
  })

  it('refuses what fieldsOfOptions() refuses', () => {
    expect(() => linesOfOptions([['Content-Length', '5']], instructions)).toThrow('only what sends the file')
  })
})

describe('fieldsOfAnswer()', () => {
  it('is nothing for an answer without fields', () => {
    expect(fieldsOfAnswer([], instructions)).toBe(noFields)
  })

  it('drops blanks around a value, which are none of it, and fields without one', () => {
    const fields = [
      ['Server-Timing', ' t;dur=1\t'],
      ['Set-Cookie', ['a=1 ', 'b=2']],
      ['X-A', undefined],
    ] as const
    expect(fieldsOfAnswer(fields, instructions)).toEqual(
      new Map([
        ['server-timing', { name: 'Server-Timing', value: 't;dur=1' }],
        ['set-cookie', { name: 'Set-Cookie', value: ['a=1', 'b=2'] }],
      ]),
    )
  })

  it.each<[string, unknown]>([
    ['a number', 5],
    ['a number in a list', [5]],
    ['a line break', 'a\nb'],
  ])('refuses %s', (_, value) => {
    expect(() => fieldsOfAnswer([['X-A', value as FieldValue]], instructions)).toThrow(
      'Cannot set "X-A" in the answer',
    )
  })
})

describe('lineOf()', () => {
  it.each([
    ['one line', 'a', 'a'],
    ['a list of one', ['a'], 'a'],
    ['several lines', ['a', 'b', 'c'], 'a, b, c'],
    ['nothing', undefined, undefined],
  ])('makes one line of %s', (_, value, line) => {
    expect(lineOf(value)).toBe(line)
  })
})

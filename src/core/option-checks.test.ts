import { describe, expect, it } from 'vitest'
import { XsendfileError } from './errors.ts'
import { type CheckedOptions, checkSendOptions, checkXsendfileOptions } from './option-checks.ts'
import type { SendOptions, XsendfileOptions } from './options.ts'

const instructions = new Set(['x-accel-redirect'])

const sendOptionNames =
  '"disposition", "filename", "contentType", "cacheControl", "etag", "headers", "maxRate", "methods", "notFound"'

function checkSend(options: object): CheckedOptions {
  return checkSendOptions(options, instructions)
}

function checkApplication(options: object): CheckedOptions {
  return checkXsendfileOptions(options, instructions)
}

function invalid(message: string): XsendfileError {
  return new XsendfileError('ERR_XSENDFILE_OPTION_INVALID', message)
}

const etagFunction = (): string => 'v1'

const right: readonly (readonly [name: keyof SendOptions, values: readonly unknown[]])[] = [
  ['disposition', ['auto', 'inline', 'attachment']],
  ['filename', ['report.pdf', '', '../Отчёт\r\n.pdf']],
  ['contentType', ['application/pdf', 'text/plain; charset=utf-8']],
  ['cacheControl', ['private', 'public, max-age=60']],
  ['etag', [false, 'v1', '"v1"', 'W/"v1"', '', etagFunction]],
  ['headers', [{}, { 'X-Robots-Tag': 'noindex' }, { 'X-A': undefined }, { 'Set-Cookie': ['a=1', 'b=2'] }]],
  ['maxRate', [1, 1.5, 1_000_000, Number.MAX_SAFE_INTEGER]],
  ['methods', [['GET'], ['GET', 'HEAD', 'POST'], ['M-SEARCH'], ['own-method']]],
  ['notFound', ['answer', 'leave']],
]

const disposition = 'one of "auto", "inline", "attachment"'
const mediaType = 'a media type such as "application/pdf"'
const fieldText = 'a text that can stand in a field'
const entityTag = 'an entity tag, false, or a function that gives one of these'
const rate = 'a number of bytes per second from 1 to 2^53 - 1'
const methods = 'a list of methods such as ["GET", "HEAD"]'
const notFound = 'one of "answer", "leave"'

const wrong: readonly (readonly [name: keyof SendOptions, value: unknown, shown: string, wanted: string])[] =
  [
    ['disposition', 'Attachment', '"Attachment"', disposition],
    ['disposition', true, 'true', disposition],
    ['disposition', null, 'null', disposition],
    ['filename', 5, '5', 'a text'],
    ['filename', null, 'null', 'a text'],
    ['filename', Symbol('name'), 'a symbol', 'a text'],
    ['contentType', 'pdf', '"pdf"', mediaType],
    ['contentType', '', '""', mediaType],
    ['contentType', ' text/plain', '" text/plain"', mediaType],
    ['contentType', 'text/plain\r\nX-A: b', String.raw`"text/plain\r\nX-A: b"`, mediaType],
    ['contentType', ['text/plain'], '["text/plain"]', mediaType],
    ['cacheControl', '', '""', fieldText],
    ['cacheControl', 'private\n', String.raw`"private\n"`, fieldText],
    ['cacheControl', ['private', 'no-cache'], '["private", "no-cache"]', fieldText],
    ['cacheControl', false, 'false', fieldText],
    ['etag', true, 'true', entityTag],
    ['etag', 5, '5', entityTag],
    ['etag', 'v 1', '"v 1"', entityTag],
    ['etag', '"v1', String.raw`"\"v1"`, entityTag],
    ['etag', null, 'null', entityTag],
    ['headers', 'X-A: b', '"X-A: b"', 'an object of fields by name'],
    ['headers', null, 'null', 'an object of fields by name'],
    ['headers', () => ({}), 'a function', 'an object of fields by name'],
    ['maxRate', 0, '0', rate],
    ['maxRate', 0.5, '0.5', rate],
    ['maxRate', -1, '-1', rate],
    ['maxRate', '1000', '"1000"', rate],
    ['maxRate', Number.NaN, 'NaN', rate],
    ['maxRate', 5n, '5', rate],
    ['maxRate', Number.POSITIVE_INFINITY, 'Infinity', rate],
    ['maxRate', 2 ** 53, '9007199254740992', rate],
    ['methods', ['get'], '["get"]', 'methods in capitals, such as "GET"'],
    ['methods', ['GET', 'Post'], '["GET", "Post"]', 'methods in capitals, such as "GET"'],
    ['methods', 'GET', '"GET"', methods],
    ['methods', [], '[]', methods],
    ['methods', ['GET', ''], '["GET", ""]', methods],
    ['methods', ['GET, HEAD'], '["GET, HEAD"]', methods],
    ['methods', ['GET', 5], '["GET", 5]', methods],
    ['notFound', 'next', '"next"', notFound],
    ['notFound', false, 'false', notFound],
  ]

describe.each([
  ['checkSendOptions()', checkSend],
  ['checkXsendfileOptions()', checkApplication],
])('%s', (_, check) => {
  it('takes no options', () => {
    expect(check({})).toEqual({ fields: new Map() })
  })

  it.each(right)('takes every right value of %s, and undefined', (name, values) => {
    for (const value of [...values, undefined]) {
      expect(check({ [name]: value })[name]).toBe(value)
    }
  })

  it.each(wrong)('refuses as the option %s: %o', (name, value, shown, wanted) => {
    expect(() => check({ [name]: value })).toThrow(
      invalid(`Cannot use ${shown} as the option "${name}": it takes ${wanted}`),
    )
  })

  it.each<[headers: unknown, shown: string]>([
    [[1], '1'],
    [[null], 'null'],
    [[[5, 'x']], '[5, "x"]'],
    [['ab', 'cd'], '"ab"'],
    [[['X']], '["X"]'],
  ])('refuses as headers %j', (headers, shown) => {
    expect(() => check({ headers })).toThrow(
      invalid(
        `Cannot use ${shown} in the option "headers": a list of fields has pairs of name and value, such as ["X-Robots-Tag", "noindex"]`,
      ),
    )
  })

  it.each([['junk'], ['2026-11-22T21:30:53Z'], [['Sun, 06 Nov 1994 08:49:37 GMT', 'junk']]])(
    'refuses as Last-Modified %j',
    (value) => {
      expect(() => check({ headers: { 'last-modified': value } })).toThrow(
        expect.objectContaining({
          code: 'ERR_XSENDFILE_FIELD_INVALID',
          message: expect.stringContaining('write a date as `date.toUTCString()` gives it') as string,
        }) as Error,
      )
      const date = new Date(0).toUTCString()
      expect(check({ headers: { 'last-modified': date } }).fields.get('last-modified')?.value).toBe(date)
    },
  )

  it('keeps the options that it was given as they are', () => {
    const options = Object.freeze({ disposition: 'inline', headers: Object.freeze({ 'X-A': 'a' }) })
    expect(check(options)).toEqual({
      disposition: 'inline',
      headers: { 'X-A': 'a' },
      fields: new Map([['x-a', { name: 'X-A', value: 'a' }]]),
    })
  })

  it('makes fields of headers, contentType and cacheControl', () => {
    const { fields } = check({
      headers: { 'x-robots-tag': 'noindex', Vary: ['Cookie', 'Accept'] },
      contentType: 'application/pdf',
      cacheControl: 'private',
    })
    expect(fields).toEqual(
      new Map([
        ['x-robots-tag', { name: 'x-robots-tag', value: 'noindex' }],
        ['vary', { name: 'Vary', value: ['Cookie', 'Accept'] }],
        ['content-type', { name: 'Content-Type', value: 'application/pdf' }],
        ['cache-control', { name: 'Cache-Control', value: 'private' }],
      ]),
    )
  })

  it('takes contentType and cacheControl before the fields of the same names', () => {
    const { fields } = check({
      headers: { 'content-type': 'text/plain', 'CACHE-CONTROL': 'public' },
      contentType: 'application/pdf',
      cacheControl: 'private',
    })
    expect(fields).toEqual(
      new Map([
        ['content-type', { name: 'Content-Type', value: 'application/pdf' }],
        ['cache-control', { name: 'Cache-Control', value: 'private' }],
      ]),
    )
  })

  it('takes the fields of these names without the options', () => {
    const { fields } = check({ headers: { 'content-type': 'text/plain' }, contentType: undefined })
    expect(fields.get('content-type')?.value).toBe('text/plain')
  })

  it.each([
    ['Content-Length', 'Content-Length'],
    ['the instruction of the sender', 'X-Accel-Redirect'],
  ])('refuses among the headers %s', (_what, name) => {
    expect(() => check({ headers: { [name]: '/etc/passwd' } })).toThrow(
      new XsendfileError(
        'ERR_XSENDFILE_FIELD_FORBIDDEN',
        `Cannot set "${name}" in the options: only what sends the file knows its value; leave it out`,
      ),
    )
  })

  it('refuses among the headers what is no field', () => {
    expect(() => check({ headers: { 'X-A': 'a\r\nB: c' } })).toThrow(
      new XsendfileError(
        'ERR_XSENDFILE_FIELD_INVALID',
        String.raw`Cannot set "X-A" in the options to "a\r\nB: c": a field has a name of letters, digits and "-", a value without controls, outer blanks and characters above U+00FF, and Content-Type a media type`,
      ),
    )
  })
})

describe('checkSendOptions()', () => {
  it.each<[what: string, headers: SendOptions['headers']]>([
    ['a Headers', new Headers({ 'X-A': 'a' })],
    ['a Map', new Map([['X-A', 'a']])],
    ['pairs', [['X-A', 'a']]],
    ['an object', { 'X-A': 'a' }],
  ])('takes the fields of %s', (_, headers) => {
    expect(checkSend({ headers }).fields.get('x-a')?.value).toBe('a')
  })

  it.each<[unknown, string]>([
    [null, 'null'],
    ['attachment', '"attachment"'],
  ])('refuses %o in place of options', (options, shown) => {
    expect(() => checkSend(options as object)).toThrow(
      invalid(`Cannot use ${shown} as options: give an object`),
    )
  })

  it.each([
    'fileName',
    'content-type',
    'root',
    'sender',
    'prefix',
    'proof',
    'symlinks',
    'dotfiles',
    'checkRoot',
  ])('refuses the option %s, which there is none of here', (name) => {
    expect(() => checkSend({ [name]: undefined })).toThrow(
      invalid(
        `Cannot use the option "${name}": there is none of this name here; there are ${sendOptionNames}`,
      ),
    )
  })
})

describe('checkXsendfileOptions()', () => {
  it.each<[name: keyof XsendfileOptions, values: readonly unknown[]]>([
    ['symlinks', ['within-root', 'refuse', 'follow']],
    ['dotfiles', ['refuse', 'allow']],
    ['checkRoot', ['now', 'first-send']],
    ['proof', ['0123456789abcdef', 'correct horse battery staple']],
    ['prefix', ['/internal/']],
    ['sender', [{ name: 'company-server' }]],
    ['sendfile', [async () => 0]],
  ])('takes %s', (name, values) => {
    for (const value of [...values, undefined]) {
      expect(() => checkApplication({ [name]: value })).not.toThrow()
    }
  })

  it.each<[name: keyof XsendfileOptions, value: unknown, shown: string, wanted: string]>([
    ['symlinks', 'allow', '"allow"', 'one of "within-root", "refuse", "follow"'],
    ['symlinks', true, 'true', 'one of "within-root", "refuse", "follow"'],
    ['dotfiles', 'ignore', '"ignore"', 'one of "refuse", "allow"'],
    ['checkRoot', 'later', '"later"', 'one of "now", "first-send"'],
    ['checkRoot', null, 'null', 'one of "now", "first-send"'],
    ['sendfile', true, 'true', 'what `sendfile()` of xsendfile/sendfile gives'],
  ])('refuses as the option %s: %o', (name, value, shown, wanted) => {
    expect(() => checkApplication({ [name]: value })).toThrow(
      invalid(`Cannot use ${shown} as the option "${name}": it takes ${wanted}`),
    )
  })

  it.each([
    ['15 characters', '0123456789abcde'],
    ['nothing', ''],
    ['a line break', '0123456789abcdef\r\n'],
    ['a character that cannot stand in a field', '0123456789abcde\u0141'],
    ['a number', 1_234_567_890_123_456],
    ['null', null],
  ])('refuses %s for a proof, and does not show it', (_, proof) => {
    expect(() => checkApplication({ proof })).toThrow(
      invalid(
        'Cannot use the value given as the option "proof": it takes a text of at least 16 characters of ASCII, without controls and outer blanks',
      ),
    )
  })

  it('refuses an option that there is none of, also beside right ones', () => {
    expect(() => checkApplication({ symlinks: 'follow', symlink: 'follow' })).toThrow(
      invalid(
        `Cannot use the option "symlink": there is none of this name here; there are ${sendOptionNames}, "sender", "prefix", "proof", "symlinks", "dotfiles", "checkRoot", "io", "sendfile"`,
      ),
    )
  })
})

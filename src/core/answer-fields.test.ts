import { describe, expect, it } from 'vitest'
import { AnswerFields } from './answer-fields.ts'
import type { FieldValue } from './fields.ts'
import { given } from './given.fixture.ts'
import type { Representation } from './representation.ts'

const none = (): boolean => false
const pdf: Representation = {
  size: 10,
  mediaType: 'application/pdf',
  validators: { entityTag: { weak: false, opaque: 'v1' }, lastModified: 784_111_777 },
}

describe('AnswerFields', () => {
  it('begins with what the options give', () => {
    const words = { send: { headers: { 'X-A': 'send' } }, application: { headers: { 'X-B': 'application' } } }
    expect(AnswerFields.of(given(words), none).toRecord()).toEqual({ 'X-A': 'send', 'X-B': 'application' })
  })

  it('takes the options of this send before those of the application, in their spelling', () => {
    const words = { send: { headers: { 'x-a': 'send' } }, application: { headers: { 'X-A': 'application' } } }
    expect(AnswerFields.of(given(words), none).toRecord()).toEqual({ 'x-a': 'send' })
  })

  it('leaves what is set on the answer to the answer, unless this send says otherwise', () => {
    const words = {
      send: { headers: { 'X-A': 'send' } },
      answer: { 'X-A': 'answer', 'X-B': 'answer', 'X-C': 'answer' },
      application: { headers: { 'X-A': 'application', 'X-B': 'application' } },
    }
    expect(AnswerFields.of(given(words), none).toRecord()).toEqual({ 'X-A': 'send' })
  })

  it('leaves out what does not belong here', () => {
    const words = {
      send: { headers: { 'X-A': 'send', 'X-B': 'send' } },
      application: { headers: { 'X-C': 'application', 'X-D': 'application' } },
    }
    const fields = AnswerFields.of(given(words), (name) => name === 'x-a' || name === 'x-c')
    expect(fields.toRecord()).toEqual({ 'X-B': 'send', 'X-D': 'application' })
  })

  it('puts and removes fields by their names in any case', () => {
    const fields = AnswerFields.of(given({ send: { headers: { 'x-a': 'a' } } }), none)
    fields.put('X-A', 'b')
    fields.put('X-C', ['c', 'd'])
    expect(fields.toRecord()).toEqual({ 'X-A': 'b', 'X-C': ['c', 'd'] })
    fields.remove('x-C')
    fields.remove('X-None')
    expect(fields.toRecord()).toEqual({ 'X-A': 'b' })
  })
})

describe('AnswerFields.putPolicies()', () => {
  it('says no more than no-transform for an empty Cache-Control', () => {
    const words = given({ answer: { 'Cache-Control': '' } })
    const fields = AnswerFields.of(words, none)
    fields.putPolicies(words, pdf)
    expect(fields.toRecord()['Cache-Control']).toBe('no-transform')
  })

  it('keeps a file private, unchanged on its way, and without script', () => {
    const fields = AnswerFields.of(given({}), none)
    fields.putPolicies(given({}), pdf)
    expect(fields.toRecord()).toEqual({
      'Cache-Control': 'private, no-cache, no-transform',
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    })
  })

  it('takes the word of the application first', () => {
    const policies = { 'Content-Security-Policy': 'sandbox', 'X-Content-Type-Options': 'other' }
    const words = given({ answer: policies })
    const fields = AnswerFields.of(words, none)
    fields.putPolicies(words, pdf)
    expect(fields.toRecord()).toMatchObject(policies)
  })

  it('lets audio and video play', () => {
    const fields = AnswerFields.of(given({}), none)
    fields.putPolicies(given({}), { ...pdf, mediaType: 'video/mp4' })
    expect(fields.toRecord()['Content-Security-Policy']).toBe(
      "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; sandbox allow-same-origin",
    )
  })

  it.each<[given: FieldValue, put: string]>([
    ['public, max-age=60', 'public, max-age=60, no-transform'],
    ['no-transform', 'no-transform'],
    ['No-Transform', 'No-Transform'],
    ['private, no-transform', 'private, no-transform'],
    ['no-transform, private', 'no-transform, private'],
    ['private,no-transform,no-cache', 'private,no-transform,no-cache'],
    ['private\t,\tno-transform', 'private\t,\tno-transform'],
    ['x-no-transform', 'x-no-transform, no-transform'],
    ['no-transform-x', 'no-transform-x, no-transform'],
    [['private', 'max-age=60'], 'private, max-age=60, no-transform'],
    [['private', 'no-transform'], 'private, no-transform'],
  ])('adds no-transform to %j once', (value, put) => {
    const words = given({ send: { headers: { 'Cache-Control': value } } })
    const fields = AnswerFields.of(words, none)
    fields.putPolicies(words, pdf)
    expect(fields.toRecord()['Cache-Control']).toBe(put)
  })
})

describe('AnswerFields.putValidators()', () => {
  const stale = given({
    application: { headers: { etag: '"stale"', 'last-modified': 'Thu, 01 Jan 1970 00:00:00 GMT' } },
  })

  it.each<[what: string, validators: Representation['validators'], record: Readonly<Record<string, string>>]>(
    [
      ['both', pdf.validators, { ETag: '"v1"', 'Last-Modified': 'Sun, 06 Nov 1994 08:49:37 GMT' }],
      [
        'a weak tag alone',
        { entityTag: { weak: true, opaque: 'v1' }, lastModified: undefined },
        { ETag: 'W/"v1"' },
      ],
      [
        'a date alone',
        { entityTag: undefined, lastModified: -1 },
        { 'Last-Modified': 'Wed, 31 Dec 1969 23:59:59 GMT' },
      ],
      ['neither', { entityTag: undefined, lastModified: undefined }, {}],
      [
        'a tag, and a date with a year of five digits',
        { entityTag: { weak: false, opaque: 'v1' }, lastModified: 253_402_300_800 },
        { ETag: '"v1"' },
      ],
    ],
  )('puts %s in the place of what the options give', (_, validators, record) => {
    const fields = AnswerFields.of(stale, none)
    fields.putValidators({ ...pdf, validators })
    expect(fields.toRecord()).toEqual(record)
  })
})

describe('AnswerFields.putOneLineEach()', () => {
  it('joins the lines of every field but Set-Cookie, also of those set on the answer', () => {
    const words = given({
      send: { headers: { 'X-A': ['a', 'b'], 'X-B': 'c', 'Set-Cookie': ['a=1', 'b=2'] } },
      answer: { 'X-A': ['x', 'y'], 'x-c': ['d', 'e'], 'X-D': 'f' },
    })
    const fields = AnswerFields.of(words, none)
    fields.putOneLineEach(words.answer)
    expect(fields.toRecord()).toEqual({
      'X-A': 'a, b',
      'X-B': 'c',
      'Set-Cookie': ['a=1', 'b=2'],
      'x-c': 'd, e',
    })
  })

  it('leaves Set-Cookie on the answer as it is', () => {
    const words = given({ answer: { 'Set-Cookie': ['a=1', 'b=2'] } })
    const fields = AnswerFields.of(words, none)
    fields.putOneLineEach(words.answer)
    expect(fields.toRecord()).toEqual({})
  })
})

describe('AnswerFields.removedFrom()', () => {
  it('names in lower case what is left out and not set anew', () => {
    const words = given({ answer: { 'X-A': 'a', 'X-B': 'b', 'X-C': 'c' } })
    const fields = AnswerFields.of(words, none)
    fields.put('X-B', 'new')
    expect(fields.removedFrom(words.answer, (name) => name !== 'x-c')).toEqual(['x-a'])
  })
})

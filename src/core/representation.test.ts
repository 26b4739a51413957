import { describe, expect, it, vi } from 'vitest'
import { XsendfileError } from './errors.ts'
import { type Words, given } from './given.fixture.ts'
import type { EntityTagOption } from './options.ts'
import { type FileFacts, type Representation, factsOf, representationOf } from './representation.ts'

/** 6 November 1994, 08:49:37 and a half. */
const file: FileFacts = { name: 'notes.txt', size: 10, modified: 784_111_777_500_000_000n }

/** 22 November 2026, in milliseconds. */
const now = 1_795_305_600_000

function represent(words: Words, facts = file, at = now): Representation {
  return representationOf(facts, given(words), at)
}

describe('representationOf()', () => {
  it('describes a file by its name, its size and its time', () => {
    expect(represent({})).toEqual({
      size: 10,
      mediaType: 'text/plain; charset=utf-8',
      validators: { entityTag: { weak: false, opaque: '2ebc98a1-a' }, lastModified: 784_111_777 },
    })
  })

  it('describes an empty file without extension', () => {
    expect(represent({}, { name: 'notes', size: 0, modified: 0n })).toEqual({
      size: 0,
      mediaType: 'application/octet-stream',
      validators: { entityTag: { weak: false, opaque: '0-0' }, lastModified: 0 },
    })
  })

  it('describes a file from before 1970', () => {
    expect(represent({}, { ...file, modified: -1n }).validators).toEqual({
      entityTag: { weak: false, opaque: 'ffffffffffffffff-a' },
      lastModified: -1,
    })
  })

  it.each([
    ['2 seconds', 2000, { weak: false, opaque: '2ebc98a1-a' }, 784_111_777],
    ['1.999 seconds', 1999, { weak: true, opaque: 'ae1b981da166f00-a' }, undefined],
    ['0 seconds', 0, { weak: true, opaque: 'ae1b981da166f00-a' }, undefined],
    ['minus one second', -1000, { weak: true, opaque: 'ae1b981da166f00-a' }, undefined],
    ['minus ten years', -315_360_000_000, { weak: true, opaque: 'ae1b981da166f00-a' }, undefined],
  ])('describes a file %s after it was touched', (_, age, entityTag, lastModified) => {
    expect(represent({}, file, 784_111_777_500 + age).validators).toEqual({ entityTag, lastModified })
  })

  it.each<[what: string, words: Words, mediaType: string]>([
    [
      'this send',
      {
        send: { contentType: 'a/send' },
        answer: { 'Content-Type': 'a/answer' },
        application: { contentType: 'a/application' },
      },
      'a/send',
    ],
    [
      'the answer',
      { answer: { 'content-type': 'a/answer' }, application: { contentType: 'a/application' } },
      'a/answer',
    ],
    ['the application', { application: { contentType: 'a/application' } }, 'a/application'],
    ['a field of the application', { application: { headers: { 'content-type': 'a/field' } } }, 'a/field'],
  ])('takes the media type from %s', (_, words, mediaType) => {
    expect(represent(words).mediaType).toBe(mediaType)
  })

  const [send, answer, application] = [{ etag: 'send' }, { ETag: '"answer"' }, { etag: 'W/"application"' }]

  it.each<[what: string, words: Words, entityTag: unknown]>([
    ['this send', { send, answer, application }, { weak: false, opaque: 'send' }],
    [
      'this send before its own field',
      { send: { ...send, headers: { ETag: '"field"' } }, answer, application },
      { weak: false, opaque: 'send' },
    ],
    [
      'a field of this send',
      { send: { headers: { ETag: 'W/"field"' } }, answer, application },
      { weak: true, opaque: 'field' },
    ],
    ['the answer', { answer, application }, { weak: false, opaque: 'answer' }],
    ['the application', { application }, { weak: true, opaque: 'application' }],
    [
      'the application before its own field',
      { application: { ...application, headers: { etag: '"field"' } } },
      { weak: true, opaque: 'application' },
    ],
    [
      'a field of the application',
      { application: { headers: { etag: '"field"' } } },
      { weak: false, opaque: 'field' },
    ],
  ])('takes the entity tag from %s', (_, words, entityTag) => {
    expect(represent(words).validators.entityTag).toEqual(entityTag)
  })

  it('has no entity tag where the application wants none', () => {
    expect(represent({ send: { etag: false }, answer, application }).validators.entityTag).toBeUndefined()
    expect(represent({ application: { etag: false } }).validators.entityTag).toBeUndefined()
  })

  it('keeps the entity tag that the application gives, also of a file just touched', () => {
    expect(represent({ send }, file, 784_111_777_500).validators).toEqual({
      entityTag: { weak: false, opaque: 'send' },
      lastModified: undefined,
    })
  })

  it.each<[what: string, chosen: string | false, entityTag: unknown]>([
    ['a text', 'v1', { weak: false, opaque: 'v1' }],
    ['a weak tag', 'W/"v1"', { weak: true, opaque: 'v1' }],
    ['none', false, undefined],
  ])('asks a function for the entity tag, which gives %s', (_, chosen, entityTag) => {
    const etag = vi.fn<Extract<EntityTagOption, (...args: never) => unknown>>(() => chosen)
    expect(represent({ send: { etag } }).validators.entityTag).toEqual(entityTag)
    expect(etag).toHaveBeenCalledExactlyOnceWith({
      name: 'notes.txt',
      size: 10,
      lastModified: new Date('1994-11-06T08:49:37.500Z'),
      mediaType: 'text/plain; charset=utf-8',
    })
  })

  it.each<[what: string, words: Words, shown: string]>([
    ['a function', { send: { etag: () => 'v 1' } }, '"v 1"'],
    ['a function that gives nothing', { send: { etag: (() => undefined) as never } }, 'undefined'],
    ['a function of the application', { application: { etag: () => 'v"1' } }, String.raw`"v\"1"`],
    ['a field', { answer: { ETag: 'a b' } }, '"a b"'],
    ['several lines of a field', { answer: { ETag: ['"a"', '"b"'] } }, String.raw`"\"a\", \"b\""`],
  ])('refuses what is no entity tag from %s', (_, words, shown) => {
    expect(() => represent(words)).toThrow(
      new XsendfileError(
        'ERR_XSENDFILE_OPTION_INVALID',
        `Cannot use ${shown} as an entity tag: give text without quotes, blanks and controls in it, or false`,
      ),
    )
  })

  const date = (second: number): Readonly<Record<string, string>> => ({
    'Last-Modified': `Sun, 06 Nov 1994 08:00:0${second} GMT`,
  })

  it.each<[what: string, words: Words, lastModified: number | undefined]>([
    [
      'this send',
      { send: { headers: date(1) }, answer: date(2), application: { headers: date(3) } },
      784_108_801,
    ],
    ['the answer', { answer: date(2), application: { headers: date(3) } }, 784_108_802],
    ['the application', { application: { headers: date(3) } }, 784_108_803],
    ['a date of two digits', { answer: { 'Last-Modified': 'Sunday, 06-Nov-94 08:49:37 GMT' } }, 784_111_777],
    ['a text that is no date, which is none', { answer: { 'Last-Modified': 'yesterday' } }, undefined],
    ['an empty text, which is none', { answer: { 'Last-Modified': '' } }, undefined],
  ])('takes the modification date from %s', (_, words, lastModified) => {
    expect(represent(words).validators.lastModified).toBe(lastModified)
  })

  it('keeps the date that the application gives, also of a file just touched', () => {
    expect(represent({ answer: date(1) }, file, 784_111_777_500).validators.lastModified).toBe(784_108_801)
  })
})

describe('factsOf()', () => {
  it('tells a file as a stored file tells it, to the millisecond', () => {
    expect(factsOf({ name: 'report.pdf', size: 10, modified: 784_111_777_123_456_789n })).toEqual({
      name: 'report.pdf',
      size: 10,
      lastModified: new Date('1994-11-06T08:49:37.123Z'),
      mediaType: 'application/pdf',
    })
  })
})

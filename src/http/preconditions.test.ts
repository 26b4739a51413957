import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Validators, type Verdict, evaluatePreconditions, ifRangeHolds } from './preconditions.ts'
import type { RequestHead } from './request-head.ts'

const date = 'Sun, 06 Nov 1994 08:49:37 GMT'
const earlier = 'Sun, 06 Nov 1994 08:49:36 GMT'
const later = 'Sun, 06 Nov 1994 08:49:38 GMT'

const strong: Validators = { entityTag: { weak: false, opaque: 'v1' }, lastModified: 784_111_777 }
const weak: Validators = { entityTag: { weak: true, opaque: 'v1' }, lastModified: 784_111_777 }
const tagOnly: Validators = { entityTag: { weak: false, opaque: 'v1' }, lastModified: undefined }
const dateOnly: Validators = { entityTag: undefined, lastModified: 784_111_777 }
const none: Validators = { entityTag: undefined, lastModified: undefined }

/** 22 November 2026. */
const now = 1_795_305_600

type RequestFields = Readonly<Record<string, string>>

function request(method: string, fields: RequestFields): RequestHead {
  return { method, field: (name) => fields[name] }
}

function evaluate(method: string, fields: RequestFields, validators = strong): Verdict {
  return evaluatePreconditions(request(method, fields), validators, now)
}

describe.each(['GET', 'HEAD', 'POST'])('evaluatePreconditions() of a %s', (method) => {
  it('proceeds without preconditions', () => {
    expect(evaluate(method, {})).toBe('proceed')
    expect(evaluate(method, {}, none)).toBe('proceed')
  })

  it.each<[ifMatch: string, validators: Validators, verdict: Verdict]>([
    ['"v1"', strong, 'proceed'],
    ['"v0", "v1"', strong, 'proceed'],
    ['"v0"', strong, 'precondition-failed'],
    ['W/"v1"', strong, 'precondition-failed'],
    ['"v1"', weak, 'precondition-failed'],
    ['W/"v1"', weak, 'precondition-failed'],
    ['*', strong, 'proceed'],
    ['*', weak, 'proceed'],
    ['*', none, 'proceed'],
    ['"v1"', none, 'precondition-failed'],
    ['', strong, 'precondition-failed'],
    ['v1', strong, 'precondition-failed'],
    ['"v1", garbage', strong, 'precondition-failed'],
  ])('compares If-Match %s strongly: %j, %s', (ifMatch, validators, verdict) => {
    expect(evaluate(method, { 'if-match': ifMatch }, validators)).toBe(verdict)
  })

  it.each<[ifUnmodifiedSince: string, validators: Validators, verdict: Verdict]>([
    [date, strong, 'proceed'],
    [later, strong, 'proceed'],
    [earlier, strong, 'precondition-failed'],
    ['Sunday, 06-Nov-94 08:49:36 GMT', strong, 'precondition-failed'],
    ['Sun Nov  6 08:49:36 1994', strong, 'precondition-failed'],
    [earlier, dateOnly, 'precondition-failed'],
    [earlier, tagOnly, 'proceed'],
    ['yesterday', strong, 'proceed'],
    ['', strong, 'proceed'],
    [`${earlier}, ${earlier}`, strong, 'proceed'],
  ])('compares If-Unmodified-Since %s: %j, %s', (ifUnmodifiedSince, validators, verdict) => {
    expect(evaluate(method, { 'if-unmodified-since': ifUnmodifiedSince }, validators)).toBe(verdict)
  })

  const matched: Verdict = method === 'POST' ? 'precondition-failed' : 'not-modified'

  it.each<[ifNoneMatch: string, validators: Validators, verdict: Verdict]>([
    ['"v1"', strong, matched],
    ['W/"v1"', strong, matched],
    ['"v1"', weak, matched],
    ['W/"v1"', weak, matched],
    ['"v0", W/"v1"', strong, matched],
    ['*', strong, matched],
    ['*', none, matched],
    ['"v0"', strong, 'proceed'],
    ['"v0", "v2"', strong, 'proceed'],
    ['"v1"', none, 'proceed'],
    ['', strong, 'proceed'],
    ['v1', strong, 'proceed'],
    ['"v1", garbage', strong, 'proceed'],
    ['"V1"', strong, 'proceed'],
  ])('compares If-None-Match %s weakly: %j, %s', (ifNoneMatch, validators, verdict) => {
    expect(evaluate(method, { 'if-none-match': ifNoneMatch }, validators)).toBe(verdict)
  })

  const unmodified: Verdict = method === 'POST' ? 'proceed' : 'not-modified'

  it.each<[ifModifiedSince: string, validators: Validators, verdict: Verdict]>([
    [date, strong, unmodified],
    [later, strong, unmodified],
    ['Sunday, 06-Nov-94 08:49:37 GMT', strong, unmodified],
    ['Sun Nov  6 08:49:37 1994', strong, unmodified],
    [date, dateOnly, unmodified],
    [earlier, strong, 'proceed'],
    [date, tagOnly, 'proceed'],
    [date, none, 'proceed'],
    ['yesterday', strong, 'proceed'],
    ['', strong, 'proceed'],
    [`${date}, ${date}`, strong, 'proceed'],
  ])('compares If-Modified-Since %s: %j, %s', (ifModifiedSince, validators, verdict) => {
    expect(evaluate(method, { 'if-modified-since': ifModifiedSince }, validators)).toBe(verdict)
  })
})

describe('evaluatePreconditions() in the order of RFC 9110, section 13.2.2', () => {
  const matching = '"v1"'
  const other = '"v0"'

  it.each<[what: string, fields: RequestFields, get: Verdict, post: Verdict]>([
    [
      'If-Match that holds leaves If-Unmodified-Since out',
      { 'if-match': matching, 'if-unmodified-since': earlier },
      'proceed',
      'proceed',
    ],
    [
      'If-Match that fails does not ask If-Unmodified-Since',
      { 'if-match': other, 'if-unmodified-since': later },
      'precondition-failed',
      'precondition-failed',
    ],
    [
      'If-Match that is malformed leaves If-Unmodified-Since out',
      { 'if-match': 'v1', 'if-unmodified-since': later },
      'precondition-failed',
      'precondition-failed',
    ],
    [
      'If-Match that fails comes before If-None-Match',
      { 'if-match': other, 'if-none-match': matching },
      'precondition-failed',
      'precondition-failed',
    ],
    [
      'If-Match that holds goes on to If-None-Match',
      { 'if-match': matching, 'if-none-match': matching },
      'not-modified',
      'precondition-failed',
    ],
    [
      'If-Match that holds goes on to If-Modified-Since',
      { 'if-match': matching, 'if-modified-since': date },
      'not-modified',
      'proceed',
    ],
    [
      'If-Unmodified-Since that fails comes before If-None-Match',
      { 'if-unmodified-since': earlier, 'if-none-match': matching },
      'precondition-failed',
      'precondition-failed',
    ],
    [
      'If-Unmodified-Since that holds goes on to If-None-Match',
      { 'if-unmodified-since': date, 'if-none-match': matching },
      'not-modified',
      'precondition-failed',
    ],
    [
      'If-Unmodified-Since that holds goes on to If-Modified-Since',
      { 'if-unmodified-since': date, 'if-modified-since': date },
      'not-modified',
      'proceed',
    ],
    [
      'If-Unmodified-Since that fails comes before If-Modified-Since',
      { 'if-unmodified-since': earlier, 'if-modified-since': later },
      'precondition-failed',
      'precondition-failed',
    ],
    [
      'If-None-Match that holds leaves If-Modified-Since out',
      { 'if-none-match': other, 'if-modified-since': date },
      'proceed',
      'proceed',
    ],
    [
      'If-None-Match that fails does not ask If-Modified-Since',
      { 'if-none-match': matching, 'if-modified-since': earlier },
      'not-modified',
      'precondition-failed',
    ],
    [
      'If-None-Match that is malformed leaves If-Modified-Since out',
      { 'if-none-match': 'v1', 'if-modified-since': date },
      'proceed',
      'proceed',
    ],
    [
      'If-Range and Range are no preconditions',
      { 'if-range': other, range: 'bytes=99-' },
      'proceed',
      'proceed',
    ],
  ])('%s', (_, fields, get, post) => {
    expect(evaluate('GET', fields)).toBe(get)
    expect(evaluate('HEAD', fields)).toBe(get)
    expect(evaluate('POST', fields)).toBe(post)
  })

  it('takes methods as they are written: `get` is not GET', () => {
    expect(evaluate('get', { 'if-none-match': matching })).toBe('precondition-failed')
    expect(evaluate('get', { 'if-modified-since': date })).toBe('proceed')
  })

  it('agrees with the steps of the section in every combination of fields', () => {
    const fact = fc.constantFrom('absent', 'true', 'false')
    const facts = fc.tuple(fact, fact, fact, fact)
    const method = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT')
    const texts = {
      ifMatch: { absent: undefined, true: matching, false: other },
      ifUnmodifiedSince: { absent: undefined, true: later, false: earlier },
      ifNoneMatch: { absent: undefined, true: other, false: matching },
      ifModifiedSince: { absent: undefined, true: earlier, false: later },
    } as const
    fc.assert(
      fc.property(facts, method, ([ifMatch, ifUnmodifiedSince, ifNoneMatch, ifModifiedSince], verb) => {
        const fields: Record<string, string | undefined> = {
          'if-match': texts.ifMatch[ifMatch],
          'if-unmodified-since': texts.ifUnmodifiedSince[ifUnmodifiedSince],
          'if-none-match': texts.ifNoneMatch[ifNoneMatch],
          'if-modified-since': texts.ifModifiedSince[ifModifiedSince],
        }
        const retrieval = verb === 'GET' || verb === 'HEAD'
        const steps: readonly (readonly [applies: boolean, verdict: Verdict])[] = [
          [ifMatch === 'false', 'precondition-failed'],
          [ifMatch === 'absent' && ifUnmodifiedSince === 'false', 'precondition-failed'],
          [ifNoneMatch === 'false' && retrieval, 'not-modified'],
          [ifNoneMatch === 'false', 'precondition-failed'],
          [ifNoneMatch === 'absent' && retrieval && ifModifiedSince === 'false', 'not-modified'],
          [true, 'proceed'],
        ]
        const head = { method: verb, field: (name: string) => fields[name] }
        expect(evaluatePreconditions(head, strong, now)).toBe(steps.find(([applies]) => applies)?.[1])
      }),
      { numRuns: 2000 },
    )
  })
})

describe('ifRangeHolds()', () => {
  it('holds without If-Range', () => {
    expect(ifRangeHolds(request('GET', {}), strong, now)).toBe(true)
    expect(ifRangeHolds(request('GET', {}), none, now)).toBe(true)
  })

  it.each<[ifRange: string, validators: Validators, holds: boolean]>([
    ['"v1"', strong, true],
    ['"v1"', tagOnly, true],
    ['"v0"', strong, false],
    ['W/"v1"', strong, false],
    ['"v1"', weak, false],
    ['W/"v1"', weak, false],
    ['"v1"', dateOnly, false],
    ['"v1"', none, false],
    ['"v1", "v2"', strong, false],
    ['*', strong, false],
    ['v1', strong, false],
    ['', strong, false],
    [date, strong, true],
    [date, weak, true],
    [date, dateOnly, true],
    ['Sunday, 06-Nov-94 08:49:37 GMT', strong, true],
    ['Sun Nov  6 08:49:37 1994', strong, true],
    [later, strong, false],
    [earlier, strong, false],
    [date, tagOnly, false],
    [date, none, false],
    ['yesterday', none, false],
  ])('compares %s strongly or exactly: %j, %s', (ifRange, validators, holds) => {
    expect(ifRangeHolds(request('GET', { 'if-range': ifRange }), validators, now)).toBe(holds)
  })
})

describe('preconditions', () => {
  it('never throw, whatever the fields', () => {
    const codeUnit = fc.nat({ max: 0xffff }).map((code) => String.fromCharCode(code))
    const part = fc.constantFrom('"', 'W/', ',', ' ', '*', 'v1', date, 'Sun', 'GMT')
    const text = fc.oneof(fc.string(), fc.string({ unit: codeUnit }), fc.string({ unit: part }))
    const names = ['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since', 'if-range']
    const fields = fc.dictionary(fc.constantFrom(...names), text)
    const method = fc.constantFrom('GET', 'HEAD', 'POST')
    const validators = fc.constantFrom(strong, weak, tagOnly, dateOnly, none)
    fc.assert(
      fc.property(fields, method, validators, fc.integer(), (given, verb, current, at) => {
        const head = request(verb, given)
        expect(['proceed', 'not-modified', 'precondition-failed']).toContain(
          evaluatePreconditions(head, current, at),
        )
        expect([true, false]).toContain(ifRangeHolds(head, current, at))
      }),
    )
  })
})

import { describe, expect, it, vi } from 'vitest'
import {
  type Answer,
  type AskedFile,
  failedAnswer,
  fieldsForClient,
  fileAnswer,
  handedOverAnswer,
  methodNotAllowedAnswer,
  notModifiedAnswer,
  preconditionFailedAnswer,
  rangeNotSatisfiableAnswer,
  refusedAnswer,
} from './answer.ts'
import type { FileDecision } from './decision.ts'
import { planDisposition } from './disposition-plan.ts'
import type { FieldValue } from './fields.ts'
import { type Words, given } from './given.fixture.ts'
import type { Given } from './given.ts'
import type { SendOptions } from './options.ts'
import { type FileFacts, representationOf } from './representation.ts'

const file: FileFacts = { name: 'report.pdf', size: 10, modified: 784_111_777_000_000_000n }

/** 22 November 2026, in milliseconds. */
const now = 1_795_305_600_000

function askedFor(words: Words = {}, { method = 'GET', facts = file } = {}): AskedFile {
  return { method, given: given(words), representation: representationOf(facts, given(words), now) }
}

const whole: FileDecision = { outcome: 'whole' }
const boundary = (): string => 'BOUNDARY'
const inline = 'inline; filename=report.pdf'

/** The fields of every answer with the whole file. */
const fileFields = {
  'Content-Type': 'application/pdf',
  'Content-Disposition': inline,
  'Cache-Control': 'private, no-cache, no-transform',
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  ETag: '"2ebc98a1-a"',
  'Last-Modified': 'Sun, 06 Nov 1994 08:49:37 GMT',
  'Accept-Ranges': 'bytes',
  'Content-Length': '10',
}

/** What an application may have set before it sends a file, beside the fields that only the sender sets. */
const setBefore = {
  'Cache-Control': 'public, max-age=60',
  'Content-Disposition': 'attachment; filename=set-before.pdf',
  'Content-Language': 'de',
  'Content-Location': '/report.pdf',
  'Content-Type': 'text/plain',
  ETag: '"set-before"',
  Expires: 'Sun, 06 Nov 1994 08:49:38 GMT',
  'Last-Modified': 'Sun, 06 Nov 1994 08:49:36 GMT',
  'Set-Cookie': ['a=1', 'b=2'],
  Vary: 'Cookie',
  'Access-Control-Allow-Origin': '*',
  'Content-Security-Policy': "default-src 'self'",
  'X-Content-Type-Options': 'other',
}

/** What a client sees: what was set on the answer, without what is removed, under what is set. */
function seen(answer: Answer, before: Given['answer']): Readonly<Record<string, FieldValue>> {
  const fields = new Map([...before].map(([name, { value }]) => [name, value] as const))
  for (const name of answer.removed) fields.delete(name)
  for (const [name, value] of Object.entries(answer.fields)) fields.set(name.toLowerCase(), value)
  return Object.fromEntries(fields)
}

describe('fileAnswer()', () => {
  it('has the fields that a front end needs on it', () => {
    const { fields } = fileAnswer(whole, askedFor(), inline, boundary, { 'Accept-Ranges': 'none' })
    expect(fields).toEqual({ ...fileFields, 'Accept-Ranges': 'none' })
  })

  it('answers 200 with the whole file', () => {
    const unused = vi.fn(boundary)
    expect(fileAnswer(whole, askedFor(), inline, unused)).toEqual({
      status: 200,
      outcome: 'whole',
      fields: fileFields,
      removed: [],
      content: { kind: 'file', pieces: [{ firstPos: 0, lastPos: 9 }], length: 10 },
    })
    expect(unused).not.toHaveBeenCalled()
  })

  it('answers 200 with an empty file', () => {
    const facts = { ...file, size: 0 }
    expect(fileAnswer(whole, askedFor({}, { facts }), inline, boundary)).toEqual({
      status: 200,
      outcome: 'whole',
      fields: { ...fileFields, ETag: '"2ebc98a1-0"', 'Content-Length': '0' },
      removed: [],
      content: { kind: 'file', pieces: [], length: 0 },
    })
  })

  it('answers 206 with one part', () => {
    const decision: FileDecision = { outcome: 'part', range: { firstPos: 2, lastPos: 4 } }
    expect(fileAnswer(decision, askedFor(), inline, boundary)).toEqual({
      status: 206,
      outcome: 'part',
      fields: { ...fileFields, 'Content-Length': '3', 'Content-Range': 'bytes 2-4/10' },
      removed: [],
      content: { kind: 'file', pieces: [{ firstPos: 2, lastPos: 4 }], length: 3 },
    })
  })

  it('answers 206 with several parts, each with its own Content-Range', () => {
    const ranges = [
      { firstPos: 0, lastPos: 0 },
      { firstPos: 8, lastPos: 9 },
    ]
    expect(fileAnswer({ outcome: 'parts', ranges }, askedFor(), inline, boundary)).toEqual({
      status: 206,
      outcome: 'parts',
      fields: {
        ...fileFields,
        'Content-Type': 'multipart/byteranges; boundary=BOUNDARY',
        'Content-Length': '169',
      },
      removed: [],
      content: {
        kind: 'file',
        pieces: [
          '--BOUNDARY\r\nContent-Type: application/pdf\r\nContent-Range: bytes 0-0/10\r\n\r\n',
          { firstPos: 0, lastPos: 0 },
          '\r\n--BOUNDARY\r\nContent-Type: application/pdf\r\nContent-Range: bytes 8-9/10\r\n\r\n',
          { firstPos: 8, lastPos: 9 },
          '\r\n--BOUNDARY--\r\n',
        ],
        length: 169,
      },
    })
  })

  it('answers HEAD with the same fields and no content', () => {
    expect(fileAnswer(whole, askedFor({}, { method: 'HEAD' }), inline, boundary)).toEqual({
      status: 200,
      outcome: 'whole',
      fields: fileFields,
      removed: [],
      content: { kind: 'none' },
    })
  })

  it('answers POST like GET', () => {
    expect(fileAnswer(whole, askedFor({}, { method: 'POST' }), inline, boundary)).toEqual(
      fileAnswer(whole, askedFor(), inline, boundary),
    )
  })

  it('keeps what the application had set, but for what is its own', () => {
    const asked = askedFor({ answer: setBefore })
    const answer = fileAnswer(whole, asked, 'attachment; filename=set-before.pdf', boundary)
    expect(answer.removed).toEqual([])
    expect(answer.fields).toEqual({
      'Content-Type': 'text/plain',
      'Content-Disposition': 'attachment; filename=set-before.pdf',
      'Cache-Control': 'public, max-age=60, no-transform',
      'X-Content-Type-Options': 'other',
      'Content-Security-Policy': "default-src 'self'",
      ETag: '"set-before"',
      'Last-Modified': 'Sun, 06 Nov 1994 08:49:36 GMT',
      'Accept-Ranges': 'bytes',
      'Content-Length': '10',
    })
  })

  it('removes validators that had been set and are not to be seen', () => {
    const words = { send: { etag: false as const }, answer: { ETag: '"a"', 'Last-Modified': 'yesterday' } }
    const { fields, removed } = fileAnswer(whole, askedFor(words), inline, boundary)
    expect(removed).toEqual(['etag', 'last-modified'])
    expect(fields).not.toHaveProperty('ETag')
    expect(fields).not.toHaveProperty('Last-Modified')
  })

  it('keeps several lines of a field as they are', () => {
    const words = {
      send: { headers: { Link: ['</a>', '</b>'] } },
      application: { headers: { Vary: ['A', 'B'] } },
    }
    expect(fileAnswer(whole, askedFor(words), inline, boundary).fields).toMatchObject({
      Link: ['</a>', '</b>'],
      Vary: ['A', 'B'],
    })
  })
})

describe('the precedence of what the application says', () => {
  interface Precedence {
    readonly field: string
    readonly send: SendOptions
    readonly answer: FieldValue
    readonly application: SendOptions
    /** What is seen, from the strongest word to none at all. */
    readonly expected: readonly [send: unknown, answer: unknown, application: unknown, own: unknown]
  }

  /** A field of which nothing is known, or which is taken as it is given. */
  function plain(field: string, own?: string): Precedence {
    return {
      field,
      send: { headers: { [field.toLowerCase()]: 'send' } },
      answer: 'answer',
      application: { headers: { [field]: 'application' } },
      expected: ['send', 'answer', 'application', own],
    }
  }

  const at = (second: number): string => `Sun, 06 Nov 1994 08:49:3${second} GMT`

  const precedences: readonly (readonly [what: string, Precedence])[] = [
    ['X-Robots-Tag', plain('X-Robots-Tag')],
    ['Vary', plain('Vary')],
    ['Expires', plain('Expires')],
    ['Content-Language', plain('Content-Language')],
    ['Content-Location', plain('Content-Location')],
    ['Set-Cookie', plain('Set-Cookie')],
    ['X-Content-Type-Options', plain('X-Content-Type-Options', 'nosniff')],
    [
      'Content-Security-Policy',
      plain('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox"),
    ],
    [
      'contentType',
      {
        field: 'Content-Type',
        send: { contentType: 'a/send' },
        answer: 'a/answer',
        application: { contentType: 'a/application' },
        expected: ['a/send', 'a/answer', 'a/application', 'application/pdf'],
      },
    ],
    [
      'Content-Type',
      {
        field: 'Content-Type',
        send: { headers: { 'content-type': 'a/send' } },
        answer: 'a/answer',
        application: { headers: { 'Content-Type': 'a/application' } },
        expected: ['a/send', 'a/answer', 'a/application', 'application/pdf'],
      },
    ],
    [
      'cacheControl',
      {
        field: 'Cache-Control',
        send: { cacheControl: 'max-age=1' },
        answer: 'max-age=2',
        application: { cacheControl: 'max-age=3' },
        expected: [
          'max-age=1, no-transform',
          'max-age=2, no-transform',
          'max-age=3, no-transform',
          'private, no-cache, no-transform',
        ],
      },
    ],
    [
      'Cache-Control',
      {
        field: 'Cache-Control',
        send: { headers: { 'cache-control': 'max-age=1' } },
        answer: ['private', 'max-age=2'],
        application: { headers: { 'Cache-Control': 'max-age=3' } },
        expected: [
          'max-age=1, no-transform',
          'private, max-age=2, no-transform',
          'max-age=3, no-transform',
          'private, no-cache, no-transform',
        ],
      },
    ],
    [
      'disposition',
      {
        field: 'Content-Disposition',
        send: { disposition: 'attachment' },
        answer: 'inline; filename=answer.pdf',
        application: { disposition: 'inline' },
        expected: [
          'attachment; filename=report.pdf',
          'inline; filename=answer.pdf',
          'inline; filename=report.pdf',
          'attachment; filename=report.pdf',
        ],
      },
    ],
    [
      'filename',
      {
        field: 'Content-Disposition',
        send: { filename: 'send.pdf' },
        answer: 'inline; filename=answer.pdf',
        application: { filename: 'application.pdf' },
        expected: [
          'attachment; filename=send.pdf',
          'inline; filename=answer.pdf',
          'attachment; filename=application.pdf',
          'attachment; filename=report.pdf',
        ],
      },
    ],
    ['Content-Disposition', plain('Content-Disposition', 'attachment; filename=report.pdf')],
    [
      'etag',
      {
        field: 'ETag',
        send: { etag: 'send' },
        answer: '"answer"',
        application: { etag: () => 'W/"application"' },
        expected: ['"send"', '"answer"', 'W/"application"', '"2ebc98a1-a"'],
      },
    ],
    [
      'etag: false',
      {
        field: 'ETag',
        send: { etag: 'send' },
        answer: '"answer"',
        application: { etag: false },
        expected: ['"send"', '"answer"', undefined, '"2ebc98a1-a"'],
      },
    ],
    [
      'ETag',
      {
        field: 'ETag',
        send: { headers: { etag: 'W/"send"' } },
        answer: '"answer"',
        application: { headers: { ETag: '"application"' } },
        expected: ['W/"send"', '"answer"', '"application"', '"2ebc98a1-a"'],
      },
    ],
    [
      'Last-Modified',
      {
        field: 'Last-Modified',
        send: { headers: { 'last-modified': at(1) } },
        answer: at(2),
        application: { headers: { 'Last-Modified': at(3) } },
        expected: [at(1), at(2), at(3), at(7)],
      },
    ],
  ]

  describe.each(precedences)('%s', (_, { field, send, answer, application, expected }) => {
    it.each<[what: string, words: Words, strongest: 0 | 1 | 2 | 3]>([
      [
        'this send before the answer and the application',
        { send, answer: { [field]: answer }, application },
        0,
      ],
      ['this send before the answer', { send, answer: { [field]: answer } }, 0],
      ['this send before the application', { send, application }, 0],
      ['this send before our own', { send }, 0],
      ['the answer before the application', { answer: { [field]: answer }, application }, 1],
      ['the answer before our own', { answer: { [field.toLowerCase()]: answer } }, 1],
      ['the application before our own', { application }, 2],
      ['our own', {}, 3],
    ])('takes the word of %s', (_what, words, strongest) => {
      const asked = askedFor(words)
      const plan = planDisposition(asked.given, file.name, asked.representation.mediaType)
      const disposition = 'value' in plan ? plan.value : plan.otherwise()
      const answered = fileAnswer(whole, asked, disposition, boundary)
      expect(seen(answered, asked.given.answer)[field.toLowerCase()]).toEqual(expected[strongest])
    })
  })
})

describe('fieldsForClient()', () => {
  it('are those of the answer and those that were set on it before, in one line each', () => {
    const words = {
      send: { headers: { 'X-Send': ['a', 'b'] } },
      answer: { ...setBefore, 'X-Answer': ['e', 'f'], 'X-Send': 'before' },
    }
    expect(fieldsForClient(askedFor(words), inline)).toEqual({
      'Content-Type': 'text/plain',
      'Content-Disposition': inline,
      'Cache-Control': 'public, max-age=60, no-transform',
      'X-Content-Type-Options': 'other',
      'Content-Security-Policy': "default-src 'self'",
      ETag: '"set-before"',
      'Last-Modified': 'Sun, 06 Nov 1994 08:49:36 GMT',
      'Content-Language': 'de',
      'Content-Location': '/report.pdf',
      Expires: 'Sun, 06 Nov 1994 08:49:38 GMT',
      'Set-Cookie': ['a=1', 'b=2'],
      Vary: 'Cookie',
      'Access-Control-Allow-Origin': '*',
      'X-Send': 'a, b',
      'X-Answer': 'e, f',
    })
  })

  it('leave out a validator that was taken off', () => {
    const words = { send: { etag: false as const }, answer: { ETag: '"set-before"' } }
    expect(fieldsForClient(askedFor(words), inline)).not.toHaveProperty('ETag')
  })
})

describe('handedOverAnswer()', () => {
  const instruction = { fields: { 'X-Accel-Redirect': '/internal/report.pdf' } }

  it('answers 200 without content, with its length of 0, and with the instruction', () => {
    expect(handedOverAnswer(instruction, askedFor(), inline)).toEqual({
      status: 200,
      outcome: 'handed-over',
      fields: {
        'Content-Type': 'application/pdf',
        'Content-Disposition': inline,
        'Cache-Control': 'private, no-cache, no-transform',
        'X-Content-Type-Options': 'nosniff',
        'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        ETag: '"2ebc98a1-a"',
        'Last-Modified': 'Sun, 06 Nov 1994 08:49:37 GMT',
        'Content-Length': '0',
        'X-Accel-Redirect': '/internal/report.pdf',
      },
      removed: [],
      content: { kind: 'none' },
    })
  })

  it('makes one line of every field but Set-Cookie, whoever set it', () => {
    const words = {
      send: { headers: { 'X-Send': ['a', 'b'], 'X-Both': ['c', 'd'] } },
      answer: {
        'X-Answer': ['e', 'f'],
        'X-Both': ['g', 'h'],
        'X-One': 'i',
        'Set-Cookie': ['a=1', 'b=2'],
        'Cache-Control': ['private', 'max-age=60'],
        'Content-Security-Policy': ["default-src 'none'", 'sandbox'],
      },
      application: { headers: { 'X-Application': ['j', 'k'] } },
    }
    const { fields, removed } = handedOverAnswer(instruction, askedFor(words), inline)
    expect(removed).toEqual([])
    expect(fields).toEqual({
      'Content-Type': 'application/pdf',
      'Content-Disposition': inline,
      'Cache-Control': 'private, max-age=60, no-transform',
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "default-src 'none', sandbox",
      ETag: '"2ebc98a1-a"',
      'Last-Modified': 'Sun, 06 Nov 1994 08:49:37 GMT',
      'Content-Length': '0',
      'X-Send': 'a, b',
      'X-Both': 'c, d',
      'X-Answer': 'e, f',
      'X-Application': 'j, k',
      'X-Accel-Redirect': '/internal/report.pdf',
    })
  })

  it('keeps the lines of Set-Cookie that this send gives', () => {
    const words = { send: { headers: { 'Set-Cookie': ['a=1', 'b=2'] } } }
    expect(handedOverAnswer(instruction, askedFor(words), inline).fields['Set-Cookie']).toEqual([
      'a=1',
      'b=2',
    ])
  })

  it('removes validators that had been set and are not to be seen', () => {
    const words = { send: { etag: false as const }, answer: { ETag: '"a"', 'Last-Modified': 'yesterday' } }
    expect(handedOverAnswer(instruction, askedFor(words), inline).removed).toEqual(['etag', 'last-modified'])
  })

  it('gives several instructions', () => {
    const fields = { 'X-Accel-Redirect': '/internal/report.pdf', 'X-Accel-Limit-Rate': '1000' }
    expect(handedOverAnswer({ fields }, askedFor(), inline).fields).toMatchObject(fields)
  })
})

describe('notModifiedAnswer()', () => {
  it('answers 304 with the entity tag, the policies, and no content', () => {
    expect(notModifiedAnswer(askedFor())).toEqual({
      status: 304,
      outcome: 'not-modified',
      fields: {
        'Cache-Control': 'private, no-cache, no-transform',
        'X-Content-Type-Options': 'nosniff',
        'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        ETag: '"2ebc98a1-a"',
      },
      removed: [],
      content: { kind: 'none' },
    })
  })

  it('tells the date where there is no entity tag', () => {
    expect(notModifiedAnswer(askedFor({ send: { etag: false } })).fields).toEqual({
      'Cache-Control': 'private, no-cache, no-transform',
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      'Last-Modified': 'Sun, 06 Nov 1994 08:49:37 GMT',
    })
  })

  it('removes what describes a content, and keeps Expires, Content-Location, Vary and cookies', () => {
    const { fields, removed } = notModifiedAnswer(askedFor({ answer: setBefore }))
    expect(fields).toEqual({
      'Cache-Control': 'public, max-age=60, no-transform',
      'X-Content-Type-Options': 'other',
      'Content-Security-Policy': "default-src 'self'",
      ETag: '"set-before"',
    })
    expect(removed).toEqual(['content-disposition', 'content-language', 'content-type', 'last-modified'])
  })

  it.each<[who: 'send' | 'application']>([['send'], ['application']])(
    'leaves out what describes a content of the options of the %s',
    (who) => {
      const { 'Access-Control-Allow-Origin': _, ...headers } = setBefore
      const { fields, removed } = notModifiedAnswer(askedFor({ [who]: { headers } }))
      expect(removed).toEqual([])
      expect(fields).toEqual({
        'Cache-Control': 'public, max-age=60, no-transform',
        'Content-Location': '/report.pdf',
        ETag: '"set-before"',
        Expires: 'Sun, 06 Nov 1994 08:49:38 GMT',
        'Set-Cookie': ['a=1', 'b=2'],
        Vary: 'Cookie',
        'Content-Security-Policy': "default-src 'self'",
        'X-Content-Type-Options': 'other',
      })
    },
  )
})

/** An answer without the file, as nobody has said anything about it. */
interface Plain {
  readonly name: string
  readonly answer: (asked: AskedFile) => Answer
  readonly status: number
  readonly outcome: Answer['outcome']
  readonly text: string
  readonly length: string
  readonly ownFields: Readonly<Record<string, string>>
}

it('notModifiedAnswer() removes a tag that had been set and is not to be seen', () => {
  const words = { send: { etag: false as const }, answer: { ETag: '"set-before"' } }
  const answer = notModifiedAnswer(askedFor(words))
  expect(answer.removed).toEqual(['etag'])
  expect(answer.fields).not.toHaveProperty('ETag')
})

const plainAnswers: readonly Plain[] = [
  {
    name: 'refusedAnswer()',
    answer: (asked) => refusedAnswer(asked, 'missing'),
    status: 404,
    outcome: 'not-found',
    text: 'Not found\n',
    length: '10',
    ownFields: {},
  },
  {
    name: 'refusedAnswer() of a link that is not signed',
    answer: (asked) => refusedAnswer(asked, 'unsigned'),
    status: 404,
    outcome: 'not-found',
    text: 'Not found\n',
    length: '10',
    ownFields: {},
  },
  {
    name: 'refusedAnswer() of a link that has expired',
    answer: (asked) => refusedAnswer(asked, 'expired'),
    status: 410,
    outcome: 'gone',
    text: 'Gone\n',
    length: '5',
    ownFields: {},
  },
  {
    name: 'methodNotAllowedAnswer()',
    answer: (asked) => methodNotAllowedAnswer(asked, ['GET', 'HEAD']),
    status: 405,
    outcome: 'method-not-allowed',
    text: 'Method not allowed\n',
    length: '19',
    ownFields: { Allow: 'GET, HEAD' },
  },
  {
    name: 'preconditionFailedAnswer()',
    answer: preconditionFailedAnswer,
    status: 412,
    outcome: 'precondition-failed',
    text: 'Precondition failed\n',
    length: '20',
    ownFields: {},
  },
  {
    name: 'rangeNotSatisfiableAnswer()',
    answer: rangeNotSatisfiableAnswer,
    status: 416,
    outcome: 'range-not-satisfiable',
    text: 'Range not satisfiable\n',
    length: '22',
    ownFields: { 'Content-Range': 'bytes */10' },
  },
  {
    name: 'failedAnswer() for a failure',
    answer: (asked) => failedAnswer(asked, 500, {}, () => false),
    status: 500,
    outcome: 'failed',
    text: 'Internal server error\n',
    length: '22',
    ownFields: {},
  },
  {
    name: 'failedAnswer() for want of file descriptors',
    answer: (asked) => failedAnswer(asked, 503, { 'Retry-After': '1' }, () => false),
    status: 503,
    outcome: 'failed',
    text: 'Service unavailable\n',
    length: '20',
    ownFields: { 'Retry-After': '1' },
  },
]

describe.each(plainAnswers)('$name', ({ answer, status, outcome, text, length, ownFields }) => {
  const plainFields = {
    ...ownFields,
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': length,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  }

  it(`answers ${status} in plain text that nobody stores`, () => {
    expect(answer(askedFor())).toEqual({
      status,
      outcome,
      fields: plainFields,
      removed: [],
      content: { kind: 'text', text },
    })
  })

  it('answers HEAD with the same fields and no content', () => {
    expect(answer(askedFor({}, { method: 'HEAD' }))).toEqual({
      status,
      outcome,
      fields: plainFields,
      removed: [],
      content: { kind: 'none' },
    })
  })

  it('removes what was set for the file, and keeps cookies, CORS, CSP and Vary', () => {
    const asked = askedFor({ answer: setBefore })
    const answered = answer(asked)
    expect(answered.removed).toEqual([
      'content-disposition',
      'content-language',
      'content-location',
      'etag',
      'expires',
      'last-modified',
    ])
    expect(answered.fields).toEqual(plainFields)
    expect(seen(answered, asked.given.answer)).toMatchObject({
      'set-cookie': ['a=1', 'b=2'],
      vary: 'Cookie',
      'access-control-allow-origin': '*',
      'content-security-policy': "default-src 'self'",
    })
  })

  it.each<[who: 'send' | 'application']>([['send'], ['application']])(
    'leaves out what the options of the %s say of the file',
    (who) => {
      const { fields, removed } = answer(askedFor({ [who]: { headers: setBefore, disposition: 'inline' } }))
      expect(removed).toEqual([])
      expect(fields).toEqual({
        ...plainFields,
        'Set-Cookie': ['a=1', 'b=2'],
        Vary: 'Cookie',
        'Access-Control-Allow-Origin': '*',
        'Content-Security-Policy': "default-src 'self'",
      })
    },
  )
})

describe('methodNotAllowedAnswer()', () => {
  it.each([
    [['GET', 'HEAD', 'POST'], 'GET, HEAD, POST'],
    [['POST'], 'POST'],
  ])('allows %j', (allowed, value) => {
    expect(methodNotAllowedAnswer(askedFor(), allowed).fields['Allow']).toBe(value)
  })
})

describe('rangeNotSatisfiableAnswer()', () => {
  it('tells the length of an empty file', () => {
    const facts = { ...file, size: 0 }
    expect(rangeNotSatisfiableAnswer(askedFor({}, { facts })).fields['Content-Range']).toBe('bytes */0')
  })
})

describe('failedAnswer()', () => {
  it('removes also what may not stand on the answer of a file', () => {
    const value = { name: 'Content-Encoding', value: 'gzip' }
    const answer = new Map([['content-encoding', value]])
    const asked = { method: 'GET', given: { ...given({}), answer } }
    expect(failedAnswer(asked, 500, {}, () => false).removed).toEqual(['content-encoding'])
  })

  it('removes what would make a front end send a file all the same', () => {
    const asked = { method: 'GET', given: given({ answer: { 'X-Accel-Redirect': '/a', Vary: 'Cookie' } }) }
    const isInstruction = (name: string): boolean => name === 'x-accel-redirect'
    expect(failedAnswer(asked, 500, {}, isInstruction).removed).toEqual(['x-accel-redirect'])
  })
})

import type { Case, FileRequest } from '../case.ts'
import { originalLink, tellsSendersOfFilesAlone, tryLinks } from '../token-trials.ts'

interface LinkFact {
  readonly number: number
  readonly given: string
  readonly original: string
  /** Why it is better here; the same where it is left out. */
  readonly reason?: string
  /** Each is made when it is asked: links are of their time. */
  readonly requests: readonly (() => FileRequest)[]
}

const notFound = { status: 404, content: 'Not found\n', fields: { 'cache-control': 'no-store' } } as const
const gone = { status: 410, content: 'Gone\n', fields: { 'cache-control': 'no-store' } } as const

/** What is not signed. */
const unsigned = (target: string): FileRequest => ({ target, answer: notFound, refused: 'unsigned' })

const foo = (): FileRequest => ({
  target: originalLink('foo.txt'),
  file: 'foo.txt',
  answer: { status: 200, fields: { 'content-length': '11' } },
})

/** The same link with something in the place of its digest. */
function withDigest(link: string, digest: string): string {
  return link.replace(/^\/[0-9a-f]{32}/, `/${digest}`)
}

const facts: readonly LinkFact[] = [
  {
    number: 90,
    given: 'a valid token for a file',
    original: '200, X-Sendfile ends with foo.txt',
    requests: [foo],
  },
  {
    number: 91,
    given: 'a valid token for a file in a sub-directory',
    original: '200, X-Sendfile ends with sub-directory/baz.txt',
    requests: [
      () => ({
        target: originalLink('sub-directory/baz.txt'),
        file: 'sub-directory/baz.txt',
        answer: { status: 200 },
      }),
    ],
  },
  {
    number: 92,
    given: 'a valid token for ¡mañana!.txt',
    original: '200, X-Sendfile ends with %C2%A1ma%C3%B1ana%21.txt',
    reason: 'each sender writes what its server reads',
    requests: [
      () => ({
        target: originalLink('¡mañana!.txt', { shown: '%C2%A1ma%C3%B1ana%21.txt' }),
        file: '¡mañana!.txt',
        encoded: '%C2%A1ma%C3%B1ana%21.txt',
        answer: { status: 200, fields: { 'content-length': '42' } },
      }),
    ],
  },
  {
    number: 94,
    given: 'a token of 5 minutes ago, timeout 120 s',
    original: '410',
    requests: [
      () => ({ target: originalLink('foo.txt', { age: 300 }), answer: gone, refused: 'expired' }),
      () => ({
        target: originalLink('foo.txt', { age: 300 }),
        method: 'HEAD',
        answer: { status: 410, content: '', fields: { 'cache-control': 'no-store' } },
        refused: 'expired',
      }),
    ],
  },
  {
    number: 95,
    given: 'a digest with other characters',
    original: '404',
    requests: ['0'.repeat(32), 'z'.repeat(32), '', '0'].map(
      (digest) => () => unsigned(withDigest(originalLink('foo.txt'), digest)),
    ),
  },
  {
    number: 96,
    given: 'a time that is not hexadecimal, "xyz"',
    original: '404',
    requests: [() => unsigned(originalLink('foo.txt', { time: 'xyz' }))],
  },
  {
    number: 97,
    given: '/foo.txt without a token',
    original: '404',
    requests: [() => unsigned('/foo.txt')],
  },
  {
    number: 98,
    given: 'a token that has expired and has another digest',
    original: '410: the time is looked at first',
    reason: 'the digest is looked at first: only who had a link learns that it has expired',
    requests: [() => unsigned(withDigest(originalLink('foo.txt', { age: 300 }), '0'.repeat(32)))],
  },
  {
    number: 99,
    given: 'a valid token for a file that is missing',
    original: '404',
    requests: [() => ({ target: originalLink('missing.txt'), answer: notFound, refused: 'missing' })],
  },
  {
    number: 100,
    given: 'a valid token for ../root.txt',
    original: '403',
    reason: 'one and the same 404 for all that is not given',
    requests: [() => ({ target: originalLink('../root.txt'), answer: notFound, refused: 'name' })],
  },
  {
    number: 101,
    given: 'HEAD with a valid token',
    original: '405',
    reason: 'RFC 9110, section 9.1: every server must answer HEAD',
    requests: [
      () => ({
        target: originalLink('foo.txt'),
        method: 'HEAD',
        answer: { status: 200, content: '', fields: { 'content-length': '11' } },
      }),
    ],
  },
  {
    number: 102,
    given: 'the time ffffffffffffffff',
    original: 'an exception that nobody catches: 500',
    reason: 'a client never causes a failure; a time has eight digits',
    requests: [() => unsigned(originalLink('foo.txt', { time: 'ffffffffffffffff' }))],
  },
  {
    number: 103,
    given: 'a token for "report2" at 4bf299b2, asked for as "report" with the time 24bf299b2',
    original: 'accepted, until the year 2282',
    reason: 'a time has eight digits, and in links of ours nothing runs into anything else',
    requests: [
      () =>
        unsigned(
          originalLink('report2', { time: '4bf299b2' }).replace('4bf299b2/report2', '24bf299b2/report'),
        ),
    ],
  },
  { number: 104, given: 'a link that is used twice in its time', original: 'accepted', requests: [foo, foo] },
]

const ownSender: Case = {
  number: 93,
  given: 'a valid token, and a sender of its own',
  original: 'the sender sees the path "/foo.txt" and not the token',
  verdict: 'same',
  trial: { conduct: tellsSendersOfFilesAlone },
}

/** AuthTokenApplication of the original: /DIGEST-TIME/FILE. */
export const tokenRequestCases: readonly Case[] = [
  ownSender,
  ...facts.map(({ reason, requests, ...told }): Case => ({
    ...told,
    ...(reason === undefined ? { verdict: 'same' } : { verdict: 'better', reason }),
    trial: { conduct: (stage) => tryLinks(stage, requests) },
  })),
]

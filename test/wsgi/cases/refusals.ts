import type { Case } from '../case.ts'
import { sendsNothingUnreadable } from '../unreadable.ts'

const oneAnswer = 'one and the same 404, so that nobody learns what exists; the event `refused` says why'
const nothingNormalized = 'what your code checked must be what is sent: a path is a name, or it is not found'

/** Requests that get no file, and the order in which they are judged. */
export const refusalCases: readonly Case[] = [
  {
    number: 22,
    given: 'GET /sub-directory////////baz.txt',
    original: '200, X-Sendfile: ROOT/sub-directory/baz.txt',
    verdict: 'better',
    reason: nothingNormalized,
    trial: {
      requests: [{ target: '/sub-directory////////baz.txt', answer: { status: 404 }, refused: 'name' }],
    },
  },
  {
    number: 23,
    given: 'GET /does-not-exist.png',
    original: '404 without X-Sendfile',
    verdict: 'same',
    trial: { requests: [{ target: '/does-not-exist.png', answer: { status: 404 }, refused: 'missing' }] },
  },
  {
    number: 24,
    given: 'GET /../root.txt, which exists outside',
    original: '403 without X-Sendfile',
    verdict: 'better',
    reason: oneAnswer,
    trial: { requests: [{ target: '/../root.txt', answer: { status: 404 }, refused: 'name' }] },
  },
  {
    number: 25,
    given: 'GET /../does-not-exist.txt',
    original: '403 without X-Sendfile',
    verdict: 'better',
    reason: oneAnswer,
    trial: { requests: [{ target: '/../does-not-exist.txt', answer: { status: 404 }, refused: 'name' }] },
  },
  {
    number: 26,
    given: 'GET /',
    original: '403',
    verdict: 'better',
    reason: oneAnswer,
    trial: { requests: [{ target: '/', answer: { status: 404 }, refused: 'name' }] },
  },
  {
    number: 27,
    given: 'GET with an empty PATH_INFO',
    original: '403',
    verdict: 'better',
    reason: oneAnswer,
    trial: { requests: [{ target: '', answer: { status: 404 }, refused: 'name' }] },
  },
  {
    number: 28,
    given: 'GET /sub-directory/ and /sub-directory',
    original: '404',
    verdict: 'same',
    trial: {
      requests: [
        { target: '/sub-directory/', answer: { status: 404 }, refused: 'name' },
        { target: '/sub-directory', answer: { status: 404 }, refused: 'not-a-file' },
      ],
    },
  },
  {
    number: 29,
    given: 'POST, PUT, DELETE /foo.txt',
    original: '405 without X-Sendfile, Allow: GET',
    verdict: 'better',
    reason: 'Allow has HEAD too, which works',
    trial: {
      requests: ['POST', 'PUT', 'DELETE'].map((method) => ({
        target: '/foo.txt',
        method,
        answer: { status: 405, fields: { allow: 'GET, HEAD' } },
      })),
    },
  },
  {
    number: 31,
    given: 'requests that are wrong in several ways',
    original: 'first the method (405), then containment (403), then existence (404)',
    verdict: 'better',
    reason: 'first the method; all else is one and the same 404',
    trial: {
      requests: [
        { target: '/../root.txt', method: 'DELETE', answer: { status: 405 } },
        { target: '/does-not-exist.png', method: 'DELETE', answer: { status: 405 } },
        { target: '/../root.txt', answer: { status: 404, content: 'Not found\n' }, refused: 'name' },
        {
          target: '/does-not-exist.png',
          answer: { status: 404, content: 'Not found\n' },
          refused: 'missing',
        },
      ],
    },
  },
  {
    number: 33,
    given: 'GET /escape.txt, a symbolic link to ../root.txt',
    original: '403',
    verdict: 'better',
    reason: oneAnswer,
    trial: { requests: [{ target: '/escape.txt', answer: { status: 404 }, refused: 'outside-root' }] },
  },
  {
    number: 34,
    given: 'GET /sub-directory/../foo.txt',
    original: '200, X-Sendfile names the resolved path',
    verdict: 'better',
    reason: nothingNormalized,
    trial: {
      requests: [{ target: '/sub-directory/../foo.txt', answer: { status: 404 }, refused: 'name' }],
    },
  },
  {
    number: 35,
    given: 'GET /foo.txt/',
    original: '200: the slash at the end is ignored',
    verdict: 'better',
    reason: nothingNormalized,
    trial: { requests: [{ target: '/foo.txt/', answer: { status: 404 }, refused: 'name' }] },
  },
  {
    number: 37,
    given: 'GET /fifo',
    original: '404',
    verdict: 'same',
    trial: { requests: [{ target: '/fifo', answer: { status: 404 }, refused: 'not-a-file' }] },
  },
  {
    number: 38,
    given: 'GET /unreadable.txt, which the process may not read',
    original: '200 with X-Sendfile, and then the 403 of the front end',
    verdict: 'better',
    reason: `it is opened before it is handed over: ${oneAnswer}`,
    trial: { conduct: sendsNothingUnreadable },
  },
  {
    number: 39,
    given: 'GET /FOO.txt on a file system that tells capitals',
    original: '404',
    verdict: 'same',
    trial: { requests: [{ target: '/FOO.txt', answer: { status: 404 }, refused: 'missing' }] },
  },
  {
    number: 41,
    given: 'GET /../protected-directory-evil/secret.txt, outside of a root called protected-directory',
    original: '200, and X-Sendfile names the file outside',
    verdict: 'better',
    reason: 'containment is compared by the elements of a path',
    trial: {
      requests: [
        { target: '/../protected-directory-evil/secret.txt', answer: { status: 404 }, refused: 'name' },
      ],
    },
  },
  {
    number: 42,
    given: 'GET /foo.txt%00.png',
    original: 'an exception that nobody catches: 500',
    verdict: 'better',
    reason: 'a client never causes a failure; what is no name is not found',
    trial: {
      requests: [
        {
          target: '/foo.txt%00.png',
          answer: { status: 404 },
          refused: 'malformed',
          otherwise: { 'nginx()': 400, "apache({ version: '0.12' })": 404 },
        },
      ],
    },
  },
  {
    number: 44,
    given: 'GET /%, a broken escape',
    original: '404',
    verdict: 'same',
    trial: {
      requests: [
        {
          target: '/%',
          answer: { status: 404 },
          refused: 'malformed',
          otherwise: { 'nginx()': 400, "apache({ version: '0.12' })": 400 },
        },
      ],
    },
  },
]

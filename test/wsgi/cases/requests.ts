import type { Case } from '../case.ts'
import { foreignName } from '../original-tree.ts'

const text = 'text/plain; charset=utf-8'

/** Requests for files that are there, as the original gets them with its standard sender. */
export const requestCases: readonly Case[] = [
  {
    number: 18,
    given: 'GET /foo.txt',
    original: '200 without content, X-Sendfile: ROOT/foo.txt, text/plain, Content-Length: 11',
    verdict: 'better',
    reason: 'the answer to the front end says its true length, 0; clients get 11, and are told the charset',
    trial: {
      requests: [
        {
          target: '/foo.txt',
          file: 'foo.txt',
          answer: { status: 200, fields: { 'content-type': text, 'content-length': '11' } },
        },
      ],
    },
  },
  {
    number: 19,
    given: 'GET /%C2%A1ma%C3%B1ana%21.txt',
    original: '200, X-Sendfile: ROOT/%C2%A1ma%C3%B1ana%21.txt',
    verdict: 'better',
    reason: 'mod_xsendfile 0.12 takes the path as it is; each sender writes what its server reads',
    trial: {
      requests: [
        {
          target: '/%C2%A1ma%C3%B1ana%21.txt',
          file: '¡mañana!.txt',
          encoded: '%C2%A1ma%C3%B1ana%21.txt',
          answer: { status: 200, fields: { 'content-length': '42' } },
        },
      ],
    },
  },
  {
    number: 20,
    given: 'GET /%E6%98%AF.txt',
    original: '200, X-Sendfile: ROOT/%E6%98%AF.txt',
    verdict: 'better',
    reason: 'each sender writes what its server reads',
    trial: {
      requests: [
        {
          target: '/%E6%98%AF.txt',
          file: '是.txt',
          encoded: '%E6%98%AF.txt',
          answer: { status: 200, fields: { 'content-length': '42' } },
        },
      ],
    },
  },
  {
    number: 21,
    given: 'GET /file%20with%20spaces.txt',
    original: '200, X-Sendfile: ROOT/file%20with%20spaces.txt, Content-Length: 5',
    verdict: 'better',
    reason: 'each sender writes what its server reads',
    trial: {
      requests: [
        {
          target: '/file%20with%20spaces.txt',
          file: 'file with spaces.txt',
          encoded: 'file%20with%20spaces.txt',
          answer: { status: 200, fields: { 'content-length': '5' } },
        },
      ],
    },
  },
  {
    number: 30,
    given: 'HEAD /foo.txt, OPTIONS /foo.txt',
    original: '405',
    verdict: 'better',
    reason: 'RFC 9110, section 9.1: every server must answer HEAD',
    trial: {
      requests: [
        {
          target: '/foo.txt',
          method: 'HEAD',
          answer: { status: 200, content: '', fields: { 'content-type': text, 'content-length': '11' } },
        },
        { target: '/foo.txt', method: 'OPTIONS', answer: { status: 405, fields: { allow: 'GET, HEAD' } } },
      ],
    },
  },
  {
    number: 32,
    given: 'GET /inside.txt, a symbolic link to foo.txt',
    original: '200, X-Sendfile names the real file, ROOT/foo.txt',
    verdict: 'same',
    trial: { requests: [{ target: '/inside.txt', file: 'foo.txt', answer: { status: 200 } }] },
  },
  {
    number: 36,
    given: 'GET /.hidden',
    original: '200',
    verdict: 'better',
    reason: 'names with a dot are .env and .git; `dotfiles` allows them',
    trial: {
      requests: [
        { target: '/.hidden', answer: { status: 404 }, refused: 'dotfile' },
        { target: '/.hidden', file: '.hidden', answer: { status: 200 }, options: { dotfiles: 'allow' } },
      ],
    },
  },
  {
    number: 40,
    given: 'GET /a%2520b.txt, where the server has decoded once',
    original: 'decodes for a second time, and sends "a b.txt"',
    verdict: 'better',
    reason: 'what your code checked must be what is sent: a path is decoded exactly once',
    trial: {
      requests: [
        {
          target: '/a%2520b.txt',
          file: 'a%20b.txt',
          encoded: 'a%2520b.txt',
          answer: { status: 200, content: 'decoded once' },
        },
        { target: '/fo%256f.txt', answer: { status: 404 }, refused: 'missing' },
      ],
    },
  },
  {
    number: 43,
    given: 'GET /%ff.txt, a name that is not UTF-8',
    original: 'an exception that nobody catches: 500',
    verdict: 'better',
    reason: 'every name that the file system allows can be sent; where there is none, 404',
    trial: {
      requests: [
        {
          target: '/%ff.txt',
          file: foreignName,
          encoded: '%FF.txt',
          answer: { status: 200, content: 'foreign', fields: { 'content-length': '7' } },
          otherwise: { 'lighttpd()': 'application sends' },
        },
        { target: '/%fe.txt', answer: { status: 404 }, refused: 'missing' },
      ],
    },
  },
]

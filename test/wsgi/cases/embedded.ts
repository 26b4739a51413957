import type { Case, FileRequest } from '../case.ts'

const lastModified = 'Sun, 06 Nov 1994 08:49:37 GMT'
const entityTag = '"2ebc98a1-b"'

/** The case of a request for foo.txt. */
function foo(request: Omit<FileRequest, 'target'>): { readonly requests: readonly FileRequest[] } {
  return { requests: [{ target: '/foo.txt', ...request }] }
}

/** The sender "serve" of the original; front ends must give the very same. */
export const embeddedCases: readonly Case[] = [
  {
    number: 62,
    given: 'each file',
    original: '200 with its bytes and the same fields',
    verdict: 'same',
    trial: {
      requests: [
        ['¡mañana!.txt', '%C2%A1ma%C3%B1ana%21.txt'],
        ['是.txt', '%E6%98%AF.txt'],
        ['binary-file.png', 'binary-file.png'],
        ['file with spaces.txt', 'file%20with%20spaces.txt'],
        ['file-with-hyphens.txt', 'file-with-hyphens.txt'],
        ['foo.txt', 'foo.txt'],
        ['foo.txt.gz', 'foo.txt.gz'],
        ['no-extension', 'no-extension'],
        ['sub-directory/baz.txt', 'sub-directory/baz.txt'],
      ].map(([file = '', encoded = '']) => ({
        target: `/${encoded}`,
        file,
        encoded,
        answer: { status: 200, fields: { 'last-modified': lastModified } },
      })),
    },
  },
  {
    number: 63,
    given: 'GET /foo.txt',
    original: 'ETag "mtime-size", Last-Modified, Accept-Ranges, and Content-Range: bytes 0-10/11 on a 200',
    verdict: 'better',
    reason: 'RFC 9110, section 14.4: Content-Range says nothing on a 200',
    trial: foo({
      file: 'foo.txt',
      answer: {
        status: 200,
        fields: {
          etag: entityTag,
          'last-modified': lastModified,
          'accept-ranges': 'bytes',
          'content-range': null,
        },
      },
    }),
  },
  {
    number: 64,
    given: 'GET with Range: bytes=0-4',
    original: '206, Content-Range: bytes 0-4/11, 5 bytes',
    verdict: 'same',
    trial: foo({
      fields: [['Range', 'bytes=0-4']],
      file: 'foo.txt',
      answer: { status: 206, content: 'Hello', fields: { 'content-range': 'bytes 0-4/11' } },
    }),
  },
  {
    number: 65,
    given: 'GET with Range: bytes=0-1,3-4',
    original: '206 with the whole file and Content-Range: bytes 0-10/11',
    verdict: 'better',
    reason: 'RFC 9110, section 14.6: several ranges come as multipart/byteranges',
    trial: foo({
      fields: [['Range', 'bytes=0-1,3-4']],
      file: 'foo.txt',
      answer: {
        status: 206,
        parts: [
          ['bytes 0-1/11', 'He'],
          ['bytes 3-4/11', 'lo'],
        ],
      },
    }),
  },
  {
    number: 66,
    given: 'GET with Range: bytes=100-',
    original: '416 without Content-Range',
    verdict: 'better',
    reason: 'RFC 9110, section 15.5.17: a 416 says how long the file is',
    trial: foo({
      fields: [['Range', 'bytes=100-']],
      answer: { status: 416, fields: { 'content-range': 'bytes */11' } },
    }),
  },
  {
    number: 67,
    given: 'GET with If-Modified-Since, as Last-Modified says',
    original: '304',
    verdict: 'same',
    trial: foo({ fields: [['If-Modified-Since', lastModified]], answer: { status: 304, content: '' } }),
  },
  {
    number: 68,
    given: 'GET with If-None-Match, as ETag says',
    original: '304',
    verdict: 'same',
    trial: foo({
      fields: [['If-None-Match', entityTag]],
      answer: { status: 304, content: '', fields: { etag: entityTag } },
    }),
  },
  {
    number: 69,
    given: 'HEAD /foo.txt',
    original: '405',
    verdict: 'better',
    reason: 'RFC 9110, section 9.1: every server must answer HEAD',
    trial: foo({
      method: 'HEAD',
      answer: { status: 200, content: '', fields: { etag: entityTag, 'content-length': '11' } },
    }),
  },
]

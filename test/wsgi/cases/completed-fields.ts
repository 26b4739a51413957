import type { Case } from '../case.ts'

const text = 'text/plain; charset=utf-8'

/** A file, and what clients are told of it, whoever sends it. */
function told(
  file: string,
  encoded: string,
  contentType: string,
  size: number,
): Extract<Case, { trial: unknown }>['trial'] {
  return {
    requests: [
      {
        target: `/${encoded}`,
        file,
        encoded,
        answer: {
          status: 200,
          fields: { 'content-type': contentType, 'content-length': String(size), 'content-encoding': null },
        },
      },
    ],
  }
}

const better = {
  verdict: 'better',
  reason: 'the charset is said, so that no browser has to guess',
} as const

/** The fields that the X-Sendfile and nginx senders of the original complete. */
export const completedFieldCases: readonly Case[] = [
  {
    number: 45,
    given: '¡mañana!.txt',
    original: 'text/plain, 42, no Content-Encoding',
    ...better,
    trial: told('¡mañana!.txt', '%C2%A1ma%C3%B1ana%21.txt', text, 42),
  },
  {
    number: 46,
    given: '是.txt',
    original: 'text/plain, 42, no Content-Encoding',
    ...better,
    trial: told('是.txt', '%E6%98%AF.txt', text, 42),
  },
  {
    number: 47,
    given: 'binary-file.png',
    original: 'image/png, 2326, no Content-Encoding',
    verdict: 'same',
    trial: told('binary-file.png', 'binary-file.png', 'image/png', 2326),
  },
  {
    number: 48,
    given: 'file with spaces.txt',
    original: 'text/plain, 5, no Content-Encoding',
    ...better,
    trial: told('file with spaces.txt', 'file%20with%20spaces.txt', text, 5),
  },
  {
    number: 49,
    given: 'file-with-hyphens.txt',
    original: 'text/plain, 5, no Content-Encoding',
    ...better,
    trial: told('file-with-hyphens.txt', 'file-with-hyphens.txt', text, 5),
  },
  {
    number: 50,
    given: 'foo.txt',
    original: 'text/plain, 11, no Content-Encoding',
    ...better,
    trial: told('foo.txt', 'foo.txt', text, 11),
  },
  {
    number: 51,
    given: 'foo.txt.gz',
    original: 'text/plain, 31, Content-Encoding: gzip, which nginx and Apache drop',
    verdict: 'better',
    reason: 'a file is what its name says; gzip that comes as text/plain is unreadable',
    trial: told('foo.txt.gz', 'foo.txt.gz', 'application/gzip', 31),
  },
  {
    number: 52,
    given: 'no-extension',
    original: 'application/octet-stream, 5, no Content-Encoding',
    verdict: 'same',
    trial: told('no-extension', 'no-extension', 'application/octet-stream', 5),
  },
  {
    number: 53,
    given: 'sub-directory/baz.txt',
    original: 'text/plain, 12, no Content-Encoding',
    ...better,
    trial: told('sub-directory/baz.txt', 'sub-directory/baz.txt', text, 12),
  },
  {
    number: 54,
    given: 'f.tar.gz',
    original: 'application/x-tar, Content-Encoding: gzip',
    verdict: 'better',
    reason: 'a browser would undo the coding, and save an archive that is none of its name',
    trial: told('f.tar.gz', 'f.tar.gz', 'application/gzip', 20),
  },
]

import { createHash } from 'node:crypto'
import { expect } from 'vitest'
import { wsgiTokenLinks } from '../../../src/links.ts'
import type { Case, Digest } from '../case.ts'
import { linkSecret } from '../stage.ts'
import {
  at,
  hashesTexts,
  joinsSecretFileAndTime,
  makesDigests,
  originalLink,
  originalTime,
  readAt,
} from '../token-trials.ts'

const tomorrow = '¡mañana!.txt'
const below = 'sub-directory/baz.txt'

/** A link to foo.txt of the time of the original's tests. */
const link = originalLink('foo.txt', { time: '4bf299b2' })
const expired = { refused: 'expired', path: '.../foo.txt' }
const unsigned = { refused: 'unsigned', path: '.../foo.txt' }

interface TokenFact {
  readonly number: number
  readonly given: string
  readonly original: string
  /** Why it is better here; the same where it is left out. */
  readonly reason?: string
  readonly conduct: () => void | Promise<void>
}

/** Digests that the original makes of files at that time. */
function digestFact(number: number, given: string, original: string, digests: readonly Digest[]): TokenFact {
  return { number, given, original, conduct: () => makesDigests(digests) }
}

const facts: readonly TokenFact[] = [
  {
    number: 70,
    given: 'hash name "sha1"; none is md5',
    original: 'accepted',
    conduct() {
      const paths = [{ hash: 'sha1' } as const, {}].map((options) =>
        wsgiTokenLinks({ secret: linkSecret, ...options }).path('foo.txt'),
      )
      expect(paths).toEqual([
        expect.stringMatching(/^\/[0-9a-f]{40}-[0-9a-f]{8}\/foo\.txt$/),
        expect.stringMatching(/^\/[0-9a-f]{32}-[0-9a-f]{8}\/foo\.txt$/),
      ])
    },
  },
  {
    number: 71,
    given: 'hash name "non-existing"',
    original: 'ValueError from TokenConfig',
    conduct() {
      expect(() => wsgiTokenLinks({ secret: linkSecret, hash: 'non-existing' as 'md5' })).toThrow(
        expect.objectContaining({ code: 'ERR_XSENDFILE_OPTION_INVALID' }) as Error,
      )
    },
  },
  {
    number: 72,
    given: 'a function from text to hexadecimal as hash',
    original: 'accepted',
    conduct() {
      const hash = (bytes: Uint8Array): string => createHash('sha3-256').update(bytes).digest('hex')
      const path = at(originalTime, () => wsgiTokenLinks({ secret: linkSecret, hash }).path('foo.txt'))
      expect(path).toBe(`/${hash(Buffer.from('s3cr3tfoo.txt4bf299b2'))}-4bf299b2/foo.txt`)
      expect(readAt(originalTime, path, { hash })).toEqual(['foo.txt'])
    },
  },
  {
    number: 73,
    given: 'made 5 minutes ago, timeout 120 s',
    original: 'expired',
    conduct: () => expect(readAt(originalTime + 300, link)).toEqual(expired),
  },
  {
    number: 74,
    given: 'made now',
    original: 'current',
    conduct: () => expect(readAt(originalTime, link)).toEqual(['foo.txt']),
  },
  {
    number: 75,
    given: 'made 5 hours in the future',
    original: 'current',
    reason: 'refused, but for a small difference between clocks: nobody makes a link that never ends',
    conduct() {
      expect(readAt(originalTime - 5 * 3600, link)).toEqual({ refused: 'premature', path: '.../foo.txt' })
      expect(readAt(originalTime - 5, link)).toEqual(['foo.txt'])
      expect(readAt(originalTime - 6, link)).toMatchObject({ refused: 'premature' })
      expect(readAt(originalTime - 1, link, { clockSkew: 0 })).toMatchObject({ refused: 'premature' })
    },
  },
  {
    number: 76,
    given: 'as old as timeout says, to the second',
    original: 'current: now is not after time + timeout',
    conduct() {
      expect(readAt(originalTime + 120, link)).toEqual(['foo.txt'])
      expect(readAt(originalTime + 121, link)).toEqual(expired)
      expect(readAt(originalTime + 301, link, { timeout: 300 })).toEqual(expired)
    },
  },
  {
    number: 77,
    given: 'the digest 5d41402abc4b2a76b9719d911017c592 for foo.txt',
    original: 'invalid',
    conduct: () =>
      expect(readAt(originalTime, '/5d41402abc4b2a76b9719d911017c592-4bf299b2/foo.txt')).toEqual(unsigned),
  },
  digestFact(78, 'the digest of secret, file and time for foo.txt', 'valid', [
    { hash: 'md5', file: 'foo.txt', digest: '28111c1b85a93603dde98bfb878b90b1' },
  ]),
  digestFact(
    79,
    'get_url_path("foo.txt") at that time',
    '/28111c1b85a93603dde98bfb878b90b1-4bf299b2/foo.txt',
    [{ hash: 'md5', file: 'foo.txt', digest: '28111c1b85a93603dde98bfb878b90b1' }],
  ),
  {
    number: 80,
    given: `get_url_path("${tomorrow}") at that time`,
    original: '/12d44936bfd3e453956264a4125765f6-4bf299b2/%C2%A1ma%C3%B1ana%21.txt',
    conduct: () =>
      expect(at(originalTime, () => wsgiTokenLinks({ secret: linkSecret }).path(tomorrow))).toBe(
        '/12d44936bfd3e453956264a4125765f6-4bf299b2/%C2%A1ma%C3%B1ana%21.txt',
      ),
  },
  digestFact(
    81,
    `get_url_path("${below}") at that time`,
    '/5208b16b17d4c5a78cafa0809de71ce3-4bf299b2/sub-directory/baz.txt: the slash stays',
    [{ hash: 'md5', file: below, digest: '5208b16b17d4c5a78cafa0809de71ce3' }],
  ),
  digestFact(82, `sha1 for foo.txt, ${tomorrow}, ${below}`, 'a digest of 40 characters for each', [
    { hash: 'sha1', file: 'foo.txt', digest: 'c9df4a6d3c89b8a2f34c750dee6c5faac5f7f66a' },
    { hash: 'sha1', file: tomorrow, digest: '27767200e1c5defb4c17b127a3f8e3ee7410bb47' },
    { hash: 'sha1', file: below, digest: 'dc26093ff3d8ecccc98c6bc1b028a2eb147cc67e' },
  ]),
  digestFact(83, 'sha256 for foo.txt', 'a digest of 64 characters', [
    {
      hash: 'sha256',
      file: 'foo.txt',
      digest: '13190c2a4c0988ddf10e760bbf77e53f7aab5e84877de8d913f6332e17738c7d',
    },
  ]),
  digestFact(84, `sha256 for ${tomorrow}`, 'a digest of 64 characters', [
    {
      hash: 'sha256',
      file: tomorrow,
      digest: '4e6784216d7fd42abaf0806cabee8450ac519fd3b0f4520c8a5beb98da6b0837',
    },
  ]),
  digestFact(85, `sha256 for ${below}`, 'a digest of 64 characters', [
    {
      hash: 'sha256',
      file: below,
      digest: '48aa354e57c1da5d866586b708eeb8eb72cd55a41a79c3e096cd201f442facee',
    },
  ]),
  {
    number: 86,
    given: 'what the digest is made over',
    original:
      'UTF-8 of secret, decoded file without its slash, and time in small hexadecimal, nothing between',
    conduct: joinsSecretFileAndTime,
  },
  {
    number: 87,
    given: 'md5("hello")',
    original: '5d41402abc4b2a76b9719d911017c592',
    conduct: () => hashesTexts([{ hash: 'md5', file: 'hello', digest: '5d41402abc4b2a76b9719d911017c592' }]),
  },
  {
    number: 88,
    given: 'sha1("hello")',
    original: 'aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d',
    conduct: () =>
      hashesTexts([{ hash: 'sha1', file: 'hello', digest: 'aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d' }]),
  },
  {
    number: 89,
    // Not the digest of the two characters: the tests of the original write each byte of their UTF-8 as a character.
    given: 'sha1 of the UTF-8 of "你好", each byte of it taken for a character',
    original: '990e5af8616cd9269852a1bacf7230d261e89b60',
    conduct: () =>
      hashesTexts([
        {
          hash: 'sha1',
          file: '\xe4\xbd\xa0\xe5\xa5\xbd',
          digest: '990e5af8616cd9269852a1bacf7230d261e89b60',
        },
      ]),
  },
]

/** TokenConfig of the original. */
export const tokenCases: readonly Case[] = facts.map(({ reason, conduct, ...told }) => ({
  ...told,
  ...(reason === undefined ? { verdict: 'same' } : { verdict: 'better', reason }),
  trial: { conduct: async () => conduct() },
}))

import type { Case, Digest } from '../case.ts'

const tomorrow = '¡mañana!.txt'
const below = 'sub-directory/baz.txt'
const links = 'signed links, in a door of their own'

/** 2010-05-18T13:44:18Z, with the secret of the original's tests. */
const signed = { secret: 's3cr3t', time: '4bf299b2' }
const hashed = { secret: '', time: '' }

interface TokenFact {
  readonly number: number
  readonly given: string
  readonly original: string
  readonly instead?: string
  readonly digests?: readonly Digest[]
}

const compatible = 'links in the form of the original, for those that were given out'

const facts: readonly TokenFact[] = [
  {
    number: 70,
    given: 'hash name "sha1"; none is md5',
    original: 'accepted',
    instead: `${compatible}; new ones have HMAC with SHA-256`,
  },
  {
    number: 71,
    given: 'hash name "non-existing"',
    original: 'ValueError from TokenConfig',
    instead: 'an XsendfileError where the links are set up',
  },
  { number: 72, given: 'a function from text to hexadecimal as hash', original: 'accepted' },
  { number: 73, given: 'made 5 minutes ago, timeout 120 s', original: 'expired' },
  { number: 74, given: 'made now', original: 'current' },
  {
    number: 75,
    given: 'made 5 hours in the future',
    original: 'current',
    instead: 'refused, but for a small difference between clocks',
  },
  {
    number: 76,
    given: 'as old as timeout says, to the second',
    original: 'current: now is not after time + timeout',
  },
  {
    number: 77,
    given: 'the digest 5d41402abc4b2a76b9719d911017c592 for foo.txt',
    original: 'invalid',
  },
  {
    number: 78,
    given: 'the digest of secret, file and time for foo.txt',
    original: 'valid',
    digests: [{ hash: 'md5', ...signed, file: 'foo.txt', digest: '28111c1b85a93603dde98bfb878b90b1' }],
  },
  {
    number: 79,
    given: 'get_url_path("foo.txt") at that time',
    original: '/28111c1b85a93603dde98bfb878b90b1-4bf299b2/foo.txt',
    digests: [{ hash: 'md5', ...signed, file: 'foo.txt', digest: '28111c1b85a93603dde98bfb878b90b1' }],
  },
  {
    number: 80,
    given: `get_url_path("${tomorrow}") at that time`,
    original: '/12d44936bfd3e453956264a4125765f6-4bf299b2/%C2%A1ma%C3%B1ana%21.txt',
    digests: [{ hash: 'md5', ...signed, file: tomorrow, digest: '12d44936bfd3e453956264a4125765f6' }],
  },
  {
    number: 81,
    given: `get_url_path("${below}") at that time`,
    original: '/5208b16b17d4c5a78cafa0809de71ce3-4bf299b2/sub-directory/baz.txt: the slash stays',
    digests: [{ hash: 'md5', ...signed, file: below, digest: '5208b16b17d4c5a78cafa0809de71ce3' }],
  },
  {
    number: 82,
    given: `sha1 for foo.txt, ${tomorrow}, ${below}`,
    original: 'a digest of 40 characters for each',
    digests: [
      { hash: 'sha1', ...signed, file: 'foo.txt', digest: 'c9df4a6d3c89b8a2f34c750dee6c5faac5f7f66a' },
      { hash: 'sha1', ...signed, file: tomorrow, digest: '27767200e1c5defb4c17b127a3f8e3ee7410bb47' },
      { hash: 'sha1', ...signed, file: below, digest: 'dc26093ff3d8ecccc98c6bc1b028a2eb147cc67e' },
    ],
  },
  {
    number: 83,
    given: 'sha256 for foo.txt',
    original: 'a digest of 64 characters',
    digests: [
      {
        hash: 'sha256',
        ...signed,
        file: 'foo.txt',
        digest: '13190c2a4c0988ddf10e760bbf77e53f7aab5e84877de8d913f6332e17738c7d',
      },
    ],
  },
  {
    number: 84,
    given: `sha256 for ${tomorrow}`,
    original: 'a digest of 64 characters',
    digests: [
      {
        hash: 'sha256',
        ...signed,
        file: tomorrow,
        digest: '4e6784216d7fd42abaf0806cabee8450ac519fd3b0f4520c8a5beb98da6b0837',
      },
    ],
  },
  {
    number: 85,
    given: `sha256 for ${below}`,
    original: 'a digest of 64 characters',
    digests: [
      {
        hash: 'sha256',
        ...signed,
        file: below,
        digest: '48aa354e57c1da5d866586b708eeb8eb72cd55a41a79c3e096cd201f442facee',
      },
    ],
  },
  {
    number: 86,
    given: 'what the digest is made over',
    original:
      'UTF-8 of secret, decoded file without its slash, and time in small hexadecimal, nothing between',
  },
  {
    number: 87,
    given: 'md5("hello")',
    original: '5d41402abc4b2a76b9719d911017c592',
    digests: [{ hash: 'md5', ...hashed, file: 'hello', digest: '5d41402abc4b2a76b9719d911017c592' }],
  },
  {
    number: 88,
    given: 'sha1("hello")',
    original: 'aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d',
    digests: [{ hash: 'sha1', ...hashed, file: 'hello', digest: 'aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d' }],
  },
  {
    number: 89,
    // Not the digest of the two characters: the tests of the original write each byte of their UTF-8 as a character.
    given: 'sha1 of the UTF-8 of "你好", each byte of it taken for a character',
    original: '990e5af8616cd9269852a1bacf7230d261e89b60',
    digests: [
      {
        hash: 'sha1',
        ...hashed,
        file: '\xe4\xbd\xa0\xe5\xa5\xbd',
        digest: '990e5af8616cd9269852a1bacf7230d261e89b60',
      },
    ],
  },
]

/** TokenConfig of the original. */
export const tokenCases: readonly Case[] = facts.map(({ instead, ...told }) => ({
  ...told,
  verdict: 'later',
  instead: instead ?? `${links}: ${compatible}`,
}))

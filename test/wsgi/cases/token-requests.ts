import type { Case } from '../case.ts'

const facts: readonly (readonly [number, given: string, original: string, instead: string])[] = [
  [90, 'a valid token for a file', '200, X-Sendfile ends with foo.txt', 'the file, as `send` answers'],
  [
    91,
    'a valid token for a file in a sub-directory',
    '200, X-Sendfile ends with sub-directory/baz.txt',
    'the file, as `send` answers',
  ],
  [
    92,
    'a valid token for ¡mañana!.txt',
    '200, X-Sendfile ends with %C2%A1ma%C3%B1ana%21.txt',
    'the file, encoded as its server reads it',
  ],
  [
    93,
    'a valid token, and a sender of its own',
    'the sender sees the path "/foo.txt" and not the token',
    'the sender sees the file and never a link',
  ],
  [94, 'a token of 5 minutes ago, timeout 120 s', '410', '410'],
  [95, 'a digest with other characters', '404', '404'],
  [96, 'a time that is not hexadecimal, "xyz"', '404', '404'],
  [97, '/foo.txt without a token', '404', '404'],
  [
    98,
    'a token that has expired and has another digest',
    '410: the time is looked at first',
    '404: the digest is looked at first, so that only who had a link learns that it has expired',
  ],
  [99, 'a valid token for a file that is missing', '404', '404'],
  [100, 'a valid token for ../root.txt', '403', '404, as for all that is not given'],
  [101, 'HEAD with a valid token', '405', '200 without content'],
  [102, 'the time ffffffffffffffff', 'an exception that nobody catches: 500', '404'],
  [
    103,
    'a token for "report2" at 4bf299b2, asked for as "report" with the time 24bf299b2',
    'accepted, until the year 2282',
    '404: a time has eight digits, and in links of ours nothing runs into anything else',
  ],
  [104, 'a link that is used twice in its time', 'accepted', 'accepted, unless it is good for one use'],
]

/** AuthTokenApplication of the original: /DIGEST-TIME/FILE. */
export const tokenRequestCases: readonly Case[] = facts.map(([number, given, original, instead]) => ({
  number,
  given,
  original,
  verdict: 'later',
  instead,
}))

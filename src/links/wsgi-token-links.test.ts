import fc from 'fast-check'
import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LinkPath } from './link-path.ts'
import { type WsgiTokenLinksOptions, wsgiTokenLinks } from './wsgi-token-links.ts'

/** What the tests of WSGI X-Sendfile hold besides: test/wsgi/cases/tokens.ts and token-requests.ts. */

const secret = 's3cr3t'
const now = 0x4bf299b2
const links = wsgiTokenLinks({ secret })

beforeEach(() => void vi.useFakeTimers({ now: now * 1000, toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())

const read = (url: string, reader = links): LinkPath => reader.read({ url })
const md5 = (...parts: (string | Uint8Array)[]): string => {
  const hash = createHash('md5')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}
const error = (code: string, message: RegExp): Error =>
  expect.objectContaining({
    code: `ERR_XSENDFILE_${code}`,
    message: expect.stringMatching(message) as string,
  }) as Error

const name = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 12 })
  .filter((text) => !/[/\0]|^\.{1,2}$/.test(text) && text.isWellFormed())

describe('a link in the form of WSGI X-Sendfile', () => {
  it('is read back as the same segments, by each hash', () => {
    for (const hash of ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'] as const) {
      const reader = wsgiTokenLinks({ secret, hash })
      fc.assert(
        fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), (segments) => {
          expect(read(reader.path(segments), reader)).toEqual(segments)
        }),
        { numRuns: 30 },
      )
    }
  })

  it('is refused with any character of its token changed', () => {
    const [, token = ''] = links.path('a').split('/')
    fc.assert(
      fc.property(
        fc.nat(token.length - 1),
        fc.constantFrom(...Array.from('0123456789abcdefABCDEFg-.')),
        (at, character) => {
          fc.pre(token[at] !== character)
          const changed = `/${token.slice(0, at)}${character}${token.slice(at + 1)}/a`
          expect(read(changed)).toMatchObject({ refused: 'unsigned' })
        },
      ),
    )
  })

  it('has one spelling', () => {
    const [, token = ''] = links.path('a').split('/')
    for (const spelling of [
      token.toUpperCase(),
      `0${token}`,
      `${token}0`,
      token.replace('-', '-0'),
      ` ${token}`,
    ])
      expect(read(`/${encodeURIComponent(spelling)}/a`), spelling).toMatchObject({ refused: 'unsigned' })
  })

  it('cannot be made longer: what length extension adds holds a NUL', () => {
    const [, token = ''] = links.path('report').split('/')
    // What md5 puts behind a message (RFC 1321, section 3.1), which whoever extends it cannot leave out.
    const message = Buffer.from(`${secret}report${now.toString(16)}`)
    const padding = Buffer.alloc(64 - message.length)
    padding[0] = 0x80
    padding.writeUInt32LE(message.length * 8, padding.length - 8)
    const later = (now + 9999).toString(16)
    // The digest that strangers find without the secret; with it, it is found at once.
    const digest = md5(message, padding, later)
    const longer = Buffer.concat([Buffer.from(`report${now.toString(16)}`), padding]).toString('latin1')
    expect(digest).toBe(md5(secret, Buffer.from(longer, 'latin1'), later))
    const encoded = longer.replace(/[^\w]/g, (byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, '0')}`)
    expect(encoded).toContain('%00')
    vi.setSystemTime((now + 9999) * 1000)
    expect(read(`/${digest}-${later}/${encoded}`)).toMatchObject({ malformed: expect.any(String) as string })
    expect(read(`/${token}/report`)).toMatchObject({ refused: 'expired' })
  })

  it('is not from the future, but for the difference of clocks that is allowed', () => {
    const path = links.path('a')
    const strict = wsgiTokenLinks({ secret, clockSkew: 0 })
    const skews = [-1, -5, -6].map((seconds) => {
      vi.setSystemTime((now + seconds) * 1000)
      return [read(path), read(path, strict)]
    })
    const premature = { refused: 'premature', path: '.../a' }
    expect(skews).toEqual([
      [['a'], premature],
      [['a'], premature],
      [premature, premature],
    ])
  })

  it('is good with each of several keys, the first of which signs', () => {
    const [both, other] = [
      wsgiTokenLinks({ secret: ['new', secret] }),
      wsgiTokenLinks({ secret: Buffer.from('new') }),
    ]
    expect(read(links.path('a'), both)).toEqual(['a'])
    expect(read(both.path('a'), other)).toEqual(['a'])
    expect(read(both.path('a'))).toMatchObject({ refused: 'unsigned' })
  })

  it('can be to a name that is not UTF-8', () => {
    const bytes = new Uint8Array([0xff])
    const path = links.path([bytes])
    expect(path).toBe(`/${md5(secret, bytes, '4bf299b2')}-4bf299b2/%FF`)
    expect(read(path)).toEqual([bytes])
  })
})

describe('mistakes', () => {
  it.each<[RegExp, WsgiTokenLinksOptions['secret']]>([
    [/undefined/, undefined],
    [/a key of 0 bytes/, ''],
    [/one of them begins with another/, ['abc', 'ab']],
    [/one of them begins with another/, ['ab', 'abc']],
    [/one of them begins with another/, ['ab', 'ab']],
  ])('no secret: %s', (message, wrong) => {
    expect(() => wsgiTokenLinks({ secret: wrong })).toThrow(error('SECRET_INVALID', message))
  })

  it('keys of which one begins with another would sign for each other', () => {
    const link = wsgiTokenLinks({ secret: 'ab' }).path('cfoo')
    expect(wsgiTokenLinks({ secret: 'abc' }).read({ url: link.replace('cfoo', 'foo') })).toEqual(['foo'])
  })

  it.each<[unknown]>([
    ['MD5'],
    ['sha3'],
    ['shake128'],
    [5],
    [null],
    [(): string => 'short'],
    [(): string => 'Z'.repeat(32)],
    [(): string => 'A'.repeat(32)],
    [async (): Promise<string> => 'a'.repeat(32)],
  ])('%o is no hash', (hash) => {
    expect(() => wsgiTokenLinks({ secret, hash } as WsgiTokenLinksOptions)).toThrow(
      error('OPTION_INVALID', /as the option "hash": it takes "md5"/),
    )
  })

  it('a hash that fails is told with its cause', () => {
    const cause = new Error('no md5 on this machine')
    const hash = (): string => {
      throw cause
    }
    expect(() => wsgiTokenLinks({ secret, hash })).toThrow(expect.objectContaining({ cause }) as Error)
  })

  it.each([0, -1, 1.5, '60', null])('%o is no timeout', (timeout) => {
    expect(() => wsgiTokenLinks({ secret, timeout } as WsgiTokenLinksOptions)).toThrow(
      error('OPTION_INVALID', /"timeout"/),
    )
  })

  it.each([-1, 0.5, '5'])('%o is no difference of clocks', (clockSkew) => {
    expect(() => wsgiTokenLinks({ secret, clockSkew } as WsgiTokenLinksOptions)).toThrow(
      error('OPTION_INVALID', /"clockSkew"/),
    )
  })

  it('options of one link are refused: nothing would come of them', () => {
    const loose: { path(...args: unknown[]): string; read(...args: unknown[]): LinkPath } = links
    const recipient = { recipient: 'alice' }
    expect(() => loose.path('a', recipient)).toThrow(error('OPTION_INVALID', /path\(\).*use signedLinks/))
    expect(() => loose.read({ url: '/a' }, '/', recipient)).toThrow(error('OPTION_INVALID', /read\(\)/))
    expect(() => wsgiTokenLinks({ secret, lifetime: 5 } as WsgiTokenLinksOptions)).toThrow(
      error('OPTION_INVALID', /"lifetime": there is none/),
    )
  })
})

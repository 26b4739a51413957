import fc from 'fast-check'
import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LinkPath } from './link-path.ts'
import type { LinkedFile } from './linked-file.ts'
import {
  type LinkOptions,
  type ReadingOptions,
  type SignedLinksOptions,
  signedLinks,
} from './signed-links.ts'
import { signedText } from './signed-text.ts'

const secret = 'a key of thirty-two bytes or more'
const other = 'another key of thirty-two bytes, or more'
const now = 1_795_305_600

const links = signedLinks({ secret, lifetime: 3600 })

beforeEach(() => void vi.useFakeTimers({ now: now * 1000, toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())

function after(seconds: number): void {
  vi.setSystemTime((now + seconds) * 1000)
}

function read(url: string, options?: ReadingOptions, reader = links): LinkPath {
  return reader.read({ url }, '/', options)
}

const error = (code: string, message: RegExp): Error =>
  expect.objectContaining({
    code: `ERR_XSENDFILE_${code}`,
    message: expect.stringMatching(message) as string,
  }) as Error

const name = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 12 })
  .filter((text) => !/[/\0]|^\.{1,2}$/.test(text) && text.isWellFormed())
const file = fc.array(name, { minLength: 1, maxLength: 5 })

describe('a signed link', () => {
  it('is expiry, digest and file, as it is written down', () => {
    const message = `xsendfile-link-1\0${now + 3600}\0\0reports/résumé!.pdf`
    const digest = createHmac('sha256', secret).update(message).digest('base64url')
    expect(links.path(['reports', 'résumé!.pdf'])).toBe(
      `/${now + 3600}.${digest}/reports/r%C3%A9sum%C3%A9%21.pdf`,
    )
  })

  it('is the same for a path as text, as bytes, and in segments', () => {
    const paths: LinkedFile[] = [
      'a/é',
      '//a/é',
      Buffer.from('/a/é'),
      ['a', 'é'],
      [Buffer.from('a'), new Uint8Array([0xc3, 0xa9])],
    ]
    expect(new Set(paths.map((path) => links.path(path)))).toEqual(new Set([links.path('a/é')]))
  })

  it('is read back as the same segments, whatever they are', () => {
    fc.assert(
      fc.property(file, (segments) => {
        expect(read(links.path(segments))).toEqual(segments)
      }),
    )
  })

  it('is read back as the same bytes where they are not UTF-8', () => {
    const bytes = new Uint8Array([0xff, 0x2e])
    expect(read(links.path(['a', bytes]))).toEqual(['a', bytes])
  })

  it('is read below a prefix, with a query behind it, and on an absolute target', () => {
    const path = links.path('a/b.pdf')
    expect(links.read({ url: `/down/loads${path}?download=1` }, '/down/loads/')).toEqual(['a', 'b.pdf'])
    expect(links.read(new Request(`http://localhost/d${path}`), '/d')).toEqual(['a', 'b.pdf'])
    expect(read(`/d${path}`)).toMatchObject({ refused: 'unsigned' })
    expect(links.read({ url: path }, '/d/')).toEqual({ malformed: expect.stringContaining('...') as string })
  })

  it('is good to the last second of its lifetime, and then has expired', () => {
    const [hour, minute] = [links.path('a.pdf'), links.path('a.pdf', { lifetime: 60 })]
    after(60)
    expect([read(hour), read(minute)]).toEqual([['a.pdf'], ['a.pdf']])
    after(61)
    expect([read(hour), read(minute)]).toEqual([['a.pdf'], { refused: 'expired', path: '.../a.pdf' }])
    after(3600.999)
    expect(read(hour)).toEqual(['a.pdf'])
    after(3601)
    expect(read(hour)).toMatchObject({ refused: 'expired' })
  })

  it('is refused with any character of its token or its path changed, left out or put in', () => {
    const characters = fc.constantFrom(...Array.from('0123456789abcxyzABCXYZ-_.=~é'))
    fc.assert(
      fc.property(
        file,
        fc.nat(),
        characters,
        fc.constantFrom(0, 1),
        (segments, place, character, removed) => {
          const path = links.path(segments)
          const at = 1 + (place % (path.length - 1))
          const changed = path.slice(0, at) + encodeURI(character) + path.slice(at + removed)
          const result = read(changed)
          // A changed spelling of the same name is the same name.
          if (JSON.stringify(result) === JSON.stringify(segments))
            expect(isSameName(changed, path)).toBe(true)
          else expect(result).not.toBeInstanceOf(Array)
        },
      ),
    )
  })

  it('is refused with any character of its token in the other case', () => {
    const [, token = ''] = links.path('a').split('/')
    const changed = Array.from(token, (character, at) => {
      const swapped =
        character === character.toLowerCase() ? character.toUpperCase() : character.toLowerCase()
      return `/${token.slice(0, at)}${swapped}${token.slice(at + 1)}/a`
    }).filter((path) => path !== `/${token}/a`)
    expect(changed.length).toBeGreaterThan(20)
    for (const path of changed) expect(read(path), path).toMatchObject({ refused: 'unsigned' })
  })

  it('has one spelling: no zeros before, no padding, no other last character', () => {
    const path = links.path('a')
    const [, token = ''] = path.split('/')
    const last = token.at(-1) ?? ''
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    // Its last character holds two bits that mean nothing to a lenient decoder.
    const same = alphabet.charAt(alphabet.indexOf(last) + 1)
    const spellings = [
      `0${token}`,
      `+${token}`,
      `${token}=`,
      `${token} `,
      ` ${token}`,
      token.slice(0, -1) + same,
    ]
    expect(Buffer.from(`${token.slice(0, -1)}${same}`.slice(11), 'base64url')).toEqual(
      Buffer.from(token.slice(11), 'base64url'),
    )
    for (const spelling of spellings) {
      expect(read(`/${encodeURIComponent(spelling)}/a`), spelling).toMatchObject({ refused: 'unsigned' })
    }
  })

  it.each(['/', '/a', '/a/b', '//a', '/1.x/a', '/%ff/a', `/1.${'A'.repeat(43)}/a`, `/.${'A'.repeat(43)}/a`])(
    'is not %s',
    (url) => {
      expect(read(url)).toMatchObject({ refused: 'unsigned' })
    },
  )

  it('tells nobody of a token, valid or not', () => {
    const path = links.path('a.pdf', { recipient: 'alice' })
    const [, token = ''] = path.split('/')
    const digest = token.split('.')[1] ?? expect.fail()
    const refused = [read(path), read(`${path}%2F`), read(`${path}x`), read(`/x${path}`)]
    after(9999)
    refused.push(read(path, { recipient: 'alice' }))
    for (const each of refused) expect(JSON.stringify(each)).not.toContain(digest)
    expect(refused.at(-1)).toEqual({ refused: 'expired', path: '.../a.pdf' })
  })

  it('says nothing of time before it is known to be signed', () => {
    const path = links.path('a')
    after(9999)
    expect(read(path)).toMatchObject({ refused: 'expired' })
    for (const forged of [`${path}b`, path.replace('.', '.A'), path.replace(/\d+/, '1')])
      expect(read(forged)).toMatchObject({ refused: 'unsigned' })
    expect(read(path, { recipient: 'alice' })).toMatchObject({ refused: 'unsigned' })
  })
})

describe('what is signed', () => {
  const recipient = fc
    .string({ unit: 'binary' })
    .filter((text) => !text.includes('\0') && text.isWellFormed())
  const signed = fc.record({
    expiry: fc.integer({ min: 1, max: 999_999_999_999 }),
    recipient,
    file: file.map((segments) => Buffer.from(segments.join('/')).toString('latin1')),
  })

  it('is no two times the same for what differs', () => {
    fc.assert(
      fc.property(signed, signed, (one, another) => {
        const isSame = JSON.stringify(one) === JSON.stringify(another)
        expect(signedText(one).equals(signedText(another))).toBe(isSame)
      }),
    )
  })

  it('can be taken apart again, which is why', () => {
    fc.assert(
      fc.property(signed, (each) => {
        const [version, expiry, who = '', ...rest] = signedText(each).toString('latin1').split('\0')
        const taken = [version, Number(expiry), Buffer.from(who, 'latin1').toString(), ...rest]
        expect(taken).toEqual(['xsendfile-link-1', each.expiry, each.recipient, each.file])
      }),
    )
  })
})

describe('a recipient', () => {
  const bound = (): string => links.path('a', { recipient: 'alice' })

  it('has the file', () => {
    expect(read(bound(), { recipient: 'alice' })).toEqual(['a'])
  })

  it.each<[string, ReadingOptions]>([
    ['another', { recipient: 'bob' }],
    ['none', {}],
    ['nobody', { recipient: undefined }],
    ['an empty one', { recipient: '' }],
    ['one with NUL', { recipient: 'alice\0' }],
    ['half of a character', { recipient: '\ud800' }],
    ['other capitals', { recipient: 'Alice' }],
  ])('is not %s', (_, options) => {
    expect(read(bound(), options)).toMatchObject({ refused: 'unsigned' })
  })

  it('has no link that is for nobody in particular, nor has one who is nobody', () => {
    expect(read(links.path('a'), { recipient: 'alice' })).toMatchObject({ refused: 'unsigned' })
    expect(read(links.path('a'), { recipient: undefined })).toMatchObject({ refused: 'unsigned' })
    expect(read(links.path('a'), { recipient: '' })).toMatchObject({ refused: 'unsigned' })
    expect(read(links.path('a'), {})).toEqual(['a'])
  })

  it.each([undefined, null, '', 5, 'a\0b', '\ud800', {}])(
    'for whom a link is made is not %o',
    (recipient) => {
      expect(() => links.path('a', { recipient } as LinkOptions)).toThrow(
        error('OPTION_INVALID', /"recipient": it takes a text .*leave it out/),
      )
    },
  )

  it('is text where links are read, too', () => {
    expect(() => read('/a', { recipient: 5 } as unknown as ReadingOptions)).toThrow(
      error('OPTION_INVALID', /Cannot use 5 as the option "recipient"/),
    )
  })
})

describe('keys', () => {
  it('are all good, and the first signs', () => {
    const [before, both, later] = [[secret], [other, secret], [other]].map((keys) =>
      signedLinks({ secret: keys, lifetime: 60 }),
    ) as [typeof links, typeof links, typeof links]
    expect(read(before.path('a'), {}, both)).toEqual(['a'])
    expect(read(both.path('a'), {}, later)).toEqual(['a'])
    expect(read(both.path('a'), {}, before)).toMatchObject({ refused: 'unsigned' })
  })

  it('may be bytes, and stay what they were', () => {
    const bytes = Buffer.from(secret)
    const ofBytes = signedLinks({ secret: bytes, lifetime: 3600 })
    bytes.fill(0)
    expect(ofBytes.path('a')).toBe(links.path('a'))
  })

  it.each<[shown: RegExp, secret: unknown]>([
    [/undefined: an environment variable that it comes from is perhaps not set/, undefined],
    [/undefined/, [secret, undefined]],
    [/no key: the list is empty/, []],
    [/a key of 31 bytes: it takes 32 or more/, 'x'.repeat(31)],
    [/a key of 0 bytes/, ''],
    [/a key of 5 bytes/, [secret, 'short']],
    [/neither text nor bytes/, 5],
    [/neither text nor bytes/, null],
    [/neither text nor bytes/, [[secret]]],
  ])('are not %s', (message, wrong) => {
    const make = (): unknown => signedLinks({ secret: wrong, lifetime: 1 } as SignedLinksOptions)
    expect(make).toThrow(error('SECRET_INVALID', message))
    expect(make).not.toThrow(/short|xxx/)
  })

  it('may be shorter in characters than in bytes', () => {
    expect(() => signedLinks({ secret: 'é'.repeat(16), lifetime: 1 })).not.toThrow()
  })
})

describe('mistakes', () => {
  it.each<[path: unknown]>([
    [undefined],
    [null],
    [5],
    [''],
    ['/'],
    ['a//b'],
    ['a/'],
    ['a/../b'],
    ['./a'],
    ['a\0b'],
    ['\ud800'],
    [[]],
    [['']],
    [['a', undefined]],
    [['a/b']],
    [['a', '..']],
    [['\0']],
    [[new Uint8Array([0x2f])]],
    [new Uint8Array()],
    [Promise.resolve('a')],
    [{ malformed: '/%' }],
    [Array.from({ length: 2049 }, () => 'a')],
  ])('no link is made to %o', (path) => {
    expect(() => links.path(path as string)).toThrow(error('PATH_INVALID', /^Cannot make a link to /))
  })

  it.each([0, -1, 1.5, Number.NaN, Infinity, '60', null, 10_000_000_001, 60n])(
    '%o is no lifetime',
    (lifetime) => {
      const wrong = { secret, lifetime } as SignedLinksOptions
      expect(() => signedLinks(wrong)).toThrow(error('OPTION_INVALID', /"lifetime": it takes a whole number/))
      expect(() => links.path('a', { lifetime } as LinkOptions)).toThrow(
        error('OPTION_INVALID', /"lifetime"/),
      )
    },
  )

  it('a lifetime must be said, and may be long', () => {
    expect(() => signedLinks({ secret } as SignedLinksOptions)).toThrow(error('OPTION_INVALID', /undefined/))
    expect(links.path('a', { lifetime: undefined })).toBe(links.path('a'))
    expect(read(links.path('a', { lifetime: 10_000_000_000 }))).toEqual(['a'])
  })

  it('options that there are none of are told', () => {
    const unknown = { secret, lifetime: 1, timeout: 1 }
    expect(() => signedLinks(unknown)).toThrow(error('OPTION_INVALID', /"timeout": there is none/))
    expect(() => links.path('a', { user: 'alice' } as LinkOptions)).toThrow(error('OPTION_INVALID', /"user"/))
    expect(() => read('/a', { user: 'alice' } as ReadingOptions)).toThrow(error('OPTION_INVALID', /"user"/))
    expect(() => signedLinks(undefined as unknown as SignedLinksOptions)).toThrow(
      error('OPTION_INVALID', /as options: give an object/),
    )
  })

  it('reading takes a request', () => {
    expect(() => links.read(undefined as unknown as Request)).toThrow(error('ARGUMENT_INVALID', /request/))
    expect(() => links.read({ url: '/' }, 'a')).toThrow(error('ARGUMENT_INVALID', /begins with a slash/))
  })
})

/** Whether two encoded paths are two spellings of one. */
function isSameName(one: string, another: string): boolean {
  return decodeURI(one.replace(/[?#].*/, '')) === decodeURI(another)
}

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  formatEntityTag,
  matchesStrongly,
  matchesWeakly,
  parseEntityTag,
  parseEntityTags,
} from './entity-tag.ts'

const strong = { weak: false, opaque: 'xyzzy' }
const weak = { weak: true, opaque: 'xyzzy' }
const other = { weak: false, opaque: 'r2d2xxxx' }

describe('parseEntityTag()', () => {
  it.each([
    ['a strong tag', '"xyzzy"', strong],
    ['a weak tag', 'W/"xyzzy"', weak],
    ['an empty tag', '""', { weak: false, opaque: '' }],
    ['an empty weak tag', 'W/""', { weak: true, opaque: '' }],
    ['a comma within', '"a,b"', { weak: false, opaque: 'a,b' }],
    ['a backslash, which escapes nothing', String.raw`"a\"`, { weak: false, opaque: 'a\\' }],
    ['the first and last characters allowed', '"!#~"', { weak: false, opaque: '!#~' }],
    ['bytes above ASCII', '"\x80\xe9\xff"', { weak: false, opaque: '\x80\xe9\xff' }],
  ])('reads %s', (_, text, tag) => {
    expect(parseEntityTag(text)).toEqual(tag)
  })

  it.each([
    ['nothing', ''],
    ['no quotes', 'xyzzy'],
    ['a weak tag without quotes', 'W/xyzzy'],
    ['no closing quote', '"xyzzy'],
    ['no opening quote', 'xyzzy"'],
    ['one quote', '"'],
    ['a quote within', '"xy"zzy"'],
    ['a blank within', '"xy zzy"'],
    ['a tab within', '"xy\tzzy"'],
    ['a control within', '"xy\x00zzy"'],
    ['DEL within', '"xy\x7fzzy"'],
    ['a character above one byte', '"xy\u0100zzy"'],
    ['a small w', 'w/"xyzzy"'],
    ['no slash', 'W"xyzzy"'],
    ['a blank behind W/', 'W/ "xyzzy"'],
    ['a blank before', ' "xyzzy"'],
    ['a line feed behind', '"xyzzy"\n'],
    ['single quotes', "'xyzzy'"],
    ['two tags', '"xyzzy", "r2d2xxxx"'],
    ['an asterisk', '*'],
  ])('gives undefined for %s', (_, text) => {
    expect(parseEntityTag(text)).toBeUndefined()
  })
})

describe('formatEntityTag()', () => {
  it('puts a strong tag between quotes', () => {
    expect(formatEntityTag(strong)).toBe('"xyzzy"')
  })

  it('puts W/ before a weak tag', () => {
    expect(formatEntityTag(weak)).toBe('W/"xyzzy"')
  })
})

describe('parseEntityTags()', () => {
  it.each([
    ['one tag', '"xyzzy"', [strong]],
    ['one weak tag', 'W/"xyzzy"', [weak]],
    ['several tags in their order', '"xyzzy", W/"xyzzy", "r2d2xxxx"', [strong, weak, other]],
    ['tags without blanks between', '"xyzzy","r2d2xxxx"', [strong, other]],
    ['blanks and tabs around the commas', ' \t"xyzzy" \t, \t"r2d2xxxx"\t ', [strong, other]],
    ['the same tag twice', '"xyzzy", "xyzzy"', [strong, strong]],
    ['a comma within a tag', '"a,b","xyzzy"', [{ weak: false, opaque: 'a,b' }, strong]],
    ['an empty tag', '"", "xyzzy"', [{ weak: false, opaque: '' }, strong]],
    ['an asterisk between quotes', '"*"', [{ weak: false, opaque: '*' }]],
    ['empty members before', ', ,"xyzzy"', [strong]],
    ['empty members behind', '"xyzzy",,', [strong]],
    ['empty members between', '"xyzzy",,\t, "r2d2xxxx"', [strong, other]],
    ['nothing', '', []],
    ['blanks only', ' \t ', []],
    ['commas only', ',,,', []],
  ])('reads %s', (_, text, tags) => {
    expect(parseEntityTags(text)).toEqual(tags)
  })

  it('reads five thousand tags and no more', () => {
    const list = (count: number): string => Array.from({ length: count }, (_, index) => `"${index}"`).join()
    expect(parseEntityTags(list(5000))).toHaveLength(5000)
    expect(parseEntityTags(list(5001))).toBeUndefined()
  })

  it.each([
    ['an asterisk', '*'],
    ['an asterisk among tags', '"xyzzy", *'],
    ['an asterisk and a blank', '* '],
    ['two asterisks', '*, *'],
    ['a tag without quotes', 'xyzzy'],
    ['a tag without quotes behind a right one', '"xyzzy", r2d2xxxx'],
    ['a tag that does not end', '"xyzzy", "r2d2xxxx'],
    ['no comma between tags', '"xyzzy" "r2d2xxxx"'],
    ['nothing between tags', '"xyzzy""r2d2xxxx"'],
    ['a semicolon between tags', '"xyzzy"; "r2d2xxxx"'],
    ['a small w', 'w/"xyzzy"'],
    ['a blank within a tag', '"xy zzy"'],
    ['garbage at the end', '"xyzzy" x'],
    ['a line feed', '"xyzzy",\n"r2d2xxxx"'],
    ['W/ alone', 'W/'],
  ])('gives undefined for %s', (_, text) => {
    expect(parseEntityTags(text)).toBeUndefined()
  })

  it('begins anew with every text', () => {
    expect(parseEntityTags('"xyzzy", garbage')).toBeUndefined()
    expect(parseEntityTags('"xyzzy"')).toEqual([strong])
    expect(parseEntityTags('"xyzzy"')).toEqual([strong])
  })
})

// The table of RFC 9110, section 8.8.3.2.
describe.each([
  ['W/"1"', 'W/"1"', false, true],
  ['W/"1"', 'W/"2"', false, false],
  ['W/"1"', '"1"', false, true],
  ['"1"', '"1"', true, true],
  ['"1"', '"2"', false, false],
  ['"1"', 'W/"1"', false, true],
  ['"a"', '"A"', false, false],
])('%s and %s', (a, b, strongly, weakly) => {
  const [one, another] = [parseEntityTag(a) ?? weak, parseEntityTag(b) ?? other]

  it(`matchesStrongly() says ${strongly}`, () => {
    expect(matchesStrongly(one, another)).toBe(strongly)
  })

  it(`matchesWeakly() says ${weakly}`, () => {
    expect(matchesWeakly(one, another)).toBe(weakly)
  })
})

describe('entity tags', () => {
  const etagc = fc.nat({ max: 0xff }).filter((byte) => byte === 0x21 || (byte >= 0x23 && byte !== 0x7f))
  const opaque = fc.string({ unit: etagc.map((byte) => String.fromCharCode(byte)) })
  const tag = fc.record({ weak: fc.boolean(), opaque }, { noNullPrototype: true })
  const codeUnit = fc.nat({ max: 0xffff }).map((code) => String.fromCharCode(code))
  const latin1 = fc.nat({ max: 0xff }).map((byte) => String.fromCharCode(byte))
  const part = fc.constantFrom('"', 'W/', ',', ' ', '\t', '*', 'a', '\xff', '\x00')
  const anyText = fc.oneof(
    fc.string({ unit: codeUnit }),
    fc.string({ unit: latin1 }),
    fc.string({ unit: part }),
  )

  it('come back as they were written', () => {
    fc.assert(
      fc.property(tag, (value) => {
        expect(parseEntityTag(formatEntityTag(value))).toEqual(value)
      }),
    )
  })

  it('come back from a list, whatever blanks and empty members it has', () => {
    const separator = fc.stringMatching(/^[ \t]*,[ \t,]*$/)
    fc.assert(
      fc.property(fc.array(tag), separator, (values, between) => {
        expect(parseEntityTags(values.map(formatEntityTag).join(between))).toEqual(values)
      }),
    )
  })

  it('are written back as they were read', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const value = parseEntityTag(text)
        expect(value === undefined ? text : formatEntityTag(value)).toBe(text)
      }),
    )
  })

  it('never throw, whatever the text', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 5000 }), (piece, times) => {
        const text = piece.repeat(times)
        expect(() => [parseEntityTag(text), parseEntityTags(text)]).not.toThrow()
      }),
    )
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { percentDecode, percentEncodePath } from './percent-encoding.ts'

const bytes = Array.from({ length: 256 }, (_, byte) => byte)
const unreserved = '-./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~'

describe('percentEncodePath()', () => {
  it('leaves the unreserved characters and the slash, and nothing else, as they are', () => {
    const left = bytes
      .map((byte) => String.fromCharCode(byte))
      .filter((text) => percentEncodePath(text) === text)
    expect(left.join('')).toBe(unreserved)
  })

  it.each(bytes.filter((byte) => !unreserved.includes(String.fromCharCode(byte))))(
    'encodes byte %i as two digits in upper case',
    (byte) => {
      const [high, low] = [Math.floor(byte / 16), byte % 16].map((digit) => '0123456789ABCDEF'.charAt(digit))
      expect(percentEncodePath(String.fromCharCode(byte))).toBe(`%${high}${low}`)
    },
  )

  it.each([
    ['', ''],
    ['/internal/report.pdf', '/internal/report.pdf'],
    ['annual report.pdf', 'annual%20report.pdf'],
    ['100%.pdf', '100%25.pdf'],
    ['a#b?c.pdf', 'a%23b%3Fc.pdf'],
    ['\xc3\xa9t\xc3\xa9.pdf', '%C3%A9t%C3%A9.pdf'],
    ['\xe9.pdf', '%E9.pdf'],
    ['a+b&c=d;e.pdf', 'a%2Bb%26c%3Dd%3Be.pdf'],
    ['a\r\nX-B: c', 'a%0D%0AX-B%3A%20c'],
    ['a%2Fb', 'a%252Fb'],
  ])('encodes %j as %s', (path, text) => {
    expect(percentEncodePath(path)).toBe(text)
  })
})

describe('percentDecode()', () => {
  it.each(bytes)('decodes byte %i from digits in upper and lower case', (byte) => {
    const digits = byte.toString(16).padStart(2, '0')
    expect(percentDecode(`%${digits}`)).toBe(String.fromCharCode(byte))
    expect(percentDecode(`%${digits.toUpperCase()}`)).toBe(String.fromCharCode(byte))
  })

  it.each([
    ['nothing', '', ''],
    ['a text without escapes', 'report.pdf', 'report.pdf'],
    ['escapes among other characters', 'annual%20report%2epdf', 'annual report.pdf'],
    ['bytes of UTF-8, one character each', '%C3%A9', '\xc3\xa9'],
    ['bytes that are not UTF-8', '%E9%ff', '\xe9\xff'],
    ['an escaped percent sign, only once', '%252F', '%2F'],
    ['an escaped line break', 'a%0D%0Ab', 'a\r\nb'],
    ['digits behind an escape', '%4141', 'A41'],
    ['a plus sign, which is no blank', 'a+b', 'a+b'],
    ['bytes that are not escaped', '\xe9%20\xe9', '\xe9 \xe9'],
  ])('decodes %s', (_, text, decoded) => {
    expect(percentDecode(text)).toBe(decoded)
  })

  it.each([
    ['a percent sign alone', '%'],
    ['a percent sign at the end', '100%'],
    ['one digit at the end', 'a%4'],
    ['no digit', '%zz'],
    ['one digit and another character', '%4g'],
    ['another character and one digit', '%g4'],
    ['two percent signs', '%%41'],
    ['a percent sign for a digit', '%4%41'],
    ['a blank', '% 41'],
    ['a sign', '%+1'],
    ['an escape of JavaScript', '%u0041'],
    ['a line feed', '%\n1'],
    ['a malformed escape behind a right one', '%41%'],
    ['digits of another script', '%٤١'],
  ])('gives undefined for %s', (_, text) => {
    expect(percentDecode(text)).toBeUndefined()
  })
})

describe('percent-encoding', () => {
  const latin1 = fc.string({ unit: fc.nat({ max: 0xff }).map((byte) => String.fromCharCode(byte)) })

  it('gives back every byte that was encoded', () => {
    fc.assert(
      fc.property(latin1, fc.integer({ min: 1, max: 1000 }), (piece, times) => {
        const path = piece.repeat(times)
        expect(percentDecode(percentEncodePath(path))).toBe(path)
      }),
    )
  })

  it('writes nothing but unreserved characters, slashes and escapes', () => {
    fc.assert(
      fc.property(latin1, (path) => {
        expect(percentEncodePath(path)).toMatch(/^(?:[A-Za-z0-9\-._~/]|%[0-9A-F]{2})*$/)
      }),
    )
  })

  it('never throws, whatever the text', () => {
    const codeUnit = fc.nat({ max: 0xffff }).map((code) => String.fromCharCode(code))
    const part = fc.constantFrom('%', '4', 'f', 'G', '\n', '\xff', '%25')
    const anyText = fc.oneof(fc.string(), fc.string({ unit: codeUnit }), fc.string({ unit: part }))
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 2000 }), (piece, times) => {
        const text = piece.repeat(times)
        expect(() => [percentDecode(text), percentEncodePath(text)]).not.toThrow()
      }),
    )
  })

  it('decodes a text exactly when each of its percent signs is followed by two digits', () => {
    const part = fc.constantFrom('%', '%4', '%41', '%zz', 'a', '%25')
    fc.assert(
      fc.property(fc.string({ unit: part }), (text) => {
        const wellFormed = !/%(?![0-9A-Fa-f]{2})/.test(text)
        expect(percentDecode(text) !== undefined).toBe(wellFormed)
      }),
    )
  })

  it.each([4094, 4095, 4096, 4097, 10_000])(
    'decodes a text of %i escapes, and what is behind it',
    (count) => {
      expect(percentDecode(`a${'%C3b'.repeat(count)}%`)).toBeUndefined()
      expect(percentDecode(`a${'%C3b'.repeat(count)}c`)).toBe(`a${'\xc3b'.repeat(count)}c`)
    },
  )
})

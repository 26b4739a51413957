import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isFieldValue, isToken } from './field.ts'

const bytes = Array.from({ length: 256 }, (_, byte) => byte)

describe('isToken()', () => {
  it.each(['Content-Type', 'x', 'GET', 'M-SEARCH', "!#$%&'*+-.^_`|~", '0', 'X_Accel.Redirect'])(
    'takes %s',
    (text) => {
      expect(isToken(text)).toBe(true)
    },
  )

  it.each([
    ['nothing', ''],
    ['a blank', 'Content Type'],
    ['a colon', 'Content-Type:'],
    ['a slash', 'text/plain'],
    ['a line break', 'X-A\r\nX-B'],
    ['a line feed at the end', 'X-A\n'],
    ['a NUL', 'X\0A'],
    ['a byte above ASCII', 'X-\xe9'],
    ['a character above one byte', 'X-\u0141'],
  ])('refuses %s', (_, text) => {
    expect(isToken(text)).toBe(false)
  })

  it('takes exactly the 77 characters of tchar', () => {
    const taken = bytes.map((byte) => String.fromCharCode(byte)).filter(isToken)
    expect(taken.join('')).toBe(
      "!#$%&'*+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz|~",
    )
  })
})

describe('isFieldValue()', () => {
  it.each([
    ['nothing', ''],
    ['one character', 'a'],
    ['a blank within', 'private, no-cache'],
    ['a tab within', 'a\tb'],
    ['many blanks within', 'a \t  \t b'],
    ['a byte above ASCII', '\xe9t\xe9'],
    ['the first and the last of obs-text', '\x80\xff'],
    ['quotes', '"a"'],
  ])('takes %s', (_, text) => {
    expect(isFieldValue(text)).toBe(true)
  })

  it.each([
    ['a blank before', ' a'],
    ['a blank behind', 'a '],
    ['a tab before', '\ta'],
    ['a tab behind', 'a\t'],
    ['a blank alone', ' '],
    ['a line break', 'a\r\nSet-Cookie: b'],
    ['a carriage return', 'a\rb'],
    ['a line feed', 'a\nb'],
    ['a line feed at the end', 'a\n'],
    ['a NUL', 'a\0b'],
    ['a control', 'a\x1bb'],
    ['DEL', 'a\x7fb'],
    ['a character above one byte', '\u0141'],
    ['an emoji', '🙂'],
    ['a line separator', 'a\u2028b'],
  ])('refuses %s', (_, text) => {
    expect(isFieldValue(text)).toBe(false)
  })

  it('takes within a value every byte but the controls, and the tab', () => {
    const refused = bytes.filter((byte) => !isFieldValue(`a${String.fromCharCode(byte)}b`))
    expect(refused).toEqual([...bytes.slice(0, 0x09), ...bytes.slice(0x0a, 0x20), 0x7f])
  })
})

describe('field names and values', () => {
  it('never throw, and never let a line break or NUL through, whatever the text', () => {
    const codeUnit = fc.nat({ max: 0xffff }).map((code) => String.fromCharCode(code))
    const part = fc.constantFrom('a', ' ', '\t', '\r', '\n', '\0', '\xff', '\u0100')
    const anyText = fc.oneof(fc.string(), fc.string({ unit: codeUnit }), fc.string({ unit: part }))
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 5000 }), (piece, times) => {
        const text = piece.repeat(times)
        const harmful = /[\r\n\0]/.test(text)
        expect(isFieldValue(text) && harmful).toBe(false)
        expect(isToken(text) && harmful).toBe(false)
      }),
    )
  })
})

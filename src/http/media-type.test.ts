import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { essenceOf } from './media-type.ts'

describe('essenceOf()', () => {
  it.each([
    ['application/pdf', 'application/pdf'],
    ['Text/Plain; charset=utf-8', 'text/plain'],
    ['text/html;charset="utf-8"', 'text/html'],
    ['text/html; charset=utf-8; version=1', 'text/html'],
    ['text/plain \t; \tcharset=utf-8 \t', 'text/plain'],
    ['text/plain;', 'text/plain'],
    ['text/plain;;; charset=utf-8;', 'text/plain'],
    ['text/plain; ', 'text/plain'],
    ['image/svg+xml', 'image/svg+xml'],
    ['application/vnd.oasis.opendocument.text', 'application/vnd.oasis.opendocument.text'],
    ['a/b', 'a/b'],
    [`text/plain; name="a \\"b\\"; c\t/ d"`, 'text/plain'],
    ['text/plain; name=""', 'text/plain'],
    ["!#$%&'*+-.^_`|~/!#$%&'*+-.^_`|~", "!#$%&'*+-.^_`|~/!#$%&'*+-.^_`|~"],
  ])('of %s is %s', (text, essence) => {
    expect(essenceOf(text)).toBe(essence)
  })

  it.each([
    ['nothing', ''],
    ['one word', 'pdf'],
    ['no type', '/pdf'],
    ['no subtype', 'application/'],
    ['two slashes', 'application/pdf/x'],
    ['a blank around the slash', 'application / pdf'],
    ['a blank before', ' application/pdf'],
    ['a comma and another type', 'text/plain, text/html'],
    ['a parameter without value', 'text/plain; charset'],
    ['a parameter with an empty value', 'text/plain; charset='],
    ['a parameter without name', 'text/plain; =utf-8'],
    ['blanks around the equals sign', 'text/plain; charset = utf-8'],
    ['no semicolon', 'text/plain charset=utf-8'],
    ['a quoted string without end', 'text/plain; charset="utf-8'],
    ['a quoted string that ends too soon', 'text/plain; name="a"b"'],
    ['a backslash before nothing', String.raw`text/plain; name="a\"`],
    ['a line break', 'text/plain\r\nX-A: b'],
    ['a line feed at the end', 'text/plain\n'],
    ['a control in a quoted string', 'text/plain; name="a\x00"'],
    ['a letter above ASCII', 't\xe9xt/plain'],
    ['a character above one byte in a quoted string', 'text/plain; name="\u0141"'],
    ['a letter above ASCII in a quoted string', 'text/plain; name="\xe9"'],
    ['what is longer than any', `text/plain${';'.repeat(8183)}`],
  ])('gives undefined for %s', (_, text) => {
    expect(essenceOf(text)).toBeUndefined()
  })
})

describe('media types', () => {
  const token = fc.stringMatching(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,20}$/)

  it('have the essence that they were made of, whatever their parameters', () => {
    const value = fc.oneof(token, fc.stringMatching(/^"(?:[\t !#-[\]-~]|\\[\t !-~]){0,20}"$/))
    const parameters = fc.array(fc.tuple(token, value))
    const separator = fc.stringMatching(/^[ \t]{0,3};[ \t;]{0,3}$/)
    fc.assert(
      fc.property(token, token, parameters, separator, (type, subtype, pairs, between) => {
        const text = [`${type}/${subtype}`, ...pairs.map((pair) => pair.join('='))].join(between)
        expect(essenceOf(text)).toBe(`${type}/${subtype}`.toLowerCase())
      }),
    )
  })

  it('never throw, whatever the text', () => {
    const codeUnit = fc.nat({ max: 0xffff }).map((code) => String.fromCharCode(code))
    const part = fc.constantFrom('a', '/', ';', '=', '"', '\\', ' ', '\t', '\0', '\xff')
    const anyText = fc.oneof(fc.string(), fc.string({ unit: codeUnit }), fc.string({ unit: part }))
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 5000 }), (piece, times) => {
        for (const text of [piece.repeat(times), `text/plain;${piece.repeat(times)}`]) {
          expect(essenceOf(text) ?? 'text/plain').toMatch(/^[^/]+\/[^/]+$/)
        }
      }),
    )
  })
})

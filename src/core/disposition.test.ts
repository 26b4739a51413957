import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contentSecurityPolicyFor, formatDisposition, safeKindOf } from './disposition.ts'

describe('safeKindOf()', () => {
  it.each([
    ['image/png', 'image'],
    ['image/jpeg', 'image'],
    ['IMAGE/WebP', 'image'],
    ['audio/mpeg', 'media'],
    ['video/mp4; codecs="avc1.42E01E"', 'media'],
    ['application/pdf', 'pdf'],
    ['text/plain', 'text'],
    ['Text/Plain; charset=utf-8', 'text'],
    ['image/svg+xml', undefined],
    ['image/SVG+XML; charset=utf-8', undefined],
    ['image/svg', undefined],
    ['image/anything+xml', undefined],
    ['audio/anything+xml', undefined],
    ['video/anything+xml', undefined],
    ['text/html', undefined],
    ['text/html; charset=utf-8', undefined],
    ['text/xml', undefined],
    ['text/css', undefined],
    ['text/csv', undefined],
    ['text/javascript', undefined],
    ['application/xhtml+xml', undefined],
    ['application/json', undefined],
    ['application/octet-stream', undefined],
    ['multipart/mixed', undefined],
    ['imagepng', undefined],
    ['text/plain, text/html', undefined],
    ['', undefined],
  ])('of %s is %s', (mediaType, kind) => {
    expect(safeKindOf(mediaType)).toBe(kind)
  })
})

describe('contentSecurityPolicyFor()', () => {
  it.each(['audio/mpeg', 'video/mp4', 'VIDEO/WEBM; codecs=vp9'])(
    'lets %s read its own address',
    (mediaType) => {
      expect(contentSecurityPolicyFor(mediaType)).toBe(
        "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; sandbox allow-same-origin",
      )
    },
  )

  it.each(['application/pdf', 'image/png', 'text/html', 'image/svg+xml', 'application/octet-stream', ''])(
    'lets %s do nothing',
    (mediaType) => {
      expect(contentSecurityPolicyFor(mediaType)).toBe(
        "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      )
    },
  )
})

describe('formatDisposition()', () => {
  it.each([
    ['report.pdf', 'attachment; filename=report.pdf'],
    ['annual report.pdf', 'attachment; filename="annual report.pdf"'],
    ["it's (1).pdf", `attachment; filename="it's (1).pdf"`],
    ['say "hi".txt', String.raw`attachment; filename="say \"hi\".txt"`],
    ['a;b=c.txt', 'attachment; filename="a;b=c.txt"'],
    ['été.pdf', `attachment; filename="?t?.pdf"; filename*=UTF-8''%C3%A9t%C3%A9.pdf`],
    ['€ rates.txt', `attachment; filename="? rates.txt"; filename*=UTF-8''%E2%82%AC%20rates.txt`],
    ['🙂.png', `attachment; filename="??.png"; filename*=UTF-8''%F0%9F%99%82.png`],
    ['100%25.pdf', `attachment; filename=100%25.pdf; filename*=UTF-8''100%2525.pdf`],
    ['100%.pdf', 'attachment; filename=100%.pdf'],
    ["é'(*)!~.txt", `attachment; filename="?'(*)!~.txt"; filename*=UTF-8''%C3%A9%27%28%2A%29!~.txt`],
    ['a\ud83d.png', `attachment; filename="a?.png"; filename*=UTF-8''a%EF%BF%BD.png`],
    ['users/anna/report.pdf', 'attachment; filename=report.pdf'],
    [String.raw`..\..\report.pdf`, 'attachment; filename=report.pdf'],
    ['re\r\nSet-Cookie: a=b\r\nport.pdf', 'attachment; filename="reSet-Cookie: a=bport.pdf"'],
    ['invoice\u202efdp.exe', 'attachment; filename=invoicefdp.exe'],
    ['', 'attachment; filename=download'],
  ])('proposes %j', (name, value) => {
    expect(formatDisposition('attachment', name)).toBe(value)
  })

  it('writes `inline` likewise', () => {
    expect(formatDisposition('inline', 'report.pdf')).toBe('inline; filename=report.pdf')
  })

  it('never throws, and writes nothing but printable ASCII, whatever the name', () => {
    const codeUnit = fc.nat({ max: 0xffff }).map((code) => String.fromCharCode(code))
    const name = fc.oneof(fc.string(), fc.string({ unit: codeUnit }))
    fc.assert(
      fc.property(name, fc.nat({ max: 500 }), (piece, times) => {
        expect(formatDisposition('attachment', piece.repeat(times))).toMatch(/^attachment; filename=[ -~]+$/)
      }),
    )
  })

  it('writes the name so that RFC 8187 gives it back', () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((text) => /^[^\s./\\][^/\\]*[^\s./\\]$/.test(text))
    fc.assert(
      fc.property(name, (text) => {
        const value = formatDisposition('attachment', `é${text}`)
        const extended = /; filename\*=UTF-8''(?<name>[^;]+)$/.exec(value)?.groups?.['name'] ?? ''
        expect(decodeURIComponent(extended)).toBe(`é${text}`)
      }),
    )
  })
})

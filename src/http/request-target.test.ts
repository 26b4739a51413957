import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { percentEncodePath } from './percent-encoding.ts'
import { decodedSegments } from './request-target.ts'

describe('decodedSegments()', () => {
  it.each<[what: string, target: string, segments: readonly string[]]>([
    ['one segment', '/report.pdf', ['report.pdf']],
    ['several segments', '/2026/11/report.pdf', ['2026', '11', 'report.pdf']],
    ['the root', '/', ['']],
    ['a slash at the end', '/2026/', ['2026', '']],
    ['two slashes', '/2026//report.pdf', ['2026', '', 'report.pdf']],
    [
      'two slashes at the beginning, which are no authority',
      '//evil.example/report.pdf',
      ['', 'evil.example', 'report.pdf'],
    ],
    ['dot segments, which stay', '/a/../b/./c', ['a', '..', 'b', '.', 'c']],
    ['escaped dots', '/a/%2e%2E/b', ['a', '..', 'b']],
    ['a query', '/report.pdf?version=2', ['report.pdf']],
    ['a query with slashes and escapes', '/report.pdf?a=/b/%2F%zz', ['report.pdf']],
    ['an escaped question mark', '/what%3F.pdf', ['what?.pdf']],
    ['a fragment', '/report.pdf#page=2', ['report.pdf']],
    ['an escaped number sign', '/a%23b.pdf', ['a#b.pdf']],
    ['parameters, which belong to their segment', '/report;v=1.pdf;x', ['report;v=1.pdf;x']],
    ['an escaped percent sign, decoded once', '/100%25.pdf', ['100%.pdf']],
    ['an escape that is itself escaped', '/a%252Fb', ['a%2Fb']],
    ['bytes of UTF-8', '/%C3%A9t%C3%A9.pdf', ['\xc3\xa9t\xc3\xa9.pdf']],
    ['bytes that are not UTF-8', '/%E9.pdf', ['\xe9.pdf']],
    ['an escaped backslash', '/a%5Cb', ['a\\b']],
    ['a backslash', String.raw`/a\b`, [String.raw`a\b`]],
    ['a plus sign, which is no blank', '/a+b', ['a+b']],
    ['an escaped line break', '/a%0D%0Ab', ['a\r\nb']],
    ['a colon in the first segment', '/http://x', ['http:', '', 'x']],
  ])('reads %s', (_, target, segments) => {
    expect(decodedSegments(target, [])).toEqual(segments)
  })

  it.each<[target: string, segments: readonly string[]]>([
    ['http://example.com/2026/report.pdf', ['2026', 'report.pdf']],
    ['https://example.com:8443/report.pdf?version=2#top', ['report.pdf']],
    ['HTTP://EXAMPLE.COM/report.pdf', ['report.pdf']],
    ['http://user:secret@example.com/report.pdf', ['report.pdf']],
    ['http://[::1]:8080/report.pdf', ['report.pdf']],
    ['http://example.com/', ['']],
    ['http://example.com//report.pdf', ['', 'report.pdf']],
    ['coap+tcp://example.com/report.pdf', ['report.pdf']],
    ['http:///report.pdf', ['report.pdf']],
  ])('reads the absolute-form %s', (target, segments) => {
    expect(decodedSegments(target, [])).toEqual(segments)
  })

  it.each<[target: string, prefix: readonly string[], segments: readonly string[]]>([
    ['/documents/report.pdf', ['documents'], ['report.pdf']],
    ['/documents/2026/report.pdf', ['documents', '2026'], ['report.pdf']],
    ['/documents/', ['documents'], ['']],
    ['/documents', ['documents'], []],
    ['/%64ocuments/report.pdf', ['documents'], ['report.pdf']],
    ['/%C3%A9t%C3%A9/report.pdf', ['\xc3\xa9t\xc3\xa9'], ['report.pdf']],
    ['http://example.com/documents/report.pdf?x', ['documents'], ['report.pdf']],
    ['/documents/documents/report.pdf', ['documents'], ['documents', 'report.pdf']],
  ])('leaves out of %s the prefix %j', (target, prefix, segments) => {
    expect(decodedSegments(target, prefix)).toEqual(segments)
  })

  it.each<[what: string, target: string, prefix: readonly string[]]>([
    ['another folder', '/pictures/report.pdf', ['documents']],
    ['a folder whose name only begins so', '/documents-old/report.pdf', ['documents']],
    ['another case', '/Documents/report.pdf', ['documents']],
    ['a path shorter than the prefix', '/documents', ['documents', '2026']],
    ['a slash too many before the prefix', '//documents/report.pdf', ['documents']],
    ['a prefix that is escaped twice', '/%2564ocuments/report.pdf', ['documents']],
    ['parameters behind the prefix', '/documents;x/report.pdf', ['documents']],
  ])('gives undefined for %s', (_, target, prefix) => {
    expect(decodedSegments(target, prefix)).toBeUndefined()
  })

  it.each([
    ['nothing', ''],
    ['asterisk-form', '*'],
    ['authority-form', 'example.com:443'],
    ['no slash at the beginning', 'report.pdf'],
    ['an absolute-form without a path', 'http://example.com'],
    ['an absolute-form without a path, but with a query', 'http://example.com?a=/b'],
    ['a query alone', '?a=b'],
    ['a scheme that begins with a digit', '1http://example.com/report.pdf'],
    ['an escaped slash', '/a%2Fb'],
    ['an escaped slash in lower case', '/a%2fb'],
    ['an escaped slash where two dots follow', '/..%2f..%2fetc/passwd'],
    ['an escaped NUL', '/a%00b'],
    ['a NUL', '/a\0b'],
    ['an escaped slash in the prefix', '/documents%2Freport.pdf'],
    ['a percent sign alone', '/100%.pdf'],
    ['a percent sign at the end', '/100%'],
    ['one digit', '/a%4'],
    ['no digits', '/a%zz'],
    ['a percent sign before a slash', '/a%/b'],
    ['a malformed escape in a later segment', '/a/b/%f'],
  ])('gives undefined for %s', (_, target) => {
    expect(decodedSegments(target, [])).toBeUndefined()
  })
})

describe('decodedSegments() of what no path can be', () => {
  it('gives undefined for more than 4,096 segments', () => {
    expect(decodedSegments('/a'.repeat(4096), [])).toHaveLength(4096)
    expect(decodedSegments('/a'.repeat(4097), [])).toBeUndefined()
  })

  it('gives undefined for a character that is no byte', () => {
    expect(decodedSegments('/\u012f', [])).toBeUndefined()
  })
})

describe('request targets', () => {
  const byte = fc.nat({ max: 0xff }).map((code) => String.fromCharCode(code))
  const segment = fc.string({ unit: byte.filter((character) => character !== '/' && character !== '\0') })

  it('give back the segments that they were made of', () => {
    const origin = fc.constantFrom('', 'http://example.com', 'https://[::1]:443')
    const end = fc.constantFrom('', '?', '?a=/b', '#c/d', '?a#b')
    fc.assert(
      fc.property(origin, fc.array(segment, { minLength: 1 }), end, (before, segments, behind) => {
        const target = `${before}/${segments.map(percentEncodePath).join('/')}${behind}`
        expect(decodedSegments(target, [])).toEqual(segments)
      }),
    )
  })

  it('give back what stands behind a prefix', () => {
    fc.assert(
      fc.property(fc.array(segment), fc.array(segment, { minLength: 1 }), (prefix, segments) => {
        const target = `/${[...prefix, ...segments].map(percentEncodePath).join('/')}`
        expect(decodedSegments(target, prefix)).toEqual(segments)
      }),
    )
  })

  it('never throw, and never give a segment with a slash or NUL, whatever the text', () => {
    const codeUnit = fc.nat({ max: 0xffff }).map((code) => String.fromCharCode(code))
    const part = fc.constantFrom('/', '%', '%2F', '%00', '%41', '?', '#', ':', '//', 'http', '\0', '.', ';')
    const anyText = fc.oneof(fc.string(), fc.string({ unit: codeUnit }), fc.string({ unit: part }))
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 1000 }), (piece, times) => {
        for (const target of [piece.repeat(times), `/${piece.repeat(times)}`]) {
          const segments = decodedSegments(target, []) ?? []
          expect(segments.filter((text) => /[/\0]/.test(text))).toEqual([])
        }
      }),
    )
  })
})

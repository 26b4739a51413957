import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mediaTypeOf } from './media-types.ts'

describe('mediaTypeOf()', () => {
  it.each([
    ['report.pdf', 'application/pdf'],
    ['REPORT.PDF', 'application/pdf'],
    ['picture.jpg', 'image/jpeg'],
    ['picture.png', 'image/png'],
    ['drawing.svg', 'image/svg+xml'],
    ['film.mp4', 'video/mp4'],
    ['film.webm', 'video/webm'],
    ['song.mp3', 'audio/mpeg'],
    ['data.json', 'application/json'],
    ['notes.txt', 'text/plain; charset=utf-8'],
    ['page.html', 'text/html; charset=utf-8'],
    ['table.csv', 'text/csv; charset=utf-8'],
    ['script.js', 'text/javascript; charset=utf-8'],
    ['archive.tar.gz', 'application/gzip'],
    ['page.html.gz', 'application/gzip'],
    ['archive.zip', 'application/zip'],
    ['.txt', 'text/plain; charset=utf-8'],
    ['a b.pdf', 'application/pdf'],
    ['été.pdf', 'application/pdf'],
  ])('of %s is %s', (name, mediaType) => {
    expect(mediaTypeOf(name)).toBe(mediaType)
  })

  it.each([
    ['a name without extension', 'report'],
    ['a name that is itself an extension', 'pdf'],
    ['an unknown extension', 'report.nobody-knows-this'],
    ['a dot at the end', 'report.'],
    ['a dot', '.'],
    ['nothing', ''],
    ['a blank behind the extension', 'report.pdf '],
    ['the name of a property of every object', 'report.constructor'],
    ['the name of the prototype', 'report.__proto__'],
  ])('is application/octet-stream for %s', (_, name) => {
    expect(mediaTypeOf(name)).toBe('application/octet-stream')
  })

  it('never throws, whatever the name', () => {
    const codeUnit = fc.nat({ max: 0xffff }).map((code) => String.fromCharCode(code))
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: codeUnit })), fc.boolean(), (name, dotted) => {
        expect(mediaTypeOf(dotted ? `a.${name}` : name)).toMatch(/^[a-z]+\/[^\s;]+(?:; charset=utf-8)?$/)
      }),
    )
  })
})

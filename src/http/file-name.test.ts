import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { proposedFileName } from './file-name.ts'

describe('proposedFileName()', () => {
  it.each([
    ['an ordinary name', 'report.pdf', 'report.pdf'],
    ['blanks within', 'annual report.pdf', 'annual report.pdf'],
    ['quotes and signs', `it's "5%" & more; a=b.pdf`, `it's "5%" & more; a=b.pdf`],
    ['letters of other scripts', 'Отчёт 报告 تقرير.pdf', 'Отчёт 报告 تقرير.pdf'],
    ['letters and their accents as two characters', 're\u0301sume\u0301.pdf', 're\u0301sume\u0301.pdf'],
    ['an emoji', '🙂.png', '🙂.png'],
    ['an emoji of several characters', '👩‍👩‍👧.png', '👩‍👩‍👧.png'],
    ['a dot before', '.profile', '.profile'],
    ['several dots', 'archive..tar.gz', 'archive..tar.gz'],
    ['a percent sign and digits', 'a%2Fb.pdf', 'a%2Fb.pdf'],
  ])('keeps %s', (_, name, proposed) => {
    expect(proposedFileName(name)).toBe(proposed)
  })

  it.each([
    ['a slash', 'users/anna/report.pdf', 'report.pdf'],
    ['a backslash', String.raw`C:\users\anna\report.pdf`, 'report.pdf'],
    ['both', String.raw`users/anna\report.pdf`, 'report.pdf'],
    ['both, the other way round', String.raw`users\anna/report.pdf`, 'report.pdf'],
    ['a parent folder', '../../etc/passwd', 'passwd'],
    ['a folder with a dot', '/srv/v1.0/report', 'report'],
  ])('keeps only the last part behind %s', (_, name, proposed) => {
    expect(proposedFileName(name)).toBe(proposed)
  })

  it.each([
    ['NUL', 'report\0.pdf', 'report.pdf'],
    ['a line break', 're\r\nport.pdf', 'report.pdf'],
    ['a tab', 're\tport.pdf', 'report.pdf'],
    ['DEL', 'report\x7f.pdf', 'report.pdf'],
    ['the next-line control', 'report\x85.pdf', 'report.pdf'],
    ['a line and a paragraph separator', 're\u2028port\u2029.pdf', 'report.pdf'],
    ['a byte order mark', '\ufeffreport.pdf', 'report.pdf'],
    ['blanks around', '  report.pdf \u00a0', 'report.pdf'],
  ])('leaves out %s', (_, name, proposed) => {
    expect(proposedFileName(name)).toBe(proposed)
  })

  it.each(
    [0x061c, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069].map(
      (code) => [code.toString(16), String.fromCharCode(code)],
    ),
  )('leaves out the mark of direction U+%s', (_, mark) => {
    expect(proposedFileName(`invoice${mark}fdp.exe`)).toBe('invoicefdp.exe')
  })

  it.each([
    ['a high surrogate', 'a\ud83d.png', 'a\ufffd.png'],
    ['a low surrogate', 'a\ude42.png', 'a\ufffd.png'],
    ['two in the wrong order', '\ude42\ud83d.png', '\ufffd\ufffd.png'],
    ['one at the end', 'a.png\ud83d', 'a.png\ufffd'],
  ])('puts U+FFFD in the place of %s that stands alone', (_, name, proposed) => {
    expect(proposedFileName(name)).toBe(proposed)
  })

  it.each([
    ['nothing', ''],
    ['a dot', '.'],
    ['two dots', '..'],
    ['many dots', '.....'],
    ['blanks', '   '],
    ['a folder', 'users/'],
    ['a folder of Windows', 'users\\'],
    ['a parent folder', 'users/..'],
    ['controls', '\r\n\0'],
    ['marks of direction', '\u202e\u2066'],
    ['a dot between marks of direction', '\u202e.\u202c'],
    ['a dot between blanks', ' . '],
  ])('proposes `download` when all there is is %s', (_, name) => {
    expect(proposedFileName(name)).toBe('download')
  })

  it.each([
    ['255 characters', 'a'.repeat(255), 'a'.repeat(255)],
    ['256 characters', 'a'.repeat(256), 'a'.repeat(255)],
    ['255 characters with an extension', `${'a'.repeat(251)}.pdf`, `${'a'.repeat(251)}.pdf`],
    ['256 characters with an extension', `${'a'.repeat(252)}.pdf`, `${'a'.repeat(251)}.pdf`],
    ['a thousand characters with an extension', `${'a'.repeat(1000)}.pdf`, `${'a'.repeat(251)}.pdf`],
    ['256 emoji with an extension', `${'🙂'.repeat(256)}.png`, `${'🙂'.repeat(251)}.png`],
    ['255 emoji', '🙂'.repeat(255), '🙂'.repeat(255)],
    [
      'an extension of 64 characters',
      `${'a'.repeat(200)}.${'b'.repeat(63)}`,
      `${'a'.repeat(191)}.${'b'.repeat(63)}`,
    ],
    [
      'an extension too long to be one',
      `${'a'.repeat(200)}.${'b'.repeat(64)}`,
      `${'a'.repeat(200)}.${'b'.repeat(54)}`,
    ],
    ['a dot too early to begin an extension', `a.${'b'.repeat(300)}`, `a.${'b'.repeat(253)}`],
    ['a dot before', `.${'b'.repeat(300)}`, `.${'b'.repeat(254)}`],
    ['dots, cut to nothing', `${'.'.repeat(260)}${'a'.repeat(200)}`, 'download'],
    ['blanks, cut to an end of none', `a${' '.repeat(300)}b`, 'a'],
    ['a dot at the end', `${'a'.repeat(300)}.`, `${'a'.repeat(254)}.`],
  ])('proposes at most 255 characters, the extension among them: %s', (_, name, proposed) => {
    expect(proposedFileName(name)).toBe(proposed)
  })
})

describe('proposed file names', () => {
  const codeUnit = fc.nat({ max: 0xffff }).map((code) => String.fromCharCode(code))
  const part = fc.constantFrom(
    '/',
    '\\',
    '.',
    ' ',
    '\0',
    '\u202e',
    '\ud83d',
    '\ude42',
    'a',
    '🙂',
    '\xe9',
    '\u2028',
  )
  const name = fc
    .tuple(
      fc.oneof(fc.string(), fc.string({ unit: codeUnit }), fc.string({ unit: part })),
      fc.nat({ max: 300 }),
    )
    .map(([piece, times]) => piece.repeat(times))

  it('are never empty and never longer than 255 characters', () => {
    fc.assert(
      fc.property(name, (given) => {
        const { length } = Array.from(proposedFileName(given))
        expect(length).toBeGreaterThanOrEqual(1)
        expect(length).toBeLessThanOrEqual(255)
      }),
    )
  })

  it('never hold a slash, a backslash, a control, a mark of direction or half a character', () => {
    fc.assert(
      fc.property(name, (given) => {
        expect(proposedFileName(given)).not.toMatch(/[/\\\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\p{Surrogate}]/u)
      }),
    )
  })

  it('of at most 255 characters stay what they are when they are proposed again', () => {
    fc.assert(
      fc.property(name, (given) => {
        const proposed = proposedFileName(given.slice(0, 255))
        expect(proposedFileName(proposed)).toBe(proposed)
      }),
    )
  })
})

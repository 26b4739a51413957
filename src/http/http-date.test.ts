import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatHttpDate, parseHttpDate } from './http-date.ts'

/** The moment of the RFC's own examples: 6 November 1994, 08:49:37. */
const example = 784_111_777

function secondsAt(...[year, month, ...rest]: [number, number, number, number?, number?, number?]): number {
  return Date.UTC(year, month - 1, ...rest) / 1000
}

const now = secondsAt(2026, 11, 22)
const firstSecond = -62_167_219_200
const lastSecond = 253_402_300_799

describe('parseHttpDate()', () => {
  it.each([
    ['IMF-fixdate', 'Sun, 06 Nov 1994 08:49:37 GMT'],
    ['rfc850-date', 'Sunday, 06-Nov-94 08:49:37 GMT'],
    ['asctime-date', 'Sun Nov  6 08:49:37 1994'],
  ])('reads an %s', (_, text) => {
    expect(parseHttpDate(text, now)).toBe(example)
  })

  it.each([
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['Wed, 31 Dec 1969 23:59:59 GMT', -1],
    ['Sat, 01 Jan 0000 00:00:00 GMT', firstSecond],
    ['Fri, 31 Dec 9999 23:59:59 GMT', lastSecond],
    ['Sat, 01 Jan 0050 00:00:00 GMT', -60_589_296_000],
  ])('reads the whole range of years: %s', (text, seconds) => {
    expect(parseHttpDate(text, now)).toBe(seconds)
  })

  it.each([
    ['Jan', 1],
    ['Feb', 2],
    ['Mar', 3],
    ['Apr', 4],
    ['May', 5],
    ['Jun', 6],
    ['Jul', 7],
    ['Aug', 8],
    ['Sep', 9],
    ['Oct', 10],
    ['Nov', 11],
    ['Dec', 12],
  ])('knows the month %s', (name, month) => {
    expect(parseHttpDate(`Sun, 15 ${name} 2026 12:30:45 GMT`, now)).toBe(
      secondsAt(2026, month, 15, 12, 30, 45),
    )
    expect(parseHttpDate(`Sunday, 15-${name}-26 12:30:45 GMT`, now)).toBe(
      secondsAt(2026, month, 15, 12, 30, 45),
    )
    expect(parseHttpDate(`Sun ${name} 15 12:30:45 2026`, now)).toBe(secondsAt(2026, month, 15, 12, 30, 45))
  })

  it.each([
    ['Mon', 'Monday'],
    ['Tue', 'Tuesday'],
    ['Wed', 'Wednesday'],
    ['Thu', 'Thursday'],
    ['Fri', 'Friday'],
    ['Sat', 'Saturday'],
    ['Sun', 'Sunday'],
  ])('takes %s for a day of the week, right or wrong', (short, long) => {
    expect(parseHttpDate(`${short}, 06 Nov 1994 08:49:37 GMT`, now)).toBe(example)
    expect(parseHttpDate(`${long}, 06-Nov-94 08:49:37 GMT`, now)).toBe(example)
    expect(parseHttpDate(`${short} Nov  6 08:49:37 1994`, now)).toBe(example)
  })

  it('takes a leading zero in the day of an asctime-date', () => {
    expect(parseHttpDate('Sun Nov 06 08:49:37 1994', now)).toBe(example)
  })

  it('takes a leap second for the first second of the next minute', () => {
    expect(parseHttpDate('Sat, 31 Dec 2016 23:59:60 GMT', now)).toBe(secondsAt(2017, 1, 1))
  })

  it.each([
    ['29 February of a leap year', 'Thu, 29 Feb 2024 00:00:00 GMT', secondsAt(2024, 2, 29)],
    ['29 February of the year 2000', 'Tue, 29 Feb 2000 00:00:00 GMT', secondsAt(2000, 2, 29)],
    ['29 February of another year', 'Wed, 29 Feb 2023 00:00:00 GMT', undefined],
    ['29 February of the year 1900', 'Thu, 29 Feb 1900 00:00:00 GMT', undefined],
    ['30 February', 'Fri, 30 Feb 2024 00:00:00 GMT', undefined],
    ['31 April', 'Wed, 31 Apr 2024 00:00:00 GMT', undefined],
    ['32 January', 'Thu, 32 Jan 2024 00:00:00 GMT', undefined],
    ['day 0', 'Sun, 00 Nov 1994 08:49:37 GMT', undefined],
    ['day 0 of an asctime-date', 'Sun Nov  0 08:49:37 1994', undefined],
    ['30 February of an rfc850-date', 'Friday, 30-Feb-24 00:00:00 GMT', undefined],
    ['30 February of an rfc850-date in the last century', 'Friday, 30-Feb-94 00:00:00 GMT', undefined],
    ['hour 24', 'Sun, 06 Nov 1994 24:00:00 GMT', undefined],
    ['minute 60', 'Sun, 06 Nov 1994 08:60:00 GMT', undefined],
    ['second 61', 'Sun, 06 Nov 1994 08:49:61 GMT', undefined],
    ['the last hour, minute and second', 'Sun, 06 Nov 1994 23:59:59 GMT', secondsAt(1994, 11, 6, 23, 59, 59)],
  ])('tells possible from impossible: %s', (_, text, seconds) => {
    expect(parseHttpDate(text, now)).toBe(seconds)
  })

  it.each([
    ['2026-11-22T00:00:00Z', 'Sunday, 22-Nov-76 00:00:00 GMT', '2076-11-22T00:00:00Z'],
    ['2026-11-22T00:00:00Z', 'Monday, 22-Nov-76 00:00:01 GMT', '1976-11-22T00:00:01Z'],
    ['2026-11-22T00:00:00Z', 'Monday, 01-Jan-77 00:00:00 GMT', '1977-01-01T00:00:00Z'],
    ['2026-11-22T00:00:00Z', 'Friday, 31-Dec-99 23:59:59 GMT', '1999-12-31T23:59:59Z'],
    ['2026-11-22T00:00:00Z', 'Saturday, 01-Jan-00 00:00:00 GMT', '2000-01-01T00:00:00Z'],
    ['2026-11-22T00:00:00Z', 'Sunday, 22-Nov-26 00:00:01 GMT', '2026-11-22T00:00:01Z'],
    ['2049-12-31T23:59:59Z', 'Thursday, 31-Dec-99 23:59:59 GMT', '2099-12-31T23:59:59Z'],
    ['2000-01-01T00:00:00Z', 'Saturday, 01-Jan-50 00:00:00 GMT', '2050-01-01T00:00:00Z'],
    ['2000-01-01T00:00:00Z', 'Sunday, 02-Jan-50 00:00:00 GMT', '1950-01-02T00:00:00Z'],
  ])('at %s gives %s a year at most 50 ahead', (at, text, expected) => {
    expect(parseHttpDate(text, Date.parse(at) / 1000)).toBe(Date.parse(expected) / 1000)
  })

  it.each([
    ['nothing', ''],
    ['the wrong case of a day', 'sun, 06 Nov 1994 08:49:37 GMT'],
    ['the wrong case of a month', 'Sun, 06 NOV 1994 08:49:37 GMT'],
    ['the wrong case of GMT', 'Sun, 06 Nov 1994 08:49:37 gmt'],
    ['the wrong case of a long day', 'SUNDAY, 06-Nov-94 08:49:37 GMT'],
    ['another zone', 'Sun, 06 Nov 1994 08:49:37 UTC'],
    ['an offset', 'Sun, 06 Nov 1994 08:49:37 +0000'],
    ['no zone', 'Sun, 06 Nov 1994 08:49:37'],
    ['a zone behind an asctime-date', 'Sun Nov  6 08:49:37 1994 GMT'],
    ['no day of the week', '06 Nov 1994 08:49:37 GMT'],
    ['an unknown day of the week', 'Son, 06 Nov 1994 08:49:37 GMT'],
    ['an unknown month', 'Sun, 06 Okt 1994 08:49:37 GMT'],
    ['a day of one digit', 'Sun, 6 Nov 1994 08:49:37 GMT'],
    ['an asctime-date without the second blank', 'Sun Nov 6 08:49:37 1994'],
    ['a year of five digits', 'Sat, 01 Jan 10000 00:00:00 GMT'],
    ['a year of three digits', 'Sat, 01 Jan 994 00:00:00 GMT'],
    ['four digits in an rfc850-date', 'Sunday, 06-Nov-1994 08:49:37 GMT'],
    ['no seconds', 'Sun, 06 Nov 1994 08:49 GMT'],
    ['a fraction of a second', 'Sun, 06 Nov 1994 08:49:37.5 GMT'],
    ['digits of another script', 'Sun, ٠٦ Nov 1994 08:49:37 GMT'],
    ['a blank before', ' Sun, 06 Nov 1994 08:49:37 GMT'],
    ['a line feed behind', 'Sun, 06 Nov 1994 08:49:37 GMT\n'],
    ['two dates', 'Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT'],
    ['ISO 8601', '1994-11-06T08:49:37Z'],
    ['seconds since the epoch', '784111777'],
    ['an entity tag', '"2ebc98a1-a"'],
  ])('gives undefined for %s', (_, text) => {
    expect(parseHttpDate(text, now)).toBeUndefined()
  })
})

describe('formatHttpDate()', () => {
  it.each([
    [example, 'Sun, 06 Nov 1994 08:49:37 GMT'],
    [0, 'Thu, 01 Jan 1970 00:00:00 GMT'],
    [-1, 'Wed, 31 Dec 1969 23:59:59 GMT'],
    [secondsAt(2024, 2, 29), 'Thu, 29 Feb 2024 00:00:00 GMT'],
    [firstSecond, 'Sat, 01 Jan 0000 00:00:00 GMT'],
    [lastSecond, 'Fri, 31 Dec 9999 23:59:59 GMT'],
  ])('writes %d as an IMF-fixdate', (seconds, text) => {
    expect(formatHttpDate(seconds)).toBe(text)
  })

  it('gives undefined for a year of five digits', () => {
    expect(formatHttpDate(lastSecond + 1)).toBeUndefined()
  })

  it('gives undefined for a year before 0000', () => {
    expect(formatHttpDate(firstSecond - 1)).toBeUndefined()
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'gives undefined for %d',
    (number) => {
      expect(formatHttpDate(number)).toBeUndefined()
    },
  )
})

describe('HTTP-dates', () => {
  const moment = fc.integer({ min: firstSecond, max: lastSecond })

  it('come back as they were written', () => {
    fc.assert(
      fc.property(moment, fc.integer(), (seconds, at) => {
        expect(parseHttpDate(formatHttpDate(seconds) ?? '', at)).toBe(seconds)
      }),
    )
  })

  it('of two digits are never more than 50 years ahead, nor more than 100 behind', () => {
    const date = fc.record({
      day: fc.integer({ min: 1, max: 28 }).map((day) => String(day).padStart(2, '0')),
      month: fc.constantFrom('Jan', 'Feb', 'Jun', 'Dec'),
      year: fc.integer({ min: 0, max: 99 }).map((year) => String(year).padStart(2, '0')),
    })
    const at = fc.integer({ min: 0, max: secondsAt(2500, 1, 1) })
    fc.assert(
      fc.property(date, at, ({ day, month, year }, present) => {
        const seconds = parseHttpDate(`Sunday, ${day}-${month}-${year} 00:00:00 GMT`, present) ?? Number.NaN
        const thisYear = new Date(present * 1000).getUTCFullYear()
        expect(new Date(seconds * 1000).getUTCFullYear() % 100).toBe(Number(year))
        expect(new Date(seconds * 1000).getUTCFullYear()).toBeLessThanOrEqual(thisYear + 50)
        expect(new Date(seconds * 1000).getUTCFullYear()).toBeGreaterThanOrEqual(thisYear - 100)
      }),
    )
  })

  it('never throw, whatever the text', () => {
    const codeUnit = fc.nat({ max: 0xffff }).map((code) => String.fromCharCode(code))
    const datePart = fc.constantFrom(
      'Sun',
      'Sunday',
      ', ',
      ' ',
      '-',
      '06',
      '6',
      'Nov',
      '1994',
      '94',
      ':',
      '08:49:37',
      ' GMT',
    )
    const text = fc.oneof(fc.string(), fc.string({ unit: codeUnit }), fc.string({ unit: datePart }))
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 5000 }), fc.integer(), (piece, times, at) => {
        const seconds = parseHttpDate(piece.repeat(times), at)
        expect(seconds === undefined || Number.isInteger(seconds)).toBe(true)
      }),
    )
  })
})

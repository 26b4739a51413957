const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const month = `(?<month>${months.join('|')})`
const time = String.raw`(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)`

// IMF-fixdate, rfc850-date and asctime-date, in the order of how often they are met.
const forms = [
  String.raw`(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?<day>\d\d) ${month} (?<year>\d{4}) ${time} GMT`,
  String.raw`(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (?<day>\d\d)-${month}-(?<shortYear>\d\d) ${time} GMT`,
  String.raw`(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ${month} (?<day>[ \d]\d) ${time} (?<year>\d{4})`,
].map((form) => new RegExp(`^${form}$`))

/** The seconds that IMF-fixdate can tell, with its four digits of a year. */
const firstSecond = new Date(0).setUTCFullYear(0, 0, 1) / 1000
const lastSecond = Date.UTC(9999, 11, 31, 23, 59, 59) / 1000

/**
 * Reads an HTTP-date in any of its three forms (RFC 9110, section 5.6.7).
 *
 * @param now seconds since the epoch; decides the century of an RFC 850 date
 * @returns whole seconds since the epoch, or `undefined` when the text is no date
 */
export function parseHttpDate(text: string, now: number): number | undefined {
  for (const form of forms) {
    const parts = form.exec(text)?.groups
    if (parts !== undefined) return secondsOf(parts, now)
  }
  return undefined
}

/**
 * Writes seconds since the epoch as an IMF-fixdate (RFC 9110, section 5.6.7).
 *
 * @returns `undefined` when the year does not have four digits
 */
export function formatHttpDate(seconds: number): string | undefined {
  if (!(seconds >= firstSecond && seconds <= lastSecond)) return undefined
  const date = new Date(seconds * 1000)
  const year = date.getUTCFullYear()
  const day = `${weekdays[date.getUTCDay()]}, ${two(date.getUTCDate())} ${months[date.getUTCMonth()]}`
  const clock = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`
  return `${day} ${two(Math.floor(year / 100))}${two(year % 100)} ${clock} GMT`
}

const twoDigits = Array.from({ length: 100 }, (_, number) => String(number).padStart(2, '0'))

/** A number below 100 in two digits. `toUTCString` does the same and takes twice as long. */
function two(number: number): string {
  return String(twoDigits[number])
}

function secondsOf(parts: Readonly<Record<string, string>>, now: number): number | undefined {
  const { year, shortYear } = parts
  if (shortYear === undefined) return secondsInYear(Number(year), parts)
  // A year of two digits that seems more than 50 years ahead is the last one with the same digits.
  const thisYear = new Date(now * 1000).getUTCFullYear()
  const sameCentury = thisYear - (thisYear % 100) + Number(shortYear)
  const limit = new Date(now * 1000).setUTCFullYear(thisYear + 50) / 1000
  const seconds = secondsInYear(sameCentury, parts)
  return seconds !== undefined && seconds > limit ? secondsInYear(sameCentury - 100, parts) : seconds
}

function secondsInYear(year: number, parts: Readonly<Record<string, string>>): number | undefined {
  const [day = 0, hour = 0, minute = 0, second = 0] = [
    parts['day'],
    parts['hour'],
    parts['minute'],
    parts['second'],
  ].map(Number)
  // 60 is a leap second, which the grammar allows.
  if (hour > 23 || minute > 59 || second > 60) return undefined
  const midnight = new Date(0).setUTCFullYear(year, months.indexOf(String(parts['month'])), day)
  if (new Date(midnight).getUTCDate() !== day) return undefined
  return midnight / 1000 + hour * 3600 + minute * 60 + second
}

// @ts-check
// How long the parsers take over long texts of a hostile client: `node bench/fields.js`, after `npm run build`.
// Fails when even the fastest run is not below the limit, a millisecond, or as many as are named behind it: on machines that others
// use as well, what takes more than linear time is still far above a few. The second half
// of each row is the same at double length, and what the fastest run grew by: about 2 where the time is linear.
import { proposedFileName } from '../dist/http/file-name.js'
import { parseHttpDate } from '../dist/http/http-date.js'
import { essenceOf } from '../dist/http/media-type.js'
import { evaluatePreconditions } from '../dist/http/preconditions.js'
import { parseRangesSpecifier } from '../dist/http/ranges-specifier.js'
import { decodedSegments } from '../dist/http/request-target.js'

/** Bytes of a text; Node itself takes no more than 16 KB for all fields together unless it is told to. */
const length = 65_536

/** Entity tags of a list. */
const tags = 10_000

/** Each text is read so many times. */
const runs = 50

/** Reads that are not counted: by then the compiler has done what it can. */
const warmUp = 100

/** Milliseconds that each must stay below, at the single length. */
const limit = Number(process.argv[2] ?? 1)

/** Milliseconds below which a clock tells nothing about growth. */
const tooShort = 0.01

/** The number of ranges above which a set is not read any further, as core/ has it. */
const mostRanges = 100

/** Seconds since the epoch: 6 November 1994, 08:49:37. */
const now = 784_111_777

const ours = '"2ebc98a1-a"'
const validators = { entityTag: { weak: false, opaque: '2ebc98a1-a' }, lastModified: now }

/**
 * @typedef {object} Input
 * @property {string} name what it is
 * @property {(times: number) => string} text as long as a client may send it, so many times over
 * @property {(text: string) => unknown} read what is timed
 */

/** @type {readonly Input[]} */
const inputs = [
  { name: 'Range: many ranges', text: filled('0-0,', 'bytes='), read: readRange },
  {
    name: 'Range: many empty members, one range each',
    text: filled(',,,,,,,0-0', 'bytes='),
    read: readRange,
  },
  { name: 'Range: blanks, then garbage', text: filled(' ', 'bytes=', 'x'), read: readRange },
  { name: 'Range: one range of long digits', text: filled('9', 'bytes=0-'), read: readRange },
  { name: 'Range: long digits, no dash', text: filled('9', 'bytes='), read: readRange },
  { name: 'Range: zeros on both sides', text: twoNumbers('0'), read: readRange },
  { name: 'Range: nines on both sides', text: twoNumbers('9'), read: readRange },
  { name: 'Range: commas only', text: filled(',', 'bytes='), read: readRange },
  { name: 'Range: a unit without end', text: filled('b'), read: readRange },
  ...['if-none-match', 'if-match'].flatMap((field) => tagInputs(field)),
  { name: 'If-Modified-Since: days of the week', text: filled('Sun, '), read: readDate },
  { name: 'If-Modified-Since: digits', text: filled('9', 'Sun, '), read: readDate },
  { name: 'If-Modified-Since: blanks', text: filled(' ', 'Sun'), read: readDate },
  { name: 'If-Modified-Since: a date, then garbage', text: filled('T', imfFixdate()), read: readDate },
  { name: 'Content-Type: semicolons', text: filled(';', 'text/plain'), read: essenceOf },
  { name: 'Content-Type: semicolons, then garbage', text: filled(';', 'text/plain', '\0'), read: essenceOf },
  { name: 'Content-Type: blanks, then garbage', text: filled(' ', 'text/plain', '\0'), read: essenceOf },
  {
    name: 'Content-Type: parameters, then garbage',
    text: filled(';a=b', 'text/plain', '\0'),
    read: essenceOf,
  },
  { name: 'Content-Type: quoted pairs without end', text: filled('\\"', 'text/plain;a="'), read: essenceOf },
  { name: 'request target: %2e', text: filled('%2e', '/'), read: readTarget },
  { name: 'request target: percent signs', text: filled('%', '/'), read: readTarget },
  { name: 'request target: slashes', text: filled('/'), read: readTarget },
  { name: 'request target: a scheme without end', text: filled('a'), read: readTarget },
  { name: 'file name: bidirectional marks', text: filled('\u202e'), read: proposedFileName },
  { name: 'file name: lone surrogates', text: filled('\ud800'), read: proposedFileName },
  { name: 'file name: dots', text: filled('.'), read: proposedFileName },
  { name: 'file name: backslashes', text: filled('\\'), read: proposedFileName },
]

/**
 * @param {string} field
 * @returns {Input[]}
 */
function tagInputs(field) {
  const spelling = field === 'if-match' ? 'If-Match' : 'If-None-Match'
  /** @param {string} value */
  const read = (value) => readPrecondition(field, value)
  // A list is read only when our tag is somewhere in it; most of these end with it, as a hostile one would.
  return [
    { name: `${spelling}: ${tags} tags, none of them ours`, text: listOfTags(tags), read },
    { name: `${spelling}: ${tags} tags, the last one ours`, text: listOfTags(tags - 1, ours), read },
    { name: `${spelling}: quotes, then ours`, text: filled('"', '', ours), read },
    { name: `${spelling}: empty tags, then ours`, text: filled('"",', '', ours), read },
    { name: `${spelling}: blanks, garbage, ours`, text: filled(' ', '', `x${ours}`), read },
    { name: `${spelling}: W/, then ours`, text: filled('W/', '', ours), read },
    { name: `${spelling}: a tag, blanks, then ours`, text: filled(' ', '"a"', ours), read },
    { name: `${spelling}: commas, then ours`, text: filled(',', '', ours), read },
    { name: `${spelling}: a tag without end after ours`, text: filled('a', `${ours}, W/"`), read },
  ]
}

/**
 * Something over and over, to the length of a field.
 *
 * @param {string} piece
 * @returns {(times: number) => string}
 */
function filled(piece, before = '', after = '') {
  const room = (/** @type {number} */ times) => times * length - bytesOf(before) - bytesOf(after)
  return (times) => before + piece.repeat(Math.floor(room(times) / bytesOf(piece))) + after
}

/**
 * @param {string} digit
 * @returns {(times: number) => string}
 */
function twoNumbers(digit) {
  const middle = (/** @type {number} */ times) => digit.repeat((times * length) / 2 - 5)
  return (times) => `bytes=${middle(times)}1-${middle(times)}2`
}

/**
 * @param {number} count
 * @returns {(times: number) => string}
 */
function listOfTags(count, last = '"x"') {
  const tag = (/** @type {unknown} */ _, /** @type {number} */ index) =>
    `"${index.toString(16).padStart(6, '0')}"`
  return (times) => `${Array.from({ length: times * count }, tag).join(', ')}, ${last}`
}

function imfFixdate() {
  return 'Sun, 06 Nov 1994 08:49:37 GMT'
}

/** @param {string} value */
function readRange(value) {
  return parseRangesSpecifier(value, mostRanges)
}

/** @param {string} value */
function readDate(value) {
  return parseHttpDate(value, now)
}

/** @param {string} target */
function readTarget(target) {
  return decodedSegments(target, ['documents'])
}

/**
 * @param {string} field
 * @param {string} value
 */
function readPrecondition(field, value) {
  const request = {
    method: 'GET',
    field: (/** @type {string} */ name) => (name === field ? value : undefined),
  }
  return evaluatePreconditions(request, validators, now)
}

/** @param {string} text */
function bytesOf(text) {
  return new TextEncoder().encode(text).length
}

/**
 * @param {Input['read']} read
 * @param {string} text
 */
function time(read, text) {
  for (let run = 0; run < warmUp; run += 1) read(text)
  const times = Array.from({ length: runs }, () => {
    const begun = performance.now()
    read(text)
    return performance.now() - begun
  }).sort((a, b) => a - b)
  return { median: times[runs / 2] ?? 0, min: times[0] ?? 0, max: times[runs - 1] ?? 0 }
}

/** @param {number} milliseconds */
function shown(milliseconds) {
  return milliseconds.toFixed(4)
}

/** @param {readonly string[]} cells */
function row([name = '', ...numbers]) {
  return [name.padEnd(nameWidth), ...numbers.map((number) => number.padStart(9))].join(' ')
}

const nameWidth = Math.max(...inputs.map(({ name }) => name.length))
const columns = ['bytes', 'median ms', 'min ms', 'max ms']

console.log(row(['', ...columns, ...columns, 'growth']))

const slow = []
for (const { name, text, read } of inputs) {
  const cells = []
  const fastest = []
  for (const times of [1, 2]) {
    const value = text(times)
    const { median, min, max } = time(read, value)
    cells.push(String(bytesOf(value)), shown(median), shown(min), shown(max))
    fastest.push(min)
    if (times === 1 && min >= limit) slow.push(`${name} (${shown(min)} ms)`)
  }
  const [single = 0, double = 0] = fastest
  console.log(row([name, ...cells, single < tooShort ? '-' : (double / single).toFixed(2)]))
}

if (slow.length > 0) {
  console.error(`Too slow, at best ${limit} ms or more: ${slow.join('; ')}`)
  process.exitCode = 1
}

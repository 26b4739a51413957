import { expect } from 'vitest'
import type { WireAnswer } from '../servers/wire.ts'
import type { ExpectedAnswer, Row } from './table.ts'

/** Fields that belong to the file and to no other answer. */
const ofTheFile = [
  'etag',
  'last-modified',
  'content-disposition',
  'content-language',
  'expires',
  'accept-ranges',
]

/** Fields of the table that may have several lines. */
const lists = new Set(['set-cookie', 'vary'])

/** What only servers may see, by the beginning of its name. */
const instructions = /^(?:x-accel-|x-sendfile|x-reproxy-url|x-litespeed-)/

/** Holds an answer against its row, and against what is true of every answer. */
export function judge(row: Row, answer: WireAnswer, coalesces = false): void {
  const { status, fields, content, parts } = row.answer
  expect(answer.status, 'status').toBe(status)
  const isJoined = coalesces && parts !== undefined && answer.fields.has('content-range')
  for (const [name, expected] of Object.entries(fields ?? {})) {
    if (!isJoined || (name !== 'content-range' && name !== 'content-type')) judgeField(answer, name, expected)
  }
  if (content !== undefined)
    expect(answer.content === content, `content: ${answer.content.slice(0, 200)}`).toBe(true)
  if (parts !== undefined) judgeParts(parts, answer, coalesces)
  judgeAlways(row.method ?? 'GET', answer)
}

/** Parts in the order that they were asked for; or joined, as long as every byte that was asked for is there. */
function judgeParts(
  expected: NonNullable<ExpectedAnswer['parts']>,
  answer: WireAnswer,
  coalesces: boolean,
): void {
  if (!coalesces) return expect(readParts(answer)).toEqual(expected)
  const isMultipart = answer.fields.get('content-type')?.[0]?.startsWith('multipart/') === true
  const range = answer.fields.get('content-range')?.[0] ?? ''
  const received = (isMultipart ? readParts(answer) : [[range, answer.content] as const]).map(readRange)
  for (const { first, bytes } of expected.map(readRange)) {
    const holder = received.find((part) => part.first <= first && first < part.first + part.bytes.length)
    expect(holder?.bytes.slice(first - holder.first, first - holder.first + bytes.length)).toBe(bytes)
  }
}

function readRange([contentRange, bytes]: readonly [string, string]): { first: number; bytes: string } {
  return { first: Number(/^bytes (\d+)-/.exec(contentRange)?.[1]), bytes }
}

function judgeField(
  answer: WireAnswer,
  name: string,
  expected: NonNullable<ExpectedAnswer['fields']>[string],
): void {
  const lines = answer.fields.get(name)
  if (expected === null) expect(lines, name).toBeUndefined()
  else if (expected instanceof RegExp) expect(lines?.join(', '), name).toMatch(expected)
  else expect(lines, name).toEqual([expected].flat())
}

function judgeAlways(method: string, answer: WireAnswer): void {
  const { status, fields, content } = answer
  expect(answer.complete, 'complete').toBe(true)
  expect(fields.get('date'), 'date').toHaveLength(1)
  expect([...fields.keys()].filter((name) => instructions.test(name))).toEqual([])
  for (const [name, lines] of fields) if (!lists.has(name)) expect(lines, name).toHaveLength(1)
  if (method === 'HEAD') expect(content).toBe('')
  if (status === 206) judgePart(answer)
  if (status === 200) expect(fields.has('content-range'), 'content-range of a 200').toBe(false)
  if (status === 304)
    expect(fields.has('etag') || fields.has('last-modified'), 'validator of a 304').toBe(true)
  if (status < 400) return
  expect(fields.get('content-type')).toEqual(['text/plain; charset=utf-8'])
  expect(fields.get('cache-control')).toEqual(['no-store'])
  expect(fields.get('x-content-type-options')).toEqual(['nosniff'])
  for (const name of ofTheFile) expect(fields.has(name), `${name} of a ${status}`).toBe(false)
}

function judgePart({ fields, content }: WireAnswer): void {
  const isMultipart = fields.get('content-type')?.[0]?.startsWith('multipart/byteranges') === true
  expect(fields.has('content-range'), 'content-range of a 206').toBe(!isMultipart)
  // A length, or chunks that tell the end.
  if (fields.get('transfer-encoding')?.[0] === 'chunked') return
  expect(fields.get('content-length')).toEqual([String(content.length)])
}

/** Reads a multipart/byteranges content strictly, as RFC 2046 writes it. */
function readParts({ fields, content }: WireAnswer): [contentRange: string, bytes: string][] {
  const boundary = fields.get('content-type')?.[0]?.split('boundary=')[1] ?? ''
  const [preamble, ...sections] = `\r\n${content}`.split(`\r\n--${boundary}`)
  expect(['', '\r\n']).toContain(preamble)
  expect(sections.pop()).toBe('--\r\n')
  return sections.map((section) => {
    const end = section.indexOf('\r\n\r\n')
    const lines = section.slice(2, end).split('\r\n')
    const range = lines.find((line) => line.toLowerCase().startsWith('content-range: '))
    expect(
      lines.some((line) => line.toLowerCase().startsWith('content-type: ')),
      'type of a part',
    ).toBe(true)
    return [range?.slice('content-range: '.length) ?? '', section.slice(end + 4)]
  })
}

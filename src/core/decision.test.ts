import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Decision, decide, mostRanges, sendsFile } from './decision.ts'
import type { Representation } from './representation.ts'

const date = 'Sun, 06 Nov 1994 08:49:37 GMT'

const ten: Representation = {
  size: 10,
  mediaType: 'text/plain',
  validators: { entityTag: { weak: false, opaque: 'v1' }, lastModified: 784_111_777 },
}

/** 22 November 2026. */
const now = 1_795_305_600

type RequestFields = Readonly<Record<string, string>>

function decideOn(fields: RequestFields, { method = 'GET', size = 10 } = {}): Decision {
  return decide({ method, field: (name) => fields[name] }, { ...ten, size }, now)
}

describe('decide()', () => {
  it('sends the whole file when nothing else is asked for', () => {
    expect(decideOn({})).toEqual({ outcome: 'whole' })
    expect(decideOn({}, { size: 0 })).toEqual({ outcome: 'whole' })
  })

  it.each<[what: string, range: string, decision: Decision]>([
    ['one range', 'bytes=0-4', { outcome: 'part', range: { firstPos: 0, lastPos: 4 } }],
    ['one range that is the whole', 'bytes=0-', { outcome: 'part', range: { firstPos: 0, lastPos: 9 } }],
    ['the last bytes', 'bytes=-3', { outcome: 'part', range: { firstPos: 7, lastPos: 9 } }],
    [
      'one range within and one beyond',
      'bytes=0-0,10-',
      { outcome: 'part', range: { firstPos: 0, lastPos: 0 } },
    ],
    [
      'two ranges',
      'bytes=0-0,-1',
      {
        outcome: 'parts',
        ranges: [
          { firstPos: 0, lastPos: 0 },
          { firstPos: 9, lastPos: 9 },
        ],
      },
    ],
    ['ranges longer together than the file', 'bytes=0-,0-', { outcome: 'whole' }],
    ['a range beyond the end', 'bytes=10-', { outcome: 'range-not-satisfiable' }],
    ['the last zero bytes', 'bytes=-0', { outcome: 'range-not-satisfiable' }],
    ['a range that is none', 'bytes=4-0', { outcome: 'whole' }],
    ['garbage', 'bytes', { outcome: 'whole' }],
    ['another unit', 'items=0-4', { outcome: 'whole' }],
    ['nothing', '', { outcome: 'whole' }],
  ])('reads Range: %s', (_, range, decision) => {
    expect(decideOn({ range })).toEqual(decision)
  })

  it.each<[range: string, decision: Decision]>([
    ['bytes=0-', { outcome: 'range-not-satisfiable' }],
    ['bytes=0-0', { outcome: 'range-not-satisfiable' }],
    ['bytes=-5', { outcome: 'whole' }],
    ['bytes=-0', { outcome: 'range-not-satisfiable' }],
  ])('of an empty file, with Range: %s', (range, decision) => {
    expect(decideOn({ range }, { size: 0 })).toEqual(decision)
  })

  it('reads one hundred ranges and ignores a set of more', () => {
    expect(mostRanges).toBe(100)
    const set = Array.from({ length: 100 }, (_, index) => `${index * 2}-${index * 2}`)
    expect(decideOn({ range: `bytes=${set.join(',')}` }, { size: 1000 })).toMatchObject({ outcome: 'parts' })
    expect(decideOn({ range: `bytes=${set.join(',')},500-500` }, { size: 1000 })).toEqual({
      outcome: 'whole',
    })
  })

  it.each(['HEAD', 'POST', 'get'])('ignores Range with the method %s', (method) => {
    expect(decideOn({ range: 'bytes=0-4' }, { method })).toEqual({ outcome: 'whole' })
    expect(decideOn({ range: 'bytes=10-' }, { method })).toEqual({ outcome: 'whole' })
  })

  it.each<[fields: RequestFields, decision: Decision]>([
    [{ 'if-none-match': '"v1"' }, { outcome: 'not-modified' }],
    [{ 'if-modified-since': date }, { outcome: 'not-modified' }],
    [{ 'if-match': '"v0"' }, { outcome: 'precondition-failed' }],
    [{ 'if-match': '"v1"' }, { outcome: 'part', range: { firstPos: 0, lastPos: 4 } }],
    [{ 'if-none-match': '"v0"' }, { outcome: 'part', range: { firstPos: 0, lastPos: 4 } }],
  ])('evaluates preconditions before Range: %j', (fields, decision) => {
    expect(decideOn({ ...fields, range: 'bytes=0-4' })).toEqual(decision)
  })

  it.each<[fields: RequestFields, decision: Decision]>([
    [{ 'if-none-match': '"v1"' }, { outcome: 'not-modified' }],
    [{ 'if-match': '"v0"' }, { outcome: 'precondition-failed' }],
  ])('evaluates preconditions before it finds a range unsatisfiable: %j', (fields, decision) => {
    expect(decideOn({ ...fields, range: 'bytes=10-' })).toEqual(decision)
  })

  it.each<[ifRange: string, decision: Decision]>([
    ['"v1"', { outcome: 'part', range: { firstPos: 0, lastPos: 4 } }],
    [date, { outcome: 'part', range: { firstPos: 0, lastPos: 4 } }],
    ['"v0"', { outcome: 'whole' }],
    ['W/"v1"', { outcome: 'whole' }],
    ['Sun, 06 Nov 1994 08:49:38 GMT', { outcome: 'whole' }],
    ['garbage', { outcome: 'whole' }],
  ])('evaluates If-Range %s', (ifRange, decision) => {
    expect(decideOn({ range: 'bytes=0-4', 'if-range': ifRange })).toEqual(decision)
  })

  it('ignores an unsatisfiable range when If-Range does not hold', () => {
    expect(decideOn({ range: 'bytes=10-', 'if-range': '"v0"' })).toEqual({ outcome: 'whole' })
    expect(decideOn({ range: 'bytes=10-', 'if-range': '"v1"' })).toEqual({ outcome: 'range-not-satisfiable' })
  })

  it('ignores If-Range without Range', () => {
    expect(decideOn({ 'if-range': '"v1"' })).toEqual({ outcome: 'whole' })
    expect(decideOn({ 'if-range': '"v0"' })).toEqual({ outcome: 'whole' })
  })

  it('never leaves the file, whatever is asked for', () => {
    const part = fc.constantFrom('0', '9', '0-', '-5', '0-0', '2-4', ',', '-', ' ', '99999999999999999999')
    const range = fc.oneof(fc.string(), fc.string({ unit: part })).map((set) => `bytes=${set}`)
    fc.assert(
      fc.property(range, fc.nat({ max: 20 }), (text, size) => {
        const decision = decideOn({ range: text }, { size })
        const parts = decision.outcome === 'parts' ? decision.ranges : []
        const selected = decision.outcome === 'part' ? [decision.range] : parts
        for (const { firstPos, lastPos } of selected) {
          expect(0 <= firstPos && firstPos <= lastPos && lastPos < size).toBe(true)
        }
      }),
    )
  })
})

describe('sendsFile()', () => {
  it.each<[decision: Decision, sends: boolean]>([
    [{ outcome: 'whole' }, true],
    [{ outcome: 'part', range: { firstPos: 0, lastPos: 4 } }, true],
    [{ outcome: 'parts', ranges: [] }, true],
    [{ outcome: 'not-modified' }, false],
    [{ outcome: 'precondition-failed' }, false],
    [{ outcome: 'range-not-satisfiable' }, false],
  ])('of %j says %s', (decision, sends) => {
    expect(sendsFile(decision)).toBe(sends)
  })
})

import { describe, expect, it } from 'vitest'
import { given } from './given.fixture.ts'
import { givenField, givenLine, givenOption, nothingGiven } from './given.ts'
import type { SendOptions } from './options.ts'

const [send, answer, application] = [
  { headers: { 'X-A': 'send' } },
  { 'x-a': 'answer' },
  { headers: { 'X-a': 'application' } },
]

describe('nothingGiven', () => {
  it('holds no option and no field', () => {
    expect(nothingGiven).toEqual({ fields: new Map() })
  })
})

describe('givenField()', () => {
  it('takes the field of this send first', () => {
    expect(givenField(given({ send, answer, application }), 'x-a')).toBe('send')
  })

  it('then the field set on the answer', () => {
    expect(givenField(given({ answer, application }), 'x-a')).toBe('answer')
  })

  it('then the field of the application', () => {
    expect(givenField(given({ application }), 'x-a')).toBe('application')
  })

  it('gives undefined when nobody says anything', () => {
    expect(givenField(given({}), 'x-a')).toBeUndefined()
    expect(givenField(given({ send, answer, application }), 'x-b')).toBeUndefined()
  })

  it('takes an empty value for a word', () => {
    expect(givenField(given({ send: { headers: { 'X-A': '' } }, answer, application }), 'x-a')).toBe('')
  })

  it('gives several lines as they are', () => {
    expect(givenField(given({ answer: { 'X-A': ['a', 'b'] } }), 'x-a')).toEqual(['a', 'b'])
  })
})

describe('givenLine()', () => {
  it('joins several lines', () => {
    expect(givenLine(given({ answer: { 'X-A': ['a', 'b'] } }), 'x-a')).toBe('a, b')
  })

  it('gives undefined when nobody says anything', () => {
    expect(givenLine(given({}), 'x-a')).toBeUndefined()
  })
})

describe('givenOption()', () => {
  it.each<[name: 'maxRate' | 'methods' | 'notFound', strong: SendOptions, weak: SendOptions]>([
    ['maxRate', { maxRate: 1000 }, { maxRate: 5000 }],
    ['methods', { methods: ['POST'] }, { methods: ['GET'] }],
    ['notFound', { notFound: 'leave' }, { notFound: 'answer' }],
  ])('takes %s of this send before that of the application', (name, strong, weak) => {
    expect(givenOption(given({ send: strong, application: weak }), name)).toEqual(strong[name])
    expect(givenOption(given({ application: weak }), name)).toEqual(weak[name])
    expect(givenOption(given({}), name)).toBeUndefined()
  })

  it('takes undefined in this send for nothing said', () => {
    expect(
      givenOption(given({ send: { maxRate: undefined }, application: { maxRate: 5000 } }), 'maxRate'),
    ).toBe(5000)
  })
})

import { expect, test } from 'vitest'
import { type FieldValue, fieldsOfAnswer, noFields } from './fields.ts'
import { StandingFields } from './standing-fields.ts'

const instructions = new Set(['x-accel-redirect'])

type Answer = readonly (readonly [name: string, value: FieldValue | undefined])[]

test.each<[what: string, answer: Answer]>([
  ['nothing', []],
  ['one', [['X-Powered-By', 'Express']]],
  [
    'several, with blanks and lists',
    [
      ['vary', ' Cookie '],
      ['Set-Cookie', ['a=1', 'b=2']],
      ['X-None', undefined],
    ],
  ],
  [
    'a name in two spellings',
    [
      ['X-A', 'first'],
      ['x-a', 'last'],
    ],
  ],
])('reads %s as an answer alone has it, each time', (_, answer) => {
  const standing = new StandingFields(instructions)
  for (let time = 0; time < 3; time += 1) {
    expect(standing.read(answer)).toEqual(fieldsOfAnswer(answer, instructions))
  }
})

test('no fields are the same object each time, and so are the fields that stay', () => {
  const standing = new StandingFields(instructions)
  expect(standing.read([])).toBe(noFields)
  const read = (value: string): unknown => standing.read([['X-Level', value]]).get('x-level')
  const first = read('1')
  expect(read('1')).toBe(first)
  expect(read('2')).toEqual({ name: 'X-Level', value: '2' })
  expect(read('1')).toEqual(first)
})

test('a list whose lines have changed is read anew', () => {
  const standing = new StandingFields(instructions)
  const cookies = ['a=1']
  standing.read([['Set-Cookie', cookies]])
  cookies.push('b=2')
  expect(standing.read([['Set-Cookie', cookies]]).get('set-cookie')?.value).toEqual(['a=1', 'b=2'])
})

test.each<[name: string, value: FieldValue]>([
  ['X-Accel-Redirect', '/other'],
  ['Content-Length', '5'],
  ['X-A', 'a\nb'],
])('refuses %s: %j, also after a good one of the name', (name, value) => {
  const standing = new StandingFields(new Set(instructions))
  standing.read([['X-A', 'a']])
  for (let time = 0; time < 2; time += 1) expect(() => standing.read([[name, value]])).toThrow('Cannot set')
})

test('a hundred names are remembered, and others are read all the same', () => {
  const standing = new StandingFields(instructions)
  const answer: Answer = Array.from({ length: 150 }, (_, index) => [`X-${index}`, 'a'])
  for (let time = 0; time < 2; time += 1) expect(standing.read(answer).size).toBe(150)
  const fields = (name: string): unknown => standing.read([[name, 'a']]).get(name.toLowerCase())
  expect(fields('X-99')).toBe(fields('X-99'))
  expect(fields('X-100')).not.toBe(fields('X-100'))
})

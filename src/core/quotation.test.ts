import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quotation } from './quotation.ts'

describe('quotation()', () => {
  it.each<[value: unknown, shown: string]>([
    ['a "b"\n', String.raw`"a \"b\"\n"`],
    [5, '5'],
    [Number.NaN, 'NaN'],
    [5n, '5'],
    [true, 'true'],
    [undefined, 'undefined'],
    [null, 'null'],
    [{ secret: 'x' }, 'an object'],
    [() => 'x', 'a function'],
    [Symbol('x'), 'a symbol'],
    [['GET', 5], '["GET", 5]'],
    [[{}], 'an array'],
  ])('of %o is %s', (value, shown) => {
    expect(quotation(value)).toBe(shown)
  })

  it('shows what holds itself', () => {
    const circle: unknown[] = []
    circle.push(circle)
    expect(quotation(circle)).toBe('an array')
  })

  it('never fails, whatever the value', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(quotation(value)).toBeTypeOf('string')
      }),
    )
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canBeProof, isProof, proofField } from './proof.ts'

const secret = 'correct horse battery staple'

describe('proofField', () => {
  it('is the field that the generated configuration sets', () => {
    expect(proofField).toBe('X-Sendfile-Proof')
  })
})

describe('isProof()', () => {
  it('takes the secret', () => {
    expect(isProof(secret, secret)).toBe(true)
  })

  it.each([
    ['no field', undefined],
    ['an empty field', ''],
    ['a shorter text', secret.slice(0, -1)],
    ['a longer text', `${secret}x`],
    ['another first character', `C${secret.slice(1)}`],
    ['another last character', `${secret.slice(0, -1)}E`],
    ['another case', secret.toUpperCase()],
    ['the secret twice, as two lines of the field are joined', `${secret}, ${secret}`],
    ['another text of the same length', 'x'.repeat(secret.length)],
    ['a character that differs only above one byte', `${secret.slice(0, -1)}\u0165`],
  ])('refuses %s', (_, value) => {
    expect(isProof(value, secret)).toBe(false)
  })

  it('takes no text but the secret', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), (value, other) => {
        expect(isProof(value, other)).toBe(value === other)
        expect(isProof(other, other)).toBe(true)
      }),
    )
  })
})

describe('canBeProof()', () => {
  it.each(['16 characters...', secret, '"quotes", \\ and $ {braces}'])('takes %j', (value) => {
    expect(canBeProof(value)).toBe(true)
  })

  it.each([
    'of 15 character',
    'a secret that is not ASCII: é',
    'a secret with a\ttab',
    'a secret with a\nbreak',
    ' a secret after a blank',
    'a secret before a blank ',
    1_234_567_890_123_456,
    undefined,
  ])('refuses %j', (value) => {
    expect(canBeProof(value)).toBe(false)
  })
})

import { describe, expect, it } from 'vitest'
import { XsendfileError } from './errors.ts'
import { type Instruction, type Sender, type Unable, checkHandOver, checkSender } from './sender.ts'

const right: Sender = {
  name: 'company-server',
  raceFree: false,
  keeps: 'all',
  instructionFields: ['X-Company-File'],
  handOver: () => ({ fields: { 'X-Company-File': '/files/a' } }),
}

const howTo =
  'as a sender: call one of "xsendfile/senders", such as nginx("/internal/"), or write an object with the members of Sender'

describe('checkSender()', () => {
  it.each<[what: string, sender: object]>([
    ['a sender that hands over', right],
    ['a sender without front end', { ...right, handOver: undefined, instructionFields: [] }],
    ['a sender that keeps some fields', { ...right, keeps: new Set(['content-type']) }],
    ['a sender with a prefix', { ...right, prefix: '/internal/' }],
  ])('takes %s', (_, sender) => {
    expect(() => checkSender(sender)).not.toThrow()
  })

  it.each<[what: string, sender: unknown, shown: string]>([
    ['a name', 'nginx', '"nginx"'],
    ['an empty text', '', '""'],
    ['undefined', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a number', 5, '5'],
    ['a function that makes senders', () => right, 'a function'],
    ['an empty object', {}, 'an object'],
    ['a sender without name', { ...right, name: undefined }, 'an object'],
    ['a sender that keeps nobody knows what', { ...right, keeps: 'some' }, 'an object'],
    ['a sender that keeps a list', { ...right, keeps: ['etag'] }, 'an object'],
    ['instruction fields that are no list', { ...right, instructionFields: 'X-A' }, 'an object'],
    ['a sender without instruction fields', { ...right, instructionFields: undefined }, 'an object'],
    ['an instruction field that is no text', { ...right, instructionFields: [5] }, 'an object'],
    ['a prefix that is no text', { ...right, prefix: 5 }, 'an object'],
    ['a hand-over that is no function', { ...right, handOver: {} }, 'an object'],
  ])('refuses %s', (_, sender, shown) => {
    expect(() => checkSender(sender)).toThrow(
      new XsendfileError('ERR_XSENDFILE_SENDER_INVALID', `Cannot use ${shown} ${howTo}`),
    )
  })
})

describe('checkHandOver()', () => {
  it.each<[said: Instruction | Unable]>([
    [{ fields: { 'X-Company-File': '/files/a' } }],
    [{ unable: 'it is Sunday' }],
    [{ unable: 'it is Sunday', fields: { 'Accept-Ranges': 'none' } }],
  ])('takes %j', (said) => {
    expect(checkHandOver(right, said)).toBe(said)
  })

  it.each<[said: unknown, shown: string]>([
    [undefined, 'undefined'],
    [null, 'null'],
    ['/files/a', '"/files/a"'],
    [Promise.resolve({ unable: 'too late' }), 'an object'],
    [{ fields: 'X-Company-File' }, 'an object'],
    [{ fields: null }, 'an object'],
  ])('refuses %j', (said, shown) => {
    expect(() => checkHandOver(right, said)).toThrow(
      new XsendfileError(
        'ERR_XSENDFILE_SENDER_INVALID',
        `Cannot use ${shown} from the sender "company-server": its handOver() gives { fields } or { unable: "why" }, at once and not as a promise`,
      ),
    )
  })
})

import { describe, expect, it } from 'vitest'
import { planDisposition } from './disposition-plan.ts'
import type { Disposition } from './disposition.ts'
import type { FieldValue } from './fields.ts'
import { given } from './given.fixture.ts'
import type { SendOptions } from './options.ts'

/** What an application says; of the answer, its Content-Disposition. */
interface Words {
  readonly send?: SendOptions
  readonly answer?: FieldValue
  readonly application?: SendOptions
}

describe('planDisposition()', () => {
  function plan({ answer, ...words }: Words, mediaType = 'application/zip'): unknown {
    const set = answer === undefined ? {} : { 'Content-Disposition': answer }
    const planned = planDisposition(given({ ...words, answer: set }), 'report.pdf', mediaType)
    if ('value' in planned) return planned
    return { kind: planned.kind, ifAgreed: planned.ifAgreed(), otherwise: planned.otherwise() }
  }

  it.each([
    ['image/png', 'image'],
    ['video/mp4', 'media'],
    ['application/pdf', 'pdf'],
    ['text/plain; charset=utf-8', 'text'],
  ])('leaves it to the first bytes whether %s is shown', (mediaType, kind) => {
    expect(plan({}, mediaType)).toEqual({
      kind,
      ifAgreed: 'inline; filename=report.pdf',
      otherwise: 'attachment; filename=report.pdf',
    })
  })

  it.each(['text/html; charset=utf-8', 'image/svg+xml', 'application/zip', 'application/octet-stream'])(
    'has %s saved',
    (mediaType) => {
      expect(plan({}, mediaType)).toEqual({ value: 'attachment; filename=report.pdf' })
    },
  )

  it.each<[disposition: Disposition, mediaType: string]>([
    ['inline', 'text/html'],
    ['inline', 'image/png'],
    ['attachment', 'image/png'],
    ['attachment', 'text/html'],
  ])('says `%s` of %s when the application does', (disposition, mediaType) => {
    expect(plan({ send: { disposition } }, mediaType)).toEqual({
      value: `${disposition}; filename=report.pdf`,
    })
    expect(plan({ application: { disposition } }, mediaType)).toEqual({
      value: `${disposition}; filename=report.pdf`,
    })
  })

  const field = (value: string): SendOptions => ({ headers: { 'Content-Disposition': value } })

  it.each<[what: string, words: Words, value: string]>([
    [
      'the field of this send before all else',
      {
        send: { ...field('form-data'), disposition: 'inline', filename: 'send.pdf' },
        answer: 'attachment; filename=answer.pdf',
        application: { disposition: 'inline' },
      },
      'form-data',
    ],
    [
      'the option of this send before the field set on the answer',
      { send: { disposition: 'inline' }, answer: 'attachment; filename=answer.pdf' },
      'inline; filename=report.pdf',
    ],
    [
      'the name of this send before the field set on the answer',
      { send: { filename: 'send.pdf' }, answer: 'inline; filename=answer.pdf' },
      'attachment; filename=send.pdf',
    ],
    [
      'the field set on the answer before the options of the application',
      {
        answer: 'inline; filename=answer.pdf',
        application: { disposition: 'attachment', filename: 'a.pdf' },
      },
      'inline; filename=answer.pdf',
    ],
    [
      'the field set on the answer before the field of the application',
      { answer: 'inline; filename=answer.pdf', application: field('attachment; filename=a.pdf') },
      'inline; filename=answer.pdf',
    ],
    ['several lines on the answer as one', { answer: ['inline', 'attachment'] }, 'inline, attachment'],
    [
      'the disposition of the application before its field',
      { application: { ...field('form-data'), disposition: 'inline' } },
      'inline; filename=report.pdf',
    ],
    [
      'the name of the application before its field',
      { application: { ...field('form-data'), filename: 'application.pdf' } },
      'attachment; filename=application.pdf',
    ],
    ['the field of the application before our default', { application: field('form-data') }, 'form-data'],
    [
      'the disposition of this send with the name of the application',
      {
        send: { disposition: 'inline' },
        application: { disposition: 'attachment', filename: 'application.pdf' },
      },
      'inline; filename=application.pdf',
    ],
    [
      'the name of this send with the disposition of the application',
      { send: { filename: 'send.pdf' }, application: { disposition: 'inline', filename: 'application.pdf' } },
      'inline; filename=send.pdf',
    ],
    [
      'an empty name for none',
      { send: { disposition: 'inline', filename: '' } },
      'inline; filename=download',
    ],
  ])('takes %s', (_, words, value) => {
    expect(plan(words)).toEqual({ value })
  })

  it('leaves a proposed name of a safe type to the first bytes, too', () => {
    expect(plan({ send: { filename: 'cat.png', disposition: 'auto' } }, 'image/png')).toEqual({
      kind: 'image',
      ifAgreed: 'inline; filename=cat.png',
      otherwise: 'attachment; filename=cat.png',
    })
  })
})

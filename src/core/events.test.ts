import { describe, expect, it, vi } from 'vitest'
import { Announcer, type FailureEvent, type RefusedEvent } from './events.ts'

const refused: RefusedEvent = { type: 'refused', reason: 'missing', path: 'report.pdf' }
const failure: FailureEvent = { type: 'failure', error: new Error('EIO') }

describe('Announcer.announce()', () => {
  it('tells every listener of the type, in the order in which they came', () => {
    const announcer = new Announcer()
    const told: unknown[] = []
    announcer.on('refused', (event) => told.push(['first', event]))
    announcer.on('refused', (event) => told.push(['second', event]))
    announcer.announce(refused)
    expect(told).toEqual([
      ['first', refused],
      ['second', refused],
    ])
  })

  it('tells nobody of another type', () => {
    const announcer = new Announcer()
    const listener = vi.fn()
    announcer.on('failure', listener)
    announcer.on('fallback', listener)
    announcer.announce(refused)
    expect(listener).not.toHaveBeenCalled()
  })

  it('says whether anybody listened', () => {
    const announcer = new Announcer()
    expect(announcer.announce(failure)).toBe(false)
    const stop = announcer.on('failure', () => {})
    expect(announcer.announce(failure)).toBe(true)
    expect(announcer.announce(refused)).toBe(false)
    stop()
    expect(announcer.announce(failure)).toBe(false)
  })

  it('is not disturbed by a listener that throws', () => {
    const announcer = new Announcer()
    const listener = vi.fn()
    announcer.on('refused', () => {
      throw new Error('a mistake in the listener')
    })
    announcer.on('refused', listener)
    expect(announcer.announce(refused)).toBe(true)
    expect(listener).toHaveBeenCalledExactlyOnceWith(refused)
  })

  it('is not disturbed by an asynchronous listener that rejects', async () => {
    const announcer = new Announcer()
    const unhandled = vi.fn()
    process.on('unhandledRejection', unhandled)
    announcer.on('refused', async () => {
      await Promise.resolve()
      throw new Error('a mistake in the listener')
    })
    expect(announcer.announce(refused)).toBe(true)
    await new Promise((resolve) => setTimeout(resolve, 10))
    process.off('unhandledRejection', unhandled)
    expect(unhandled).not.toHaveBeenCalled()
  })

  it('does not wait for an asynchronous listener', () => {
    const announcer = new Announcer()
    announcer.on('refused', () => new Promise(() => {}))
    expect(announcer.announce(refused)).toBe(true)
  })
})

describe('Announcer.on()', () => {
  it("gives what ends the listening, and nobody else's", () => {
    const announcer = new Announcer()
    const [leaving, staying] = [vi.fn(), vi.fn()]
    const stop = announcer.on('refused', leaving)
    announcer.on('refused', staying)
    stop()
    stop()
    announcer.announce(refused)
    expect(leaving).not.toHaveBeenCalled()
    expect(staying).toHaveBeenCalledOnce()
  })

  it('lets a listener leave while it is told', () => {
    const announcer = new Announcer()
    const [once, always] = [vi.fn(() => stop()), vi.fn()]
    const stop = announcer.on('refused', once)
    announcer.on('refused', always)
    announcer.announce(refused)
    announcer.announce(refused)
    expect(once).toHaveBeenCalledOnce()
    expect(always).toHaveBeenCalledTimes(2)
  })

  it.each<[type: unknown, listener: unknown, message: string]>([
    ['fail', vi.fn(), 'Cannot listen to "fail": there are the events "refused", "failure", "fallback"'],
    [undefined, vi.fn(), 'Cannot listen to undefined: there are'],
    ['toString', vi.fn(), 'Cannot listen to "toString": there are'],
    ['failure', undefined, 'Cannot tell undefined of "failure": give a function that takes the event'],
    ['refused', {}, 'Cannot tell an object of "refused": give a function'],
  ])('refuses to tell of %o to %o', (type, listener, message) => {
    const announcer = new Announcer()
    expect(() => announcer.on(type as 'failure', listener as () => void)).toThrow(
      expect.objectContaining({
        code: 'ERR_XSENDFILE_ARGUMENT_INVALID',
        message: expect.stringContaining(message) as string,
      }) as Error,
    )
    expect(announcer.announce(failure)).toBe(false)
  })

  it('tells a listener only once that was given twice', () => {
    const announcer = new Announcer()
    const listener = vi.fn()
    announcer.on('refused', listener)
    announcer.on('refused', listener)
    announcer.announce(refused)
    expect(listener).toHaveBeenCalledOnce()
  })
})

describe('Announcer.close()', () => {
  it('ends all listening', () => {
    const announcer = new Announcer()
    const listener = vi.fn()
    const stop = announcer.on('refused', listener)
    announcer.on('failure', listener)
    announcer.close()
    expect(announcer.announce(refused)).toBe(false)
    expect(announcer.announce(failure)).toBe(false)
    expect(listener).not.toHaveBeenCalled()
    expect(stop).not.toThrow()
  })
})

import { afterEach, expect, it, vi } from 'vitest'
import type { ContentSource } from '../core/content.ts'
import { SystemCopy } from './system-copy.ts'

const kilobyte = 1024
afterEach(() => void vi.useRealTimers())

/** A source of which the system copies so many bytes each time, or all, in so many milliseconds. */
function sourceOf(
  copies: readonly (number | 'all')[],
  milliseconds: readonly number[] = [],
): { readonly source: ContentSource; readonly asked: readonly number[] } {
  const asked: number[] = []
  const source = {
    async sendfile(_: number, atMost: number): Promise<number> {
      const copied = copies[asked.length] ?? 0
      vi.advanceTimersByTime(milliseconds[asked.length] ?? 0)
      asked.push(atMost)
      return copied === 'all' ? atMost : copied
    },
  } as unknown as ContentSource
  return { source, asked }
}

it('a disk is asked for 512 KB at once, for 2 MB once it gives them soon, and for 512 KB again where it does not', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const { source, asked } = sourceOf(['all', 'all', 'all', 'all'], [20, 21, 20])
  const copy = new SystemCopy(source, () => 7)
  for (let time = 0; time < 4; time += 1) expect(await copy.copy()).toBe('all')
  expect(asked).toEqual([512, 2048, 512, 2048].map((kilobytes) => kilobytes * kilobyte))
})

it('no more is tried when nothing was copied three times in a row', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const { source, asked } = sourceOf([0, 0, 5, 0, 0, 0])
  const copy = new SystemCopy(source, () => 7)
  const outcomes = []
  for (let time = 0; time < 6; time += 1) outcomes.push(await copy.copy())
  expect(outcomes).toEqual(['less', 'less', 'less', 'less', 'less', 'nothing'])
  expect(asked.length).toBe(6)
})

it('nothing is tried where there is no descriptor', async () => {
  const { source, asked } = sourceOf(['all'])
  expect([await new SystemCopy(source, () => undefined).copy(), asked]).toEqual(['nothing', []])
})

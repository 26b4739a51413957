import { expect, test } from 'vitest'
import type { ContentSource } from '../core/content.ts'
import { ContentForShortcut } from './fetch-content.ts'

/** Tells what it is asked for. */
class Source implements ContentSource {
  readonly length = 1024 * 1024
  readonly asked: string[] = []

  turn(): undefined {
    this.asked.push('turn')
  }

  read(atMost: number): Uint8Array {
    this.asked.push('read')
    return new Uint8Array(atMost)
  }

  pause(): void {
    this.asked.push('pause')
  }

  close(): void {
    this.asked.push('close')
  }

  spent(): void {
    this.asked.push('spent')
  }
}

test('first bytes that wait for whoever will write them keep no other reader from its turn', async () => {
  const source = new Source()
  const content = await ContentForShortcut.read(() => source, false)
  expect(source.asked).toEqual(['turn', 'read', 'pause'])
  content.close()
  expect(source.asked).toEqual(['turn', 'read', 'pause', 'close'])
})

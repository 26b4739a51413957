import { afterEach, describe, expect, it, vi } from 'vitest'
import type { SafeKind } from './disposition.ts'
import { FirstBytesJudge, tellingBytes } from './first-bytes.ts'

const kinds: readonly SafeKind[] = ['image', 'media', 'pdf', 'text']

function bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

function reading(text: string): () => Promise<Uint8Array> {
  return () => Promise.resolve(bytes(text))
}

function file(version: string | undefined, path = 'file'): { path: string; version: string | undefined } {
  return { path, version }
}

const png = `\x89PNG\r\n\x1a\n\0\0\0\rIHDR${'\0'.repeat(17)}\0\0\0\0IDAT`

describe('tellingBytes', () => {
  it('are as many as the detector looks at', () => {
    expect(tellingBytes).toBe(4100)
  })
})

describe('FirstBytesJudge.agrees()', () => {
  it.each<[what: string, first: string, kind: SafeKind]>([
    ['PNG', png, 'image'],
    ['JPEG', '\xff\xd8\xff\xe0\0\x10JFIF\0', 'image'],
    ['GIF', 'GIF89a\x01\0\x01\0', 'image'],
    ['WebP', 'RIFF\x24\0\0\0WEBPVP8 ', 'image'],
    ['AVIF', '\0\0\0\x1cftypavif\0\0\0\0', 'image'],
    ['BMP', 'BM\x46\0\0\0\0\0\0\0', 'image'],
    ['an icon', '\0\0\x01\0\x01\0\x10\x10', 'image'],
    ['MP4', '\0\0\0\x18ftypisom\0\0\x02\0', 'media'],
    ['WebM', '\x1a\x45\xdf\xa3\x87\x42\x82\x84webm', 'media'],
    ['Ogg of no known codec', `OggS\0\x02${'\0'.repeat(40)}`, 'media'],
    ['MP3', `\xff\xfb\x90\x64${'\0'.repeat(32)}`, 'media'],
    ['FLAC', `fLaC${'\0'.repeat(32)}`, 'media'],
    ['WAV', 'RIFF\x24\0\0\0WAVEfmt ', 'media'],
    ['MXF', '\x06\x0e\x2b\x34\x02\x05\x01\x01\x0d\x01\x02\x01\x01\x02\0\0', 'media'],
    ['PDF', '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'pdf'],
    ['a text', 'Dear Anna,\nall is well.\n', 'text'],
    ['a text with a byte order mark', '\xef\xbb\xbfDear Anna', 'text'],
    ['a page, which is shown as text only under the name of a text', '<!doctype html><script>', 'text'],
    ['nothing', '', 'text'],
  ])('takes %s only for what it is', async (_, first, kind) => {
    const judge = new FirstBytesJudge()
    const taken: SafeKind[] = []
    for (const candidate of kinds) {
      if (await judge.agrees(candidate, file(undefined), reading(first))) taken.push(candidate)
    }
    expect(taken).toEqual([kind])
  })

  it.each(['BMW is a maker of cars.\n', 'MZ is the sign of programs.\n', 'ID3 tags tell of music.\n'])(
    'takes a text for a text that begins as other files do: %s',
    async (first) => {
      expect(await new FirstBytesJudge().agrees('text', file(undefined), reading(first))).toBe(true)
    },
  )

  it.each([
    ['a ZIP archive', 'PK\x03\x04\x14\0\0\0\0\0'],
    ['a gzip archive', '\x1f\x8b\x08\0\0\0\0\0\0\x03'],
    ['a program of Windows', 'MZ\x90\0\x03\0\0\0'],
    ['a program of Linux', '\x7fELF\x02\x01\x01\0'],
    ['XML, which SVG is', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['a font', `wOF2\0\x01\0\0${'\0'.repeat(24)}`],
  ])('takes %s for none of the kinds that are shown', async (_, first) => {
    const judge = new FirstBytesJudge()
    for (const kind of kinds) {
      expect(await judge.agrees(kind, file(undefined), reading(first))).toBe(false)
    }
  })

  it('does not take SVG for an image, even when the detector knows it', async () => {
    const judge = new FirstBytesJudge(() => Promise.resolve('image/svg+xml'))
    expect(await judge.agrees('image', file(undefined), reading(''))).toBe(false)
  })

  it.each([
    ['audio/mpeg', true],
    ['video/webm', true],
    ['application/ogg', true],
    ['application/mxf', true],
    ['application/oggs', false],
    ['x-audio/mpeg', false],
    ['application/octet-stream', false],
  ])('for audio and video, of %s says %s', async (mediaType, agreed) => {
    const judge = new FirstBytesJudge(() => Promise.resolve(mediaType))
    expect(await judge.agrees('media', file(undefined), reading(''))).toBe(agreed)
  })

  it('remembers the verdict on a state of a file', async () => {
    const judge = new FirstBytesJudge()
    const read = vi.fn(reading(png))
    expect(await judge.agrees('image', file('v1'), read)).toBe(true)
    expect(await judge.agrees('image', file('v1'), read)).toBe(true)
    expect(read).toHaveBeenCalledOnce()
  })

  it('remembers that a file did not agree', async () => {
    const judge = new FirstBytesJudge()
    const read = vi.fn(reading('<script>'))
    expect(await judge.agrees('image', file('v1'), read)).toBe(false)
    expect(await judge.agrees('image', file('v1'), read)).toBe(false)
    expect(read).toHaveBeenCalledOnce()
  })

  it('looks again at another state of the file', async () => {
    const judge = new FirstBytesJudge()
    expect(await judge.agrees('image', file('v1'), reading(png))).toBe(true)
    expect(await judge.agrees('image', file('v2'), reading('<script>'))).toBe(false)
  })

  it('looks at every file, also when two call their states the same', async () => {
    const judge = new FirstBytesJudge()
    expect(await judge.agrees('image', file('1', 'a.png'), reading(png))).toBe(true)
    expect(await judge.agrees('image', file('1', 'b.png'), reading('<script>'))).toBe(false)
    expect(await judge.agrees('image', file('g 1', 'a.pn'), reading('<script>'))).toBe(false)
  })

  it('looks every time at a file whose path is too long to be remembered', async () => {
    const judge = new FirstBytesJudge()
    const read = vi.fn(reading(png))
    for (const length of [1024, 1024, 1025, 1025]) {
      await judge.agrees('image', file('1', 'x'.repeat(length)), read)
    }
    expect(read).toHaveBeenCalledTimes(3)
  })

  it('looks again when the same state is to be of another kind', async () => {
    const judge = new FirstBytesJudge()
    expect(await judge.agrees('image', file('v1'), reading(png))).toBe(true)
    expect(await judge.agrees('text', file('v1'), reading(png))).toBe(false)
  })

  it('looks every time at a file whose states cannot be told apart', async () => {
    const judge = new FirstBytesJudge()
    const read = vi.fn(reading(png))
    await judge.agrees('image', file(undefined), read)
    await judge.agrees('image', file(undefined), read)
    expect(read).toHaveBeenCalledTimes(2)
  })

  it('remembers ten thousand verdicts and forgets the oldest', async () => {
    const judge = new FirstBytesJudge(() => Promise.resolve(undefined))
    const read = vi.fn(reading(''))
    for (let version = 0; version < 10_000; version += 1)
      await judge.agrees('text', file(`v${version}`), read)
    await judge.agrees('text', file('v0'), read)
    expect(read).toHaveBeenCalledTimes(10_000)
    await judge.agrees('text', file('v10000'), read)
    await judge.agrees('text', file('v1'), read)
    expect(read).toHaveBeenCalledTimes(10_001)
    await judge.agrees('text', file('v0'), read)
    expect(read).toHaveBeenCalledTimes(10_002)
  })

  it('fails when the file cannot be read, and looks again the next time', async () => {
    const judge = new FirstBytesJudge()
    const unreadable = (): Promise<Uint8Array> => Promise.reject(new Error('EIO'))
    await expect(judge.agrees('image', file('v1'), unreadable)).rejects.toThrow('EIO')
    expect(await judge.agrees('image', file('v1'), reading(png))).toBe(true)
  })
})

describe('FirstBytesJudge.agrees() with a detector that throws', () => {
  afterEach(() => {
    vi.doUnmock('file-type/core')
  })

  it('takes the file for one of no format', async () => {
    const fileTypeFromBuffer = vi.fn(() => Promise.reject(new Error('a mistake in the detector')))
    vi.doMock('file-type/core', () => ({ fileTypeFromBuffer }))
    const judge = new FirstBytesJudge()
    expect(await judge.agrees('image', file(undefined), reading(png))).toBe(false)
    expect(await judge.agrees('text', file(undefined), reading(png))).toBe(true)
    expect(fileTypeFromBuffer).toHaveBeenCalledWith(bytes(png))
  })
})

import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FixtureTree, buildFixtureTree, write } from './fixture-tree.ts'
import { type RunningPlace, places } from './places.ts'

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1')

/** What a runtime that keeps names as text makes of a byte that is not UTF-8, and a name of its own. */
const replacement = '\xef\xbf\xbd'

let tree: FixtureTree
beforeAll(async () => {
  tree = await buildFixtureTree()
  const folder = (name: string): void => void mkdirSync(Buffer.from(name, 'latin1'), { recursive: true })
  // Two names that are one to who reads them as text, each in the root and beside it.
  for (const name of ['\xff', replacement]) {
    folder(join(tree.root, name))
    write(join(tree.root, name, 'file.txt'), name === '\xff' ? 'bytes' : 'text')
    write(join(tree.root, `${name}.txt`), name === '\xff' ? 'bytes' : 'text')
    folder(join(tree.folder, name))
    write(join(tree.folder, name, 'file.txt'), name === '\xff' ? 'secret' : 'public')
  }
  symlinkSync(bytes('\xff'), join(tree.root, 'linked-bytes'))
  symlinkSync(bytes(replacement), join(tree.root, 'linked-text'))
  symlinkSync(bytes('../\xff/file.txt'), bytes(join(tree.folder, replacement, 'escape.txt')))
})
afterAll(() => tree.remove())

describe.each(places)('$name', (place) => {
  const namesAreText = place.runtime === 'deno'
  let running: RunningPlace
  beforeAll(async () => (running = await place.start(tree.root)))
  afterAll(() => running.stop())

  const contentOf = async (...path: string[]): Promise<string> =>
    (await running.lookUp(tree.root, {}, path.map(bytes))).content

  it('a name that is not UTF-8 gives its own file or none', async () => {
    const own = namesAreText ? 'Not found\n' : 'bytes'
    expect(await contentOf('\xff.txt')).toBe(own)
    expect(await contentOf('\xff', 'file.txt')).toBe(own)
    expect(await contentOf(`${replacement}.txt`)).toBe('text')
    expect(await contentOf(replacement, 'file.txt')).toBe('text')
  })

  it('so does a link to it', async () => {
    expect(await contentOf('linked-bytes', 'file.txt')).toBe(namesAreText ? 'Not found\n' : 'bytes')
    expect(await contentOf('linked-text', 'file.txt')).toBe('text')
  })

  it('a root that reads like another directory gives nothing of that one', async () => {
    const root = `${tree.folder}/\ufffd`
    const escaping = running.lookUp(root, {}, 'escape.txt')
    if (namesAreText) await expect(escaping).rejects.toThrow('ERR_XSENDFILE_ROOT_UNREADABLE')
    else expect(await escaping).toMatchObject({ status: 404, reason: 'outside-root' })
  })
})

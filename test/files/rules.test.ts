import { rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type StorePath, type XsendfileOptions, xsendfile } from '../../src/index.ts'
import { nginx, xSendfile } from '../../src/senders.ts'
import { type FixtureTree, buildFixtureTree } from './fixture-tree.ts'
import { lookUp } from './look-up.ts'
import { type RunningPlace, places } from './places.ts'

/** A path and what becomes of it: the content, or why it is refused. */
interface Case {
  readonly path: StorePath
  readonly options?: XsendfileOptions
  readonly gives: { readonly content: string } | { readonly reason: string }
  /** Why it is refused where nothing outside the folder of the tree may even be looked at; left out: the same. */
  readonly reasonConfined?: string
}

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'))
const content = (text: string): Case['gives'] => ({ content: text })
const refused = (reason: string): Case['gives'] => ({ reason })

const cases: readonly Case[] = [
  // Names.
  { path: 'plain.txt', gives: content('plain') },
  { path: '/plain.txt', gives: content('plain') },
  { path: '///plain.txt', gives: content('plain') },
  { path: bytes('plain.txt'), gives: content('plain') },
  { path: bytes('/plain.txt'), gives: content('plain') },
  { path: ['plain.txt'], gives: content('plain') },
  { path: [bytes('plain.txt')], gives: content('plain') },
  { path: 'directory/file.txt', gives: content('in a directory') },
  { path: ['directory', 'file.txt'], gives: content('in a directory') },
  { path: ['directory', bytes('deep'), 'file.txt'], gives: content('deep in a directory') },
  { path: 'missing.txt', gives: refused('missing') },
  { path: 'PLAIN.TXT', gives: refused('missing') },
  { path: 'plain.txt/x', gives: refused('missing') },
  { path: 'x'.repeat(256), gives: refused('missing') },
  { path: `${'directory/'.repeat(500)}file.txt`, gives: refused('missing') },
  { path: '', gives: refused('name') },
  { path: '/', gives: refused('name') },
  { path: [], gives: refused('name') },
  { path: [''], gives: refused('name') },
  { path: new Uint8Array(0), gives: refused('name') },
  { path: bytes('/'), gives: refused('name') },
  { path: '.', gives: refused('name') },
  { path: '..', gives: refused('name') },
  { path: ['..'], gives: refused('name') },
  { path: './plain.txt', gives: refused('name') },
  { path: 'directory/../plain.txt', gives: refused('name') },
  { path: 'directory/./file.txt', gives: refused('name') },
  { path: 'directory//file.txt', gives: refused('name') },
  { path: 'plain.txt/', gives: refused('name') },
  { path: ['directory', ''], gives: refused('name') },
  { path: ['directory', '..', 'plain.txt'], gives: refused('name') },
  { path: ['directory/file.txt'], gives: refused('name') },
  { path: [bytes('directory/file.txt')], gives: refused('name') },
  { path: 'plain.txt\0', gives: refused('name') },
  { path: 'plain.txt\0.png', gives: refused('name') },
  { path: bytes('plain.txt\0'), gives: refused('name') },
  { path: 'plain\ud800.txt', gives: refused('malformed') },
  { path: { malformed: '/%zz' }, gives: refused('malformed') },
  { path: 'plain%2etxt', gives: refused('missing') },
  // Outside the root.
  { path: '../outside/secret.txt', gives: refused('name') },
  { path: '../root-evil/secret.txt', gives: refused('name') },
  { path: 'directory/../../outside/secret.txt', gives: refused('name') },
  { path: '../outside/link-back.txt', gives: refused('name') },
  // Links.
  { path: 'link-inside.txt', gives: content('plain') },
  { path: 'linked-directory/file.txt', gives: content('in a directory') },
  { path: 'link-outside.txt', gives: refused('outside-root') },
  { path: 'linked-outside/secret.txt', gives: refused('outside-root') },
  { path: 'linked-outside/link-back.txt', gives: content('plain') },
  { path: 'link-to-sibling.txt', gives: refused('outside-root') },
  { path: 'link-absolute.txt', gives: refused('outside-root'), reasonConfined: 'vanished' },
  { path: 'link-to-link.txt', gives: refused('outside-root') },
  { path: 'link-loop.txt', gives: refused('missing') },
  { path: 'link-dangling.txt', gives: refused('missing') },
  { path: 'link-to-hidden.txt', gives: refused('dotfile') },
  { path: 'link-to-hidden.txt', options: { dotfiles: 'allow' }, gives: content('hidden') },
  { path: 'link-inside.txt', options: { symlinks: 'refuse' }, gives: refused('symlink') },
  { path: 'linked-directory/file.txt', options: { symlinks: 'refuse' }, gives: refused('symlink') },
  { path: 'link-outside.txt', options: { symlinks: 'refuse' }, gives: refused('symlink') },
  { path: 'plain.txt', options: { symlinks: 'refuse' }, gives: content('plain') },
  { path: 'link-outside.txt', options: { symlinks: 'follow' }, gives: content('secret') },
  { path: 'linked-outside/secret.txt', options: { symlinks: 'follow' }, gives: content('secret') },
  { path: 'link-inside.txt', options: { symlinks: 'follow' }, gives: content('plain') },
  { path: '../outside/secret.txt', options: { symlinks: 'follow' }, gives: refused('name') },
  // Names that begin with a dot.
  { path: '.hidden', gives: refused('dotfile') },
  { path: ['.hidden'], gives: refused('dotfile') },
  { path: 'directory/.hidden', gives: refused('dotfile') },
  { path: '.hidden-directory/file.txt', gives: refused('dotfile') },
  { path: '.missing', gives: refused('dotfile') },
  { path: '.hidden', options: { dotfiles: 'allow' }, gives: content('hidden') },
  { path: 'directory/.hidden', options: { dotfiles: 'allow' }, gives: content('hidden in a directory') },
  {
    path: '.hidden-directory/file.txt',
    options: { dotfiles: 'allow' },
    gives: content('in a hidden directory'),
  },
  { path: '..', options: { dotfiles: 'allow' }, gives: refused('name') },
  // What is not a regular file.
  { path: 'directory', gives: refused('not-a-file') },
  { path: 'empty-directory', gives: refused('not-a-file') },
  { path: 'linked-directory', gives: refused('not-a-file') },
  { path: 'fifo', gives: refused('not-a-file') },
  { path: 'socket', gives: refused('missing') },
]

let tree: FixtureTree
beforeAll(async () => (tree = await buildFixtureTree()))
afterAll(() => tree.remove())

function shown({ path, options }: Case): string {
  const name = JSON.stringify(path instanceof Uint8Array ? [...path] : path)
  return `${name.length > 80 ? `${name.slice(0, 60)}...` : name} ${JSON.stringify(options ?? {})}`
}

describe.each(places)('$name', (place) => {
  let running: RunningPlace
  beforeAll(async () => (running = await place.start(tree.root)))
  afterAll(() => running.stop())

  describe.each([
    { kept: 'at its real path', io: 'thread-pool', rootOf: () => tree.root },
    { kept: 'by a symbolic link', io: 'thread-pool', rootOf: () => tree.rootLink },
    { kept: 'at its real path', io: 'in-place', rootOf: () => tree.root },
  ] as const)('a root $kept, $io', ({ io, rootOf }) => {
    it.each(cases.map((each) => ({ ...each, title: shown(each) })))(
      '$title',
      async ({ path, options, gives, reasonConfined }) => {
        const looked = await running.lookUp(rootOf(), { ...options, io }, path)
        if ('content' in gives) {
          expect(looked).toEqual({ status: 200, content: gives.content, reason: undefined })
        } else {
          const reason = place.confined === true ? (reasonConfined ?? gives.reason) : gives.reason
          expect(looked).toEqual({ status: 404, content: 'Not found\n', reason })
        }
      },
    )
  })
})

it.each(cases.map((each) => ({ ...each, title: shown(each) })))(
  '$title is found or not, as it is sent or not',
  async ({ path, options, gives }) => {
    const found = await xsendfile(tree.root, options).find(path)
    expect(found === undefined).toBe('reason' in gives)
  },
)

it('a device is not a file', async ({ skip }) => {
  skip(!tree.hasDevice, 'this system lets us make no device')
  expect(await lookUp(xsendfile(tree.root), 'device')).toMatchObject({ status: 404, reason: 'not-a-file' })
})

describe('a hand-over', () => {
  const handedOver = async (path: StorePath, options?: XsendfileOptions): Promise<string | null> => {
    const documents = xsendfile(tree.root, { sender: nginx('/internal-rules/'), ...options })
    const response = await documents.send(new Request('http://localhost/'), path)
    documents.close()
    return response.headers.get('X-Accel-Redirect')
  }

  it('names the real file, without any link', async () => {
    expect(await handedOver('plain.txt')).toBe('/internal-rules/plain.txt')
    expect(await handedOver('link-inside.txt')).toBe('/internal-rules/plain.txt')
    expect(await handedOver('linked-directory/deep/file.txt')).toBe('/internal-rules/directory/deep/file.txt')
    expect(await handedOver('linked-outside/link-back.txt')).toBe('/internal-rules/plain.txt')
  })

  it.each([
    'link-outside.txt',
    'missing.txt',
    'directory',
    'fifo',
    '.hidden',
    '../outside/secret.txt',
    'link-loop.txt',
  ])('of %s does not take place', async (path) => {
    expect(await handedOver(path)).toBeNull()
  })

  it.each(['thread-pool', 'in-place'] as const)(
    'by a root that moves names where it is now: %s',
    async (io) => {
      const link = join(tree.root, '..', `moving-${io}`)
      symlinkSync(join(tree.root, 'directory'), link)
      const documents = xsendfile(link, { sender: xSendfile({ path: 'raw' }), io })
      const named = async (): Promise<string | null> => {
        const response = await documents.send(new Request('http://localhost/'), 'file.txt')
        return response.headers.get('X-Sendfile')
      }
      expect(await named()).toBe(join(tree.root, 'directory/file.txt'))
      rmSync(link)
      symlinkSync(join(tree.root, 'directory/deep'), link)
      expect(await named()).toBe(join(tree.root, 'directory/deep/file.txt'))
      rmSync(link)
    },
  )

  it('of a file outside the root does not take place even where links are followed', async () => {
    const documents = xsendfile(tree.root, { sender: nginx('/internal-rules/'), symlinks: 'follow' })
    const fallbacks: string[] = []
    documents.on('fallback', ({ reason }) => void fallbacks.push(reason))
    expect(await lookUp(documents, 'link-outside.txt')).toMatchObject({ status: 200, content: 'secret' })
    expect(fallbacks).toEqual(['the front end cannot reach the file'])
    documents.close()
  })
})

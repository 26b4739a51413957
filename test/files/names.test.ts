import fc from 'fast-check'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { requestPath, xsendfile } from '../../src/index.ts'
import { doors } from '../doors/applications.ts'
import { frontEnds } from '../front-ends/front-ends.ts'
import { type Site, startFrontEnd } from '../front-ends/site.ts'
import { startProcess } from '../servers/application-process.ts'
import { serversTestedWhole } from '../servers/runtimes.ts'
import { exchange } from '../servers/wire.ts'
import { type FixtureTree, buildFixtureTree, nameBytes, write } from './fixture-tree.ts'
import { lookUp } from './look-up.ts'
import { canAskFor, places } from './places.ts'

/** Names, one character per byte, with each byte alone, first, last, between and doubled. */
const namesOfBytes = nameBytes.flatMap((byte) => [
  byte,
  `${byte}x`,
  `x${byte}`,
  `x${byte}x`,
  `${byte}${byte}`,
])

/** Names of every length that a file system takes, in bytes of all kinds. */
const namesOfLengths = Array.from({ length: 255 }, (_, index) => nameOfLength(index + 1))

const longNames = [
  'x'.repeat(255),
  utf8('é'.repeat(127)),
  utf8('日'.repeat(85)),
  '%'.repeat(255),
  '\xff'.repeat(255),
]

/** As deep as a path of 4,095 bytes goes below a folder in the temporary directory. */
const deep = Array.from({ length: 14 }, (_, index) => utf8(`${index}${'日本'.repeat(40)}`))

const names = [...new Set([...namesOfBytes, ...namesOfLengths, ...longNames])].filter(
  (name) => name !== '.' && name !== '..',
)

let tree: FixtureTree
beforeAll(async () => {
  tree = await buildFixtureTree()
  mkdirSync(join(tree.root, 'names'))
  for (const name of names) write(join(tree.root, 'names', name), name)
  mkdirSync(Buffer.from(join(tree.root, ...deep), 'latin1'), { recursive: true })
  write(join(tree.root, ...deep, 'file.txt'), 'deep')
})
afterAll(() => tree.remove())

function nameOfLength(length: number): string {
  return Array.from({ length }, (_, index) => nameBytes[(index * 37 + length * 11) % nameBytes.length]).join(
    '',
  )
}

function utf8(text: string): string {
  return Buffer.from(text).toString('latin1')
}

/** Percent-encodes every byte, as a client may. */
function encoded(name: string): string {
  return Array.from(Buffer.from(name, 'latin1'), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
}

function bytesOf(name: string): Uint8Array {
  return new Uint8Array(Buffer.from(name, 'latin1'))
}

it('there are names with every byte in five places and of every length', () => {
  expect(nameBytes).toHaveLength(254)
  expect(names.length).toBeGreaterThan(1500)
})

describe.each(places)('the embedded sender $name', (place) => {
  it('sends every name that the runtime can ask for, given as bytes, and never another file', async () => {
    const running = await place.start(tree.root)
    for (const name of names) {
      const path = ['names', bytesOf(name)]
      const { status, content } = await running.lookUp(tree.root, { dotfiles: 'allow' }, path)
      const expected = canAskFor(place.runtime, name) ? [name, 200, name] : [name, 404, 'Not found\n']
      expect([name, status, content]).toEqual(expected)
    }
    await running.stop()
  })
})

describe.each(serversTestedWhole)('over HTTP from $name', ({ runtime, door }) => {
  it('every name that the runtime can ask for arrives byte for byte', async () => {
    const options = { disposition: 'attachment' } as const
    const told = { runtime, door, root: tree.root, options, xsendfile: { dotfiles: 'allow' } } as const
    const application = await startProcess(told)
    for (const name of names) {
      const target = `/names/${encoded(name)}`
      const { status, content } = await exchange(application.port, { method: 'GET', target, fields: [] })
      const expected = canAskFor(runtime, name) ? [name, 200, name] : [name, 404, 'Not found\n']
      expect([name, status, content]).toEqual(expected)
    }
    await application.stop()
  })
})

describe('the embedded sender', () => {
  it('sends every name, given as a request path', async () => {
    const documents = xsendfile(tree.root, { dotfiles: 'allow' })
    for (const name of names) {
      const path = requestPath({ url: `/files/names/${encoded(name)}` }, '/files/')
      const { status, content } = await lookUp(documents, path)
      expect([name, status, content]).toEqual([name, 200, name])
    }
  })

  it('sends every name that is UTF-8, given as text', async () => {
    const documents = xsendfile(tree.root, { dotfiles: 'allow' })
    for (const name of names) {
      const text = Buffer.from(name, 'latin1').toString()
      if (utf8(text) !== name) continue
      const { status, content } = await lookUp(documents, `names/${text}`)
      expect([name, status, content]).toEqual([name, 200, name])
    }
  })

  it('sends a file at the end of a very long path', async () => {
    const documents = xsendfile(tree.root)
    const path = [...deep, 'file.txt'].map(bytesOf)
    expect(await lookUp(documents, path)).toMatchObject({ status: 200, content: 'deep' })
  })

  it('finds whatever bytes are asked for without failing', async () => {
    const documents = xsendfile(tree.root)
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (path) => {
        expect([200, 404]).toContain((await lookUp(documents, path)).status)
      }),
    )
  })

  it('finds whatever text is asked for without failing', async () => {
    const documents = xsendfile(tree.root)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'binary' }), { maxLength: 5 }), async (path) => {
        expect([200, 404]).toContain((await lookUp(documents, path)).status)
      }),
    )
  })
})

describe.each(frontEnds)('through $name', (frontEnd) => {
  const { server, cannotName = () => false } = frontEnd

  describe.skipIf(server.program === undefined)('on a real server', () => {
    let site: Site
    beforeAll(async () => {
      const routes = { files: { disposition: 'attachment' } } as const
      const options = { root: tree.root, routes, xsendfile: { dotfiles: 'allow' } } as const
      site = await startFrontEnd(frontEnd, doors[0] ?? expect.fail(), 'names', options)
    })
    afterAll(() => site.stop())

    const get = async (path: string): Promise<[status: number, content: string]> => {
      const { status, content } = await exchange(site.port, {
        method: 'GET',
        target: `/files/${path}`,
        fields: [],
      })
      return [status, content]
    }

    it('every name arrives byte for byte, and the application sends those alone that the server cannot be given', async () => {
      for (const name of names) {
        const before = site.fallbacks.length
        expect([name, ...(await get(`names/${encoded(name)}`))]).toEqual([name, 200, name])
        expect([name, site.fallbacks.length - before]).toEqual([name, cannotName(name) ? 1 : 0])
      }
    })

    it('a file at the end of a very long path arrives', async () => {
      const before = site.fallbacks.length
      expect(await get([...deep, 'file.txt'].map(encoded).join('/'))).toEqual([200, 'deep'])
      expect(site.fallbacks.length - before).toBe(0)
    })
  })
})

import type { BigIntStats } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { OpenFile, Refused } from '../../core/store.ts'
import { Descriptor } from './descriptor.ts'
import type { FileSystem } from './file-system.ts'
import type { FoundFile } from './open-directory-file.ts'
import { Openings } from './openings.ts'

/** Files by descriptor, of which it is known which are open. */
class Disk {
  readonly open = new Set<number>()
  readonly begun: string[] = []
  #last = 0

  /** Opens a file whose content is its name; one that begins with "no" is refused, one with "fail" fails. */
  readonly find = async (name: string, users: number): Promise<FoundFile | Refused> => {
    this.begun.push(`${name} for ${users}`)
    await endOfTurn()
    if (name.startsWith('no')) return { refused: 'missing', path: name }
    if (name.startsWith('fail')) throw new Error(`EIO ${name}`)
    this.#last += 1
    this.open.add(this.#last)
    const fileSystem = {
      read: (descriptor: number, buffer: Uint8Array, position: number) => {
        if (!this.open.has(descriptor)) throw new Error(`EBADF ${descriptor}`)
        return Buffer.from(name).copy(buffer, 0, position)
      },
      close: (descriptor: number) => {
        if (!this.open.delete(descriptor)) throw new Error(`EBADF ${descriptor}`)
      },
    } as unknown as FileSystem
    return {
      descriptor: new Descriptor(fileSystem, this.#last, users),
      stats: { size: BigInt(name.length), mtimeNs: 0n, nlink: 1n } as BigIntStats,
      place: { path: name, name, absolutePath: `/srv/${name}`, reference: undefined },
    }
  }
}

function ask(openings: Openings, disk: Disk, name: string): Promise<OpenFile | Refused> {
  return openings.open(name, (users) => disk.find(name, users))
}

async function contentOf(file: OpenFile): Promise<string> {
  const reader = file.reader({ firstPos: 0, lastPos: file.size - 1 }, true)
  const bytes = await reader.read(100)
  const text = Buffer.from(bytes ?? []).toString()
  reader.close()
  return text
}

describe('Openings', () => {
  it('opens once for all who ask before it begins, and anew for who asks later', async () => {
    const [disk, openings] = [new Disk(), new Openings()]
    const first = [ask(openings, disk, 'a'), ask(openings, disk, 'b'), ask(openings, disk, 'a')]
    await Promise.resolve()
    const later = ask(openings, disk, 'a')
    const files = await Promise.all([...first, later])
    expect(disk.begun).toEqual(['a for 2', 'b for 1', 'a for 1'])
    for (const file of files) if ('close' in file) file.close()
    expect(disk.open.size).toBe(0)
  })

  it('says the same to all of whom it has nothing', async () => {
    const [disk, openings] = [new Disk(), new Openings()]
    const refused = await Promise.all([ask(openings, disk, 'none'), ask(openings, disk, 'none')])
    expect(refused).toEqual([
      { refused: 'missing', path: 'none' },
      { refused: 'missing', path: 'none' },
    ])
    const failures = await Promise.allSettled([ask(openings, disk, 'fail'), ask(openings, disk, 'fail')])
    expect(failures.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(disk.begun).toEqual(['none for 2', 'fail for 2'])
  })

  it('keeps a file open as long as anybody reads it, and no longer, in whatever order they are done', async () => {
    const user = fc.record({
      name: fc.constantFrom('a', 'bb', 'ccc'),
      comesIn: fc.integer({ min: 0, max: 2 }),
      staysFor: fc.integer({ min: 0, max: 4 }),
      closesTwice: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(user, { maxLength: 20 }), async (users) => {
        const [disk, openings] = [new Disk(), new Openings()]
        const visits = users.map(async ({ name, comesIn, staysFor, closesTwice }) => {
          for (let turn = 0; turn < comesIn; turn += 1) await endOfTurn()
          const file = (await ask(openings, disk, name)) as OpenFile
          for (let turn = 0; turn < staysFor; turn += 1) await endOfTurn()
          const content = contentOf(file)
          file.close()
          if (closesTwice) file.close()
          expect(await content).toBe(name)
          expect(await contentOf(file)).toBe('')
        })
        await Promise.all(visits)
        expect(disk.open.size).toBe(0)
      }),
      { numRuns: 200 },
    )
  })
})

function endOfTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

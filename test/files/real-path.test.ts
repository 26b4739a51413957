import { mkdtempSync, realpathSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type FileSystem, pooledFileSystem } from '../../src/stores/directory/file-system.ts'
import { realPathOf } from '../../src/stores/directory/real-path.ts'

let folder: string
let path: string
let secret: string
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'xsendfile-real-path-')))
  path = join(folder, 'file.txt')
  secret = join(folder, 'secret.txt')
  writeFileSync(secret, 'secret')
})
beforeEach(() => {
  rmSync(path, { force: true })
  writeFileSync(path, 'public')
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Puts a link to the secret in the place of the file. */
function swap(): void {
  symlinkSync(secret, `${path}.new`)
  renameSync(`${path}.new`, path)
}

/** A file system in which something happens as soon as a path has been resolved. */
function whereAfterwards(happen: () => void): FileSystem {
  return {
    ...pooledFileSystem,
    async realpath(asked) {
      const real = await pooledFileSystem.realpath(asked)
      happen()
      return real
    },
  }
}

describe('where the system does not tell where an open file lies', () => {
  const realPath = (opened: string, fileSystem: FileSystem): Promise<string | undefined> =>
    realPathOf(undefined, path, statSync(opened, { bigint: true }), fileSystem)

  it('the real path of what was opened is found', async () => {
    expect(await realPath(path, pooledFileSystem)).toBe(path)
  })

  it('a file that is not there any more has none', async () => {
    expect(await realPath(secret, pooledFileSystem)).toBeUndefined()
  })

  it('a secret that was opened by a link has not that of the file that stood there for a moment', async () => {
    expect(await realPath(secret, whereAfterwards(swap))).toBeUndefined()
  })
})

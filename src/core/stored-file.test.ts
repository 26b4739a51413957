import { describe, expect, it } from 'vitest'
import { XsendfileError } from './errors.ts'
import { StoredFile } from './stored-file.ts'

const root = Symbol('root')
const facts = {
  name: 'report.pdf',
  size: 10,
  lastModified: new Date('1994-11-06T08:49:37Z'),
  mediaType: 'application/pdf',
}
const file = new StoredFile(root, ['users', 'anna', 'report.pdf'], facts)

describe('StoredFile', () => {
  it('tells the facts of a file', () => {
    expect(file).toMatchObject(facts)
  })

  it('tells neither its path nor its root', () => {
    expect(Object.keys(file)).toEqual(['name', 'size', 'lastModified', 'mediaType'])
    expect(JSON.stringify(file)).toBe(
      '{"name":"report.pdf","size":10,"lastModified":"1994-11-06T08:49:37.000Z","mediaType":"application/pdf"}',
    )
  })
})

describe('StoredFile.pathWithin()', () => {
  it('gives the root that found a file its path', () => {
    expect(StoredFile.pathWithin(root, file)).toEqual(['users', 'anna', 'report.pdf'])
  })

  it.each([
    ['another root', Symbol('another root')],
    ['a root of the same description', Symbol('root')],
  ])('refuses %s', (_, other) => {
    expect(() => StoredFile.pathWithin(other, file)).toThrow(
      new XsendfileError(
        'ERR_XSENDFILE_FILE_OF_ANOTHER_ROOT',
        'Cannot send the stored file "report.pdf": another root found it; send it with that one',
      ),
    )
  })

  it('refuses what only looks like a stored file', () => {
    const likeness = Object.assign(Object.create(StoredFile.prototype) as StoredFile, facts)
    expect(likeness).toBeInstanceOf(StoredFile)
    expect(() => StoredFile.pathWithin(root, likeness)).toThrow(TypeError)
  })
})

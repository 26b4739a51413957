import type { PathSegment } from 'xsendfile/node'
import { type Entry, type Listing, textOf } from './folder.ts'

const mostFound = 200
const mostFolders = 500

/**
 * Finds files and folders by a part of their names, in a folder and those below it; case and accents do not count.
 *
 * @param list lists a folder
 * @returns `undefined` when there is no such folder
 */
export async function search(
  start: readonly PathSegment[],
  wanted: string,
  list: (path: readonly PathSegment[]) => Promise<Listing | undefined>,
): Promise<Listing | undefined> {
  const found: Entry[] = []
  const folders: Pick<Entry, 'path' | 'address'>[] = [{ path: start, address: '' }]
  for (const { path, address } of folders) {
    const listing = await list(path)
    if (listing === undefined && path === start) return undefined
    const above = path.slice(start.length).map((segment) => `${textOf(segment)} / `)
    for (const entry of listing?.entries ?? []) {
      const here = address === '' ? entry.address : `${address}/${entry.address}`
      const isFolder = entry.file === undefined
      if (isFolder && folders.length < mostFolders) folders.push({ path: entry.path, address: here })
      if (!comparable(entry.name).includes(comparable(wanted))) continue
      found.push({ ...entry, name: above.join('') + entry.name, address: here })
    }
  }
  return { entries: found.slice(0, mostFound), left: Math.max(0, found.length - mostFound) }
}

function comparable(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
}

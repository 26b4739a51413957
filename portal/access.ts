import { holders, sharedFolder } from './sample-files.ts'

/**
 * What a user may do with what is at a path: `own` is to open, upload and delete; `open` to open; `locked` to see
 * that it is there; what is `hidden` is not there at all.
 */
export type Access = 'own' | 'open' | 'locked' | 'hidden'

/** Decides about a path below the root, a folder or a file. The library is asked only when this has said yes. */
export type AccessRule = (user: string, path: readonly string[]) => Access

/** A folder of somebody's computer is shown to both users, and nothing in it changes. */
export const everybodyReads: AccessRule = () => 'open'

/** Each user has a folder; the one that they share holds files which only one of them may open. */
export const sampleAccess: AccessRule = (user, path) => {
  const [folder = ''] = path
  if (folder === user) return 'own'
  if (folder !== '' && folder !== sharedFolder) return 'hidden'
  const holder = holderByPath.get(comparable(path.join('/')))
  return holder === undefined || holder === user ? 'open' : 'locked'
}

export function mayOpen(access: Access): boolean {
  return access === 'own' || access === 'open'
}

const holderByPath = new Map(Object.entries(holders).map(([path, user]) => [comparable(path), user]))

/** Some file systems take names that differ in case or in composed letters for one. */
function comparable(path: string): string {
  return path.normalize('NFKC').toLowerCase()
}

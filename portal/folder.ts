import { lstat, readdir, realpath } from 'node:fs/promises'
import { sep } from 'node:path'
import type { PathSegment, StorePath, StoredFile } from 'xsendfile/node'
import { percentEncodePath } from 'xsendfile/senders'
import type { Access } from './access.ts'

/** A line of a folder's list. */
export interface Entry {
  /** As text, which is not exact for a name that is not UTF-8; for what was searched, with the folders above. */
  readonly name: string
  /** Where it is from the folder that is shown, as a part of a URL. */
  readonly address: string
  /** The path below the root. */
  readonly path: readonly PathSegment[]
  readonly access: Access
  /** What would be sent; `undefined` for a folder. */
  readonly file: StoredFile | undefined
}

/** What is in a folder. */
export interface Listing {
  readonly entries: readonly Entry[]
  /** How many more there are than a page shows. */
  readonly left: number
}

/** Looks a file up, as `find` of the library does. */
export type Find = (path: StorePath) => Promise<StoredFile | undefined>

const mostEntries = 1000
const dot = 0x2e
const separator = Buffer.from(sep)
const inOrder = new Intl.Collator('en', { numeric: true })

/** What the system says of a path that leads to no folder that we may read. */
const refusals = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ELOOP', 'ENAMETOOLONG', 'EINVAL'])

/**
 * Lists a folder as the library sees it: the files that it would send, and folders that no symbolic link leads to,
 * none with a name that begins with a dot.
 *
 * @param accessTo what may be done with a path below the root
 * @returns `undefined` when there is no such folder
 */
export async function listFolder(
  root: string,
  segments: readonly PathSegment[],
  find: Find,
  accessTo: (path: readonly string[]) => Access,
): Promise<Listing | undefined> {
  const folder = await findFolder(root, segments)
  const names = folder === undefined ? undefined : await unlessRefused(readdir(folder, 'buffer'))
  if (folder === undefined || names === undefined) return undefined
  const above = segments.map(textOf)
  const listed = names
    .map((name) => ({ name, text: name.toString(), access: accessTo([...above, name.toString()]) }))
    .filter(({ name, access }) => name[0] !== dot && access !== 'hidden')
    .sort((a, b) => inOrder.compare(a.text, b.text))
  const folders: Entry[] = []
  const files: Entry[] = []
  // One after the other: a big folder must not take every file descriptor.
  for (const { name, text, access } of listed.slice(0, mostEntries)) {
    const path = [...segments, name]
    const file = await find(path)
    const entry = { name: text, address: percentEncode(name), path, access, file }
    if (file !== undefined) files.push(entry)
    else if (await isFolder(below(folder, name))) folders.push(entry)
  }
  return { entries: [...folders, ...files], left: Math.max(0, listed.length - mostEntries) }
}

/** The path of a folder that could be listed; `undefined` when there is none. */
export function findFolder(root: string, segments: readonly PathSegment[]): Promise<Buffer | undefined> {
  return unlessRefused(folderPath(root, segments))
}

/** Where the files are. */
export const top = '/files/'

/** The address of a folder; without its last slash, that of a file. */
export function addressOf(path: readonly PathSegment[]): string {
  return top + path.map((segment) => `${percentEncode(segment)}/`).join('')
}

/** A segment percent-encoded, for a link. */
function percentEncode(segment: PathSegment): string {
  return percentEncodePath(bytesOf(segment).toString('latin1'))
}

/** A segment as text, which is not exact for one that is not UTF-8. */
export function textOf(segment: PathSegment): string {
  return bytesOf(segment).toString()
}

/** The path of a folder that is the very one named: no link on the way, no other spelling of it. */
async function folderPath(root: string, segments: readonly PathSegment[]): Promise<Buffer | undefined> {
  if (segments.some((segment) => bytesOf(segment)[0] === dot)) return undefined
  const path = segments.reduce(below, await realpath(root, 'buffer'))
  const isReal = path.equals(await realpath(path, 'buffer'))
  return isReal && (await isFolder(path)) ? path : undefined
}

/** The path of what is in a folder. */
export function below(folder: Buffer, segment: PathSegment): Buffer {
  return Buffer.concat([folder, separator, bytesOf(segment)])
}

function bytesOf(segment: PathSegment): Buffer {
  return typeof segment === 'string' ? Buffer.from(segment) : Buffer.from(segment)
}

async function isFolder(path: Buffer): Promise<boolean> {
  const stats = await unlessRefused(lstat(path))
  return stats?.isDirectory() === true
}

async function unlessRefused<Value>(value: Promise<Value>): Promise<Value | undefined> {
  try {
    return await value
  } catch (error) {
    if (error instanceof Error && 'code' in error && refusals.has(String(error.code))) return undefined
    throw error
  }
}

import { lstat, readdir, realpath } from 'node:fs/promises'
import { sep } from 'node:path'
import type { PathSegment, StorePath, StoredFile } from 'xsendfile/node'
import { percentEncodePath } from 'xsendfile/senders'

/** A line of a folder's list. */
export interface Entry {
  /** As text, which is not exact for a name that is not UTF-8. */
  readonly name: string
  /** The name as a part of a URL. */
  readonly encodedName: string
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
 * @param isListed whether a name is to be seen at all
 * @returns `undefined` when there is no such folder
 */
export async function listFolder(
  root: string,
  segments: readonly PathSegment[],
  find: Find,
  isListed: (name: string) => boolean,
): Promise<Listing | undefined> {
  const folder = await unlessRefused(folderPath(root, segments))
  const names = folder === undefined ? undefined : await unlessRefused(readdir(folder, 'buffer'))
  if (folder === undefined || names === undefined) return undefined
  const listed = names
    .filter((name) => name[0] !== dot && isListed(name.toString()))
    .sort((a, b) => inOrder.compare(a.toString(), b.toString()))
  const folders: Entry[] = []
  const files: Entry[] = []
  // One after the other: a big folder must not take every file descriptor.
  for (const name of listed.slice(0, mostEntries)) {
    const file = await find([...segments, name])
    const entry = { name: name.toString(), encodedName: percentEncode(name), file }
    if (file !== undefined) files.push(entry)
    else if (await isFolder(below(folder, name))) folders.push(entry)
  }
  return { entries: [...folders, ...files], left: Math.max(0, listed.length - mostEntries) }
}

/** Whether there is a folder that could be listed. */
export async function hasFolder(root: string, segments: readonly PathSegment[]): Promise<boolean> {
  return (await unlessRefused(folderPath(root, segments))) !== undefined
}

/** A segment percent-encoded, for a link. */
export function percentEncode(segment: PathSegment): string {
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

function below(folder: Buffer, segment: PathSegment): Buffer {
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

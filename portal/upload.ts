import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { type FileHandle, link, lstat, open, unlink } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import type { PathSegment } from 'xsendfile/node'
import { below, textOf } from './folder.ts'

/** How an upload ended. */
type UploadEnd = 'kept' | 'exists' | 'too-large' | 'name-refused' | 'disk-full' | 'left'

/** Where an upload goes, and how large it may be. */
export interface UploadTarget {
  /** The real path of the folder. */
  readonly folder: Buffer
  readonly name: PathSegment
  /** Bytes. */
  readonly limit: number
}

/** What the system says of a name that it does not take, and of a disk without room. */
const ends: Readonly<Record<string, UploadEnd>> = {
  ENAMETOOLONG: 'name-refused',
  EINVAL: 'name-refused',
  EILSEQ: 'name-refused',
  EEXIST: 'exists',
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
  ECONNRESET: 'left',
}

/** What to answer to each end, where LIMIT stands for the limit. */
export const uploadAnswers: Readonly<
  Record<UploadEnd, readonly [status: number, heading: string, text: string]>
> = {
  kept: [201, 'Uploaded', 'The file is there.'],
  exists: [
    409,
    'There already',
    'There is a file of this name already. Delete it first, or choose another name.',
  ],
  'too-large': [413, 'Too large', 'The file is larger than LIMIT, which is the limit here.'],
  'name-refused': [
    400,
    'Not under this name',
    'A name has at most 255 bytes and does not begin with a dot: such files are hidden, and are never sent.',
  ],
  'disk-full': [507, 'No room', 'The disk is full.'],
  left: [400, 'Broken off', 'The upload did not come to its end.'],
}

/** Whether a request says of itself that it is larger than a limit. */
export function isTooLarge({ headers }: IncomingMessage, limit: number): boolean {
  return Number(headers['content-length'] ?? 0) > limit
}

/**
 * Writes the content of a request into a new file, as it arrives: under a hidden name until it is whole, and never
 * over a file that is there. Nothing in it is looked at.
 */
export async function receive(request: IncomingMessage, target: UploadTarget): Promise<UploadEnd> {
  if (isTooLarge(request, target.limit)) return 'too-large'
  if (isNameRefused(target.name)) return 'name-refused'
  const path = below(target.folder, target.name)
  try {
    // Told before a gigabyte is sent in vain; that it is still so, link() sees to.
    if (await exists(path)) return 'exists'
    return await receiveInto(path, request, target)
  } catch (error) {
    const end = ends[String((error as NodeJS.ErrnoException).code)]
    if (end === undefined) throw error
    return end
  }
}

async function receiveInto(
  path: Buffer,
  request: IncomingMessage,
  { folder, limit }: UploadTarget,
): Promise<UploadEnd> {
  const unfinished = below(folder, `.${randomBytes(8).toString('hex')}.unfinished`)
  const abandon = (): void => rmSync(unfinished, { force: true })
  process.on('exit', abandon)
  try {
    const file = await open(unfinished, 'wx', 0o644)
    try {
      if (!(await copy(request, file, limit))) return 'too-large'
      // A front end that runs as another user is to read it, whatever our umask is.
      await file.chmod(0o644)
    } finally {
      await file.close()
    }
    await link(unfinished, path)
    return 'kept'
  } finally {
    process.off('exit', abandon)
    await unlink(unfinished)
  }
}

/** @returns whether it was within the limit */
async function copy(request: IncomingMessage, file: FileHandle, limit: number): Promise<boolean> {
  let length = 0
  // The answer goes over the same connection.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > limit) return false
    await file.appendFile(chunk)
  }
  return true
}

/** A leading dot would hide the file from the list and from the library; Windows has signs of its own. */
function isNameRefused(name: PathSegment): boolean {
  const text = textOf(name)
  return text === '' || text.startsWith('.') || (process.platform === 'win32' && /[\\/:*?"<>|]/.test(text))
}

async function exists(path: Buffer): Promise<boolean> {
  try {
    await lstat(path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}

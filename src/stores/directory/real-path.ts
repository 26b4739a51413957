import type { BigIntStats } from 'node:fs'
import { mayBeMistold, mayReadProc } from './deno.ts'
import type { FilePath, FileSystem } from './file-system.ts'
import { withSlashes } from './root.ts'

/** What Linux puts behind the path of an open file whose name was removed. */
const deletedMark = ' (deleted)'

/**
 * What Linux says of a descriptor: the real path of the file it stands for, bytes, one character each ("latin1").
 *
 * @returns `undefined` on other systems, and where /proc is not mounted, or may not be read
 */
export async function pathOfDescriptor(
  descriptor: number,
  platform: string,
  fileSystem: FileSystem,
): Promise<string | undefined> {
  if (platform !== 'linux' || !mayReadProc) return undefined
  try {
    return await fileSystem.readlink(`/proc/self/fd/${descriptor}`)
  } catch {
    return undefined
  }
}

/**
 * The real path of a file that was opened: bytes, one character each ("latin1"), with slashes.
 *
 * Linux has told it of the descriptor itself. Elsewhere the path is resolved once more and must lead to the same
 * file.
 *
 * @param told as {@link pathOfDescriptor} gives it
 * @param path the path by which it was opened
 * @returns `undefined` when the file is no longer where it was opened
 */
export async function realPathOf(
  told: string | undefined,
  path: FilePath,
  stats: BigIntStats,
  fileSystem: FileSystem,
): Promise<string | undefined> {
  if (told !== undefined && !told.endsWith(deletedMark) && !mayBeMistold(told)) return told
  // A name may have these very characters.
  if (told !== undefined)
    return (await isSameFile(Buffer.from(told, 'latin1'), stats, fileSystem)) ? told : undefined
  const real = await realPathIfAny(path, fileSystem)
  if (real === undefined) return undefined
  return (await isSameFile(Buffer.from(real, 'latin1'), stats, fileSystem)) ? withSlashes(real) : undefined
}

async function realPathIfAny(path: FilePath, fileSystem: FileSystem): Promise<string | undefined> {
  try {
    return await fileSystem.realpath(path)
  } catch {
    return undefined
  }
}

async function isSameFile(path: FilePath, stats: BigIntStats, fileSystem: FileSystem): Promise<boolean> {
  try {
    // A real path has no link at its end; one that is put there by now must not be followed to the very file.
    const found = await fileSystem.lstat(path)
    return found.dev === stats.dev && found.ino === stats.ino
  } catch {
    return false
  }
}

import type { BigIntStats } from 'node:fs'
import type { FilePath, FileSystem } from './file-system.ts'
import { withSlashes } from './root.ts'

/** What Linux puts behind the path of an open file whose name was removed. */
const deletedMark = ' (deleted)'

/**
 * The real path of the file that a descriptor stands for: bytes, one character each ("latin1"), with slashes.
 *
 * Linux tells it of the descriptor itself. Elsewhere the path is resolved once more and must lead to the same
 * file.
 *
 * @param path the path by which it was opened
 * @returns `undefined` when the file is no longer where it was opened
 */
export async function realPathOf(
  descriptor: number,
  path: FilePath,
  stats: BigIntStats,
  platform: string,
  fileSystem: FileSystem,
): Promise<string | undefined> {
  if (platform === 'linux') {
    const real = await pathOfDescriptor(descriptor, fileSystem)
    if (real !== undefined && !real.endsWith(deletedMark)) return real
    // A name may end in these very characters.
    if (real !== undefined)
      return (await isSameFile(Buffer.from(real, 'latin1'), stats, fileSystem)) ? real : undefined
  }
  const real = await fileSystem.realpath(path).catch(() => undefined)
  if (real === undefined) return undefined
  return (await isSameFile(Buffer.from(real, 'latin1'), stats, fileSystem)) ? withSlashes(real) : undefined
}

/** `undefined` where /proc is not mounted. */
async function pathOfDescriptor(descriptor: number, fileSystem: FileSystem): Promise<string | undefined> {
  try {
    return await fileSystem.readlink(`/proc/self/fd/${descriptor}`)
  } catch {
    return undefined
  }
}

async function isSameFile(path: FilePath, stats: BigIntStats, fileSystem: FileSystem): Promise<boolean> {
  const found = await fileSystem.stat(path).catch(() => undefined)
  return found !== undefined && found.dev === stats.dev && found.ino === stats.ino
}

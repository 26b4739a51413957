import { readFile, readFileSync } from 'node:fs'
import { mayReadProc } from './deno.ts'

/** A file system in the tree of the machine. */
export interface Mount {
  /** Where it begins: bytes, one character each ("latin1"). */
  readonly path: string
  /** Its type, such as `ext4` or `nfs4`. */
  readonly type: string
}

/** Where Linux tells what is mounted, to this process. */
const table = '/proc/self/mountinfo'

/** Milliseconds after which the table is read again; a network may be mounted while we run. */
const keptFor = 1000

/** File systems that keep what is open in the memory of this machine. An overlay may lie on anything. */
const localTypes = new Set([
  'bcachefs',
  'btrfs',
  'ext2',
  'ext3',
  'ext4',
  'exfat',
  'f2fs',
  'jfs',
  'ramfs',
  'squashfs',
  'tmpfs',
  'vfat',
  'xfs',
  'zfs',
])

/** Reads the table of mounts (proc_pid_mountinfo(5)). */
export function parseMounts(text: string): readonly Mount[] {
  return text.split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ', 2)
    const [, , , , path] = before.split(' ')
    const [type = ''] = after.split(' ')
    if (path === undefined || type === '') return []
    return [{ path: path.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => byteOf(octal)), type }]
  })
}

/**
 * Whether all that lies at or below a directory is on disks of this machine.
 *
 * @param directory its real path: bytes, one character each ("latin1")
 */
export function isLocalTree(mounts: readonly Mount[], directory: string): boolean {
  let around: Mount | undefined
  for (const mount of mounts) {
    if (isWithin(directory, mount.path)) {
      // Of two at the same place the later one covers the other.
      if (around === undefined || mount.path.length >= around.path.length) around = mount
    } else if (isWithin(mount.path, directory) && !localTypes.has(mount.type)) return false
  }
  return around !== undefined && localTypes.has(around.type)
}

/** A directory whose real path may change while we run. */
interface Tree {
  readonly realPath: string
  resolve(): Promise<string>
}

/** Knows whether a tree is local, by what was so at most about a second ago. */
export class LocalTree {
  readonly #tree: Tree
  #directory: string | undefined
  #local = false
  #readAt = 0

  constructor(tree: Tree) {
    this.#tree = tree
  }

  isLocal(): boolean {
    if (this.#tree.realPath !== this.#directory) this.#learn(readTable())
    else if (performance.now() - this.#readAt > keptFor) this.#readAgain()
    return this.#local
  }

  #readAgain(): void {
    this.#readAt = performance.now()
    // A root that is gone tells so itself when it is asked for a file.
    this.#tree.resolve().catch(() => undefined)
    if (!mayReadProc) return
    readFile(table, 'latin1', (error, text) => this.#learn(error === null ? text : ''))
  }

  #learn(text: string): void {
    this.#directory = this.#tree.realPath
    this.#readAt = performance.now()
    this.#local = isLocalTree(parseMounts(text), this.#directory)
  }
}

/** The kernel makes it up from memory: no disk has a part in it. Empty on other systems, so that nothing is local. */
function readTable(): string {
  if (!mayReadProc) return ''
  try {
    return readFileSync(table, 'latin1')
  } catch {
    return ''
  }
}

function byteOf(octal: string): string {
  return String.fromCharCode(Number.parseInt(octal, 8))
}

function isWithin(path: string, directory: string): boolean {
  return directory === '/' || path === directory || path.startsWith(`${directory}/`)
}

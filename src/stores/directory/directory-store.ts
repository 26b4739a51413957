import type { BigIntStats } from 'node:fs'
import { XsendfileError } from '../../core/errors.ts'
import type { Sendfile } from '../../core/sendfile.ts'
import type { FileReference, OpenFile, RefusalReason, Refused, Store, StorePath } from '../../core/store.ts'
import { canAskFor, onDeno } from './deno.ts'
import { Descriptor } from './descriptor.ts'
import { DirectReference } from './direct-reference.ts'
import {
  type FilePath,
  type FileSystem,
  inPlaceFileSystem,
  localFileSystem,
  pooledFileSystem,
  withSendfile,
} from './file-system.ts'
import { LocalTree } from './mounts.ts'
import { type FileName, hasDotSegment, judgeName } from './name.ts'
import type { DirectoryPlace, FoundFile } from './open-directory-file.ts'
import { type Finding, Openings } from './openings.ts'
import { pathOfDescriptor, realPathOf } from './real-path.ts'
import { Root, checkRootPath } from './root.ts'

/** Which files of a directory are given. */
export interface DirectoryRules {
  readonly symlinks: 'within-root' | 'refuse' | 'follow'
  readonly dotfiles: 'refuse' | 'allow'
  readonly checkRoot: 'now' | 'first-send'
  readonly io: 'thread-pool' | 'in-place'
  readonly sendfile?: Sendfile | undefined
}

/** Whether `open` can be told to refuse a symbolic link, so that what is directly in the root need not be looked for. */
const tellsLinks = process.platform === 'linux' && !onDeno

/** Times that a file is looked at when it vanishes, or its root moves, between two looks at it. */
const attempts = 3

/** What the next look may see otherwise, because the root was moving during this one. */
const perhapsMoving = new Set<RefusalReason>(['vanished', 'symlink', 'outside-root'])

/** What the system says of a path that leads to no file. */
const missing = new Set([
  'ENOENT',
  'ENOTDIR',
  'ENAMETOOLONG',
  'ELOOP',
  'ENXIO',
  'ENODEV',
  'EILSEQ',
  'EINVAL',
  'EISDIR',
])
const unreadable = new Set(['EACCES', 'EPERM'])
const exhausted = new Set(['EMFILE', 'ENFILE'])

/**
 * The files below a directory. A file is opened first and judged on what was opened: nobody can swap it for
 * another between the look and the use.
 */
export class DirectoryStore implements Store {
  readonly label: string
  readonly #path: string
  readonly #rules: DirectoryRules
  /** For files on disks of any kind, and for those on disks of this machine. */
  readonly #anywhere: FileSystem
  readonly #local: FileSystem
  #root: Root | undefined
  #tree: LocalTree | undefined
  readonly #openings = new Openings()

  /**
   * @throws XsendfileError ERR_XSENDFILE_ROOT_... where the root cannot be used
   */
  constructor(path: string, rules: DirectoryRules, fileSystem?: FileSystem) {
    this.#path = checkRootPath(path, process.platform)
    this.label = this.#path
    this.#rules = rules
    const { io, sendfile } = rules
    const chosen = fileSystem ?? (io === 'in-place' ? inPlaceFileSystem : undefined)
    this.#anywhere = withSendfile(chosen ?? pooledFileSystem, sendfile)
    this.#local = chosen === undefined ? withSendfile(localFileSystem, sendfile) : this.#anywhere
    if (rules.checkRoot === 'now') this.#root = this.#makeRoot()
  }

  /** At once where the name is refused. */
  open(path: StorePath): Refused | Promise<OpenFile | Refused> {
    const name = judgeName(path, process.platform, this.#rules.dotfiles)
    if ('refused' in name) return name
    if (!canAskFor(name.relative)) return refuse(name, 'name')
    return this.#openings.open(name.bytes, (users) => this.#find(name, users))
  }

  #find(name: FileName, users: number): Finding | Promise<Finding> {
    const root = (this.#root ??= this.#makeRoot())
    if (!tellsLinks || name.bytes.includes('/')) return this.#findAnywhere(root, name, users)
    const direct = this.#findDirect(root, name, users)
    if (direct instanceof Promise) {
      return direct.then((found) => found ?? this.#findAnywhere(root, name, users))
    }
    return direct ?? this.#findAnywhere(root, name, users)
  }

  async #findAnywhere(root: Root, name: FileName, users: number): Promise<Finding> {
    let found: Finding = refuse(name, 'missing')
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      found = await this.#findOnce(root, name, users)
      if (!('refused' in found) || !perhapsMoving.has(found.refused)) break
    }
    return found
  }

  #makeRoot(): Root {
    return new Root(this.#path, this.#anywhere)
  }

  #fileSystemFor(root: Root): FileSystem {
    if (this.#local === this.#anywhere) return this.#anywhere
    this.#tree ??= new LocalTree(root)
    return this.#tree.isLocal() ? this.#local : this.#anywhere
  }

  /**
   * Opens what is directly in the root and no link: it cannot be anywhere else, wherever the root is now.
   *
   * @returns `undefined` when that is not so
   */
  #findDirect(root: Root, name: FileName, users: number): Finding | undefined | Promise<Finding | undefined> {
    const fileSystem = this.#fileSystemFor(root)
    const failed = (error: unknown): Refused | undefined =>
      saysLink(error) ? undefined : refusalOrFailure(error, root, name)
    try {
      const descriptor = fileSystem.open(pathBelow(root, name), 'refuse')
      const judge = (opened: number): Finding | Promise<Finding> =>
        judgeDirect(fileSystem, opened, root, name, users)
      return typeof descriptor === 'number' ? judge(descriptor) : descriptor.then(judge).catch(failed)
    } catch (error) {
      return failed(error)
    }
  }

  async #findOnce(root: Root, name: FileName, users: number): Promise<Finding> {
    const path = pathBelow(root, name)
    const realRoot = root.realPath
    let fileSystem = this.#fileSystemFor(root)
    let descriptor: number | undefined
    try {
      descriptor = await fileSystem.open(path, 'follow')
      const told = await pathOfDescriptor(descriptor, process.platform, fileSystem)
      // Where a link leads out of the root there may be a disk of any kind.
      if (told?.startsWith(`${realRoot}/`) !== true) fileSystem = this.#anywhere
      const opened = { descriptor, path, told }
      const judged = await this.#judge(fileSystem, root, realRoot, name, opened)
      if ('refused' in judged) return judged
      const found = { ...judged, descriptor: new Descriptor(fileSystem, descriptor, users) }
      // From here on its users close it.
      descriptor = undefined
      return found
    } catch (error) {
      return refusalOrFailure(error, root, name)
    } finally {
      if (descriptor !== undefined) fileSystem.close(descriptor)
    }
  }

  async #judge(
    fileSystem: FileSystem,
    root: Root,
    realRoot: string,
    name: FileName,
    { descriptor, path, told }: Opened,
  ): Promise<Omit<FoundFile, 'descriptor'> | Refused> {
    const stats = await fileSystem.fstat(descriptor)
    if (!stats.isFile()) return refuse(name, 'not-a-file')
    const realPath = await realPathOf(told, path, stats, fileSystem)
    if (realPath === undefined) return refuse(name, 'vanished')
    const place = await this.#placeOf(realPath, root, realRoot, name)
    if ('refused' in place) return refuse(name, place.refused)
    return { stats, place: placed(root, name, place.reference) }
  }

  /**
   * Where the file lies that was opened, or why it is not given.
   *
   * @param realRoot the root's real path before the file was opened
   */
  async #placeOf(realPath: string, root: Root, realRoot: string, { bytes }: FileName): Promise<Place> {
    if (realPath === `${realRoot}/${bytes}`) return { reference: { path: bytes, root: realRoot } }
    // A link was on the way: below the root, or the root itself has moved since it was resolved.
    const rootNow = await root.resolve()
    if (realPath === `${rootNow}/${bytes}`) return { reference: { path: bytes, root: rootNow } }
    return placeBehindLink(realPath, rootNow, this.#rules)
  }
}

/** Judges what was opened directly in the root, and closes what is not given. */
function judgeDirect(
  fileSystem: FileSystem,
  descriptor: number,
  root: Root,
  name: FileName,
  users: number,
): Finding | Promise<Finding> {
  const give = (stats: BigIntStats): Finding => {
    if (!stats.isFile()) {
      fileSystem.close(descriptor)
      return refuse(name, 'not-a-file')
    }
    const reference = new DirectReference(root, name.bytes, descriptor)
    const place = placed(root, name, reference)
    return { descriptor: new Descriptor(fileSystem, descriptor, users), stats, place }
  }
  const failed = (error: unknown): never => {
    fileSystem.close(descriptor)
    throw error
  }
  try {
    const stats = fileSystem.fstat(descriptor)
    return stats instanceof Promise ? stats.then(give, failed) : give(stats)
  } catch (error) {
    return failed(error)
  }
}

/** A file that was opened, by which path, and what the system then told of it. */
interface Opened {
  readonly descriptor: number
  readonly path: FilePath
  readonly told: string | undefined
}

/** Where a file lies, for a front end that can reach it; or why it is not given. */
type Place = { readonly reference: FileReference | undefined } | { readonly refused: RefusalReason }

function placeBehindLink(realPath: string, realRoot: string, { symlinks, dotfiles }: DirectoryRules): Place {
  if (symlinks === 'refuse') return { refused: 'symlink' }
  // By elements: "/srv/files" is not the beginning of "/srv/files-of-others".
  if (!realPath.startsWith(`${realRoot}/`)) {
    return symlinks === 'follow' ? { reference: undefined } : { refused: 'outside-root' }
  }
  const path = realPath.slice(realRoot.length + 1)
  if (dotfiles === 'refuse' && hasDotSegment(path)) return { refused: 'dotfile' }
  return { reference: { path, root: realRoot } }
}

function pathBelow(root: Root, { relative }: FileName): FilePath {
  if (typeof relative === 'string') return `${root.path}/${relative}`
  return Buffer.concat([Buffer.from(`${root.path}/`), relative])
}

function placed(root: Root, name: FileName, reference: FileReference | undefined): DirectoryPlace {
  return { path: name.shown, name: name.last, absolutePath: absolutePath(root, name), reference }
}

function absolutePath(root: Root, { shown }: FileName): string {
  return `${root.path}/${shown}`
}

function refuse({ shown }: FileName, refused: RefusalReason): Refused {
  return { refused, path: shown }
}

function saysLink(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ELOOP'
}

function refusalOrFailure(error: unknown, root: Root, name: FileName): Refused {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
  if (missing.has(code)) return refuse(name, 'missing')
  if (unreadable.has(code)) return refuse(name, 'unreadable')
  throw new XsendfileError(
    exhausted.has(code) ? 'ERR_XSENDFILE_TOO_MANY_OPEN_FILES' : 'ERR_XSENDFILE_OPEN_FAILED',
    `Cannot open the file: the system says ${code}`,
    { cause: error, path: absolutePath(root, name) },
  )
}

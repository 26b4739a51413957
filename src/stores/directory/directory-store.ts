import type { BigIntStats } from 'node:fs'
import { XsendfileError } from '../../core/errors.ts'
import type { FileReference, OpenFile, RefusalReason, Refused, Store, StorePath } from '../../core/store.ts'
import { canAskFor, onDeno } from './deno.ts'
import { DirectReference } from './direct-reference.ts'
import {
  type FilePath,
  type FileSystem,
  inPlaceFileSystem,
  localFileSystem,
  pooledFileSystem,
} from './file-system.ts'
import { LocalTree } from './mounts.ts'
import { type FileName, hasDotSegment, judgeName } from './name.ts'
import { type DirectoryPlace, OpenDirectoryFile } from './open-directory-file.ts'
import { pathOfDescriptor, realPathOf } from './real-path.ts'
import { Root, checkRootPath } from './root.ts'

/** Which files of a directory are given. */
export interface DirectoryRules {
  readonly symlinks: 'within-root' | 'refuse' | 'follow'
  readonly dotfiles: 'refuse' | 'allow'
  readonly checkRoot: 'now' | 'first-send'
  readonly io: 'thread-pool' | 'in-place'
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
  /** What a test, or `io`, has chosen for all files. */
  readonly #chosen: FileSystem | undefined
  #root: Root | undefined
  #tree: LocalTree | undefined

  /**
   * @throws XsendfileError ERR_XSENDFILE_ROOT_... where the root cannot be used
   */
  constructor(path: string, rules: DirectoryRules, fileSystem?: FileSystem) {
    this.#path = checkRootPath(path, process.platform)
    this.label = this.#path
    this.#rules = rules
    this.#chosen = fileSystem ?? (rules.io === 'in-place' ? inPlaceFileSystem : undefined)
    if (rules.checkRoot === 'now') this.#root = this.#makeRoot()
  }

  /** At once where nothing has to be waited for. */
  open(path: StorePath): Opening | Promise<Opening> {
    const name = judgeName(path, process.platform, this.#rules.dotfiles)
    if ('refused' in name) return name
    if (!canAskFor(name.relative)) return refuse(name, 'name')
    const root = (this.#root ??= this.#makeRoot())
    if (!tellsLinks || name.bytes.includes('/')) return this.#openAnywhere(root, name)
    const direct = this.#openDirect(root, name)
    if (direct instanceof Promise) return direct.then((opened) => opened ?? this.#openAnywhere(root, name))
    return direct ?? this.#openAnywhere(root, name)
  }

  async #openAnywhere(root: Root, name: FileName): Promise<Opening> {
    let opened: Opening = refuse(name, 'missing')
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      opened = await this.#openOnce(root, name)
      if (!('refused' in opened) || !perhapsMoving.has(opened.refused)) break
    }
    return opened
  }

  #makeRoot(): Root {
    return new Root(this.#path, this.#chosen ?? pooledFileSystem)
  }

  #fileSystemFor(root: Root): FileSystem {
    if (this.#chosen !== undefined) return this.#chosen
    this.#tree ??= new LocalTree(root)
    return this.#tree.isLocal() ? localFileSystem : pooledFileSystem
  }

  /**
   * Opens what is directly in the root and no link: it cannot be anywhere else, wherever the root is now.
   *
   * @returns `undefined` when that is not so
   */
  #openDirect(root: Root, name: FileName): Opening | undefined | Promise<Opening | undefined> {
    const fileSystem = this.#fileSystemFor(root)
    const failed = (error: unknown): Refused | undefined =>
      saysLink(error) ? undefined : refusalOrFailure(error, root, name)
    try {
      const descriptor = fileSystem.open(pathBelow(root, name), 'refuse')
      if (typeof descriptor === 'number') return judgeDirect(fileSystem, descriptor, root, name)
      return descriptor.then((opened) => judgeDirect(fileSystem, opened, root, name)).catch(failed)
    } catch (error) {
      return failed(error)
    }
  }

  async #openOnce(root: Root, name: FileName): Promise<OpenFile | Refused> {
    const path = pathBelow(root, name)
    const realRoot = root.realPath
    let fileSystem = this.#fileSystemFor(root)
    let descriptor: number | undefined
    try {
      descriptor = await fileSystem.open(path, 'follow')
      const told = await pathOfDescriptor(descriptor, process.platform, fileSystem)
      // Where a link leads out of the root there may be a disk of any kind.
      if (told?.startsWith(`${realRoot}/`) !== true) fileSystem = this.#chosen ?? pooledFileSystem
      const opened = { descriptor, path, told }
      const judged = await this.#judge(fileSystem, root, realRoot, name, opened)
      // From here on the open file closes it.
      if (judged instanceof OpenDirectoryFile) descriptor = undefined
      return judged
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
  ): Promise<OpenFile | Refused> {
    const stats = await fileSystem.fstat(descriptor)
    if (!stats.isFile()) return refuse(name, 'not-a-file')
    const realPath = await realPathOf(told, path, stats, fileSystem)
    if (realPath === undefined) return refuse(name, 'vanished')
    const place = await this.#placeOf(realPath, root, realRoot, name)
    if ('refused' in place) return refuse(name, place.refused)
    return new OpenDirectoryFile(fileSystem, descriptor, stats, placed(root, name, place.reference))
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

/** What comes of looking for a file. */
type Opening = OpenFile | Refused

/** Judges what was opened directly in the root, and closes what is not given. */
function judgeDirect(
  fileSystem: FileSystem,
  descriptor: number,
  root: Root,
  name: FileName,
): Opening | Promise<Opening> {
  const give = (stats: BigIntStats): Opening => {
    if (!stats.isFile()) {
      fileSystem.close(descriptor)
      return refuse(name, 'not-a-file')
    }
    const reference = new DirectReference(root, name.bytes, descriptor)
    return new OpenDirectoryFile(fileSystem, descriptor, stats, placed(root, name, reference))
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

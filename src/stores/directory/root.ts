import { accessSync, constants, realpathSync, statSync } from 'node:fs'
import { posix, win32 } from 'node:path'
import { XsendfileError } from '../../core/errors.ts'
import { quotation } from '../../core/quotation.ts'
import { mayBeMistold, mayCheckAccess, onDeno } from './deno.ts'
import type { FileSystem } from './file-system.ts'

/** A root directory: its path as it was given, and what it is at present. */
export class Root {
  /** As the application gave it, without a slash at its end; it may be a symbolic link, or go through one. */
  readonly path: string
  readonly #fileSystem: FileSystem
  #realPath: string

  /**
   * Checks a root and resolves it.
   *
   * @param path as {@link checkRootPath} gives it
   * @throws XsendfileError ERR_XSENDFILE_ROOT_MISSING, ERR_XSENDFILE_ROOT_NOT_A_DIRECTORY,
   *   ERR_XSENDFILE_ROOT_UNREADABLE, ERR_XSENDFILE_ROOT_TOO_WIDE
   */
  constructor(path: string, fileSystem: FileSystem) {
    checkState(path)
    this.path = path
    this.#fileSystem = fileSystem
    this.#realPath = asTold(path, withSlashes(realpathSync.native(path, 'latin1')))
    if (isTopOfTree(this.#realPath)) throw tooWide(path)
  }

  /** The real path as it was last resolved: bytes, one character each ("latin1"), with slashes. */
  get realPath(): string {
    return this.#realPath
  }

  /** Resolves the real path again, since a link on the way may have been moved. */
  async resolve(): Promise<string> {
    this.#realPath = asTold(this.path, withSlashes(await this.#fileSystem.realpath(this.path)))
    return this.#realPath
  }
}

/**
 * Checks the form of a root's path and gives it without a slash at its end.
 *
 * @param platform as `process.platform` says
 * @throws XsendfileError ERR_XSENDFILE_ROOT_NOT_ABSOLUTE, ERR_XSENDFILE_ROOT_TOO_WIDE
 */
export function checkRootPath(path: string, platform: string): string {
  const paths = platform === 'win32' ? win32 : posix
  if (typeof path !== 'string' || !paths.isAbsolute(path) || path.includes('\0')) {
    throw new XsendfileError(
      'ERR_XSENDFILE_ROOT_NOT_ABSOLUTE',
      `Cannot use ${quotation(path)} as a root: it is not an absolute path; write the whole path, or make a file URL of it`,
    )
  }
  const bare = path.replace(platform === 'win32' ? /[/\\]+$/ : /\/+$/, '')
  if (bare.length < paths.parse(path).root.length) throw tooWide(path)
  return bare
}

/** Backslashes to slashes on Windows, so that paths are compared in one form. */
export function withSlashes(path: string): string {
  return process.platform === 'win32' ? path.replaceAll('\\', '/') : path
}

/** Nothing can be compared with a real path that is not what the system has. */
function asTold(path: string, realPath: string): string {
  if (!mayBeMistold(realPath)) return realPath
  throw new XsendfileError(
    'ERR_XSENDFILE_ROOT_UNREADABLE',
    `Cannot use ${path} as a root: its real path is not UTF-8, and this runtime cannot name it; rename the directory`,
  )
}

function isTopOfTree(realPath: string): boolean {
  return /^(?:[A-Za-z]:)?\/?$/.test(realPath)
}

function tooWide(path: string): XsendfileError {
  return new XsendfileError(
    'ERR_XSENDFILE_ROOT_TOO_WIDE',
    `Cannot use ${path} as a root: it holds the whole system; name the directory that the files are in`,
  )
}

function checkState(path: string): void {
  let isDirectory: boolean | undefined
  try {
    isDirectory = statSync(path, { throwIfNoEntry: false })?.isDirectory()
    if (isDirectory === true && mayCheckAccess) accessSync(path, constants.R_OK | constants.X_OK)
  } catch (cause) {
    throw new XsendfileError(
      'ERR_XSENDFILE_ROOT_UNREADABLE',
      `Cannot use ${path} as a root: this process may not read it; ${onDeno ? 'give Deno the permission to, or ' : ''}change its mode or its owner`,
      { cause },
    )
  }
  if (isDirectory === undefined) {
    throw new XsendfileError(
      'ERR_XSENDFILE_ROOT_MISSING',
      `Cannot use ${path} as a root: there is no such directory; create it, or correct the path`,
    )
  }
  if (!isDirectory) {
    throw new XsendfileError(
      'ERR_XSENDFILE_ROOT_NOT_A_DIRECTORY',
      `Cannot use ${path} as a root: it is not a directory; name the directory that the files are in`,
    )
  }
}

import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { type Server, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Bytes, one character each, that a name can hold: all but NUL and the slash. */
export const nameBytes: readonly string[] = Array.from({ length: 255 }, (_, index) =>
  String.fromCharCode(index + 1),
).filter((byte) => byte !== '/')

/** A tree of files with everything in it that a root can meet. */
export interface FixtureTree {
  /** The folder that all of it is in; what lies beside the root is outside. */
  readonly folder: string
  /** The root: a real path without symbolic links. */
  readonly root: string
  /** A symbolic link to the root. */
  readonly rootLink: string
  /** Whether the system lets us make a device. */
  readonly hasDevice: boolean
  remove(): Promise<void>
}

/** Times of the files: old enough to have a strong entity tag. */
const settled = 784_111_777

/** Builds the tree in a folder of its own that every user may look into. */
export async function buildFixtureTree(): Promise<FixtureTree> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'xsendfile-tree-')))
  const root = join(folder, 'root')
  chmodSync(folder, 0o755)
  mkdirSync(root)
  writeOrdinary(folder, root)
  linkInAndOut(folder, root)
  const hasDevice = makeSpecial(root)
  const socket = await listenOnSocket(join(root, 'socket'))
  return {
    folder,
    root,
    rootLink: join(folder, 'current'),
    hasDevice,
    async remove() {
      await new Promise((resolve) => socket.close(resolve))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function writeOrdinary(folder: string, root: string): void {
  for (const path of ['directory/deep', '.hidden-directory', 'empty-directory']) {
    mkdirSync(join(root, path), { recursive: true })
  }
  write(join(root, 'plain.txt'), 'plain')
  write(join(root, 'directory/file.txt'), 'in a directory')
  write(join(root, 'directory/deep/file.txt'), 'deep in a directory')
  write(join(root, '.hidden'), 'hidden')
  write(join(root, 'directory/.hidden'), 'hidden in a directory')
  write(join(root, '.hidden-directory/file.txt'), 'in a hidden directory')
  write(join(root, 'unreadable.txt'), 'unreadable')
  chmodSync(join(root, 'unreadable.txt'), 0o000)
  // Ours alone: a front end that runs as another user cannot read it.
  write(join(root, 'ours-alone.txt'), 'ours alone')
  chmodSync(join(root, 'ours-alone.txt'), 0o600)
  // Outside the root, once beside it and once under a name that begins like its own.
  for (const outside of ['outside', 'root-evil']) {
    mkdirSync(join(folder, outside))
    write(join(folder, outside, 'secret.txt'), 'secret')
  }
}

function linkInAndOut(folder: string, root: string): void {
  symlinkSync('plain.txt', join(root, 'link-inside.txt'))
  symlinkSync('directory', join(root, 'linked-directory'))
  symlinkSync('.hidden', join(root, 'link-to-hidden.txt'))
  symlinkSync('../outside/secret.txt', join(root, 'link-outside.txt'))
  symlinkSync('../outside', join(root, 'linked-outside'))
  symlinkSync('../root-evil/secret.txt', join(root, 'link-to-sibling.txt'))
  symlinkSync('/etc/hostname', join(root, 'link-absolute.txt'))
  symlinkSync('link-outside.txt', join(root, 'link-to-link.txt'))
  symlinkSync('link-loop.txt', join(root, 'link-loop.txt'))
  symlinkSync('missing.txt', join(root, 'link-dangling.txt'))
  symlinkSync(join(root, 'plain.txt'), join(folder, 'outside/link-back.txt'))
  symlinkSync('root', join(folder, 'current'))
}

function makeSpecial(root: string): boolean {
  execFileSync('mkfifo', [join(root, 'fifo')])
  try {
    execFileSync('mknod', [join(root, 'device'), 'c', '1', '5'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

async function listenOnSocket(path: string): Promise<Server> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(path, resolve))
  return server
}

/** Writes a file whose name and content are bytes, one character each, as of a settled time. */
export function write(path: string, content: string): void {
  const bytes = Buffer.from(path, 'latin1')
  writeFileSync(bytes, content, 'latin1')
  utimesSync(bytes, settled, settled)
}

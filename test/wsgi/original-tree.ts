import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { contents as conformanceContents } from '../conformance/files.ts'
import { write } from '../files/fixture-tree.ts'

const hello = 'Hello world'
const picture = conformanceContents['picture.png'] ?? ''

/** What the original calls its fixtures, and what was added to observe it: contents by name, one character per byte. */
export const contents: Readonly<Record<string, string>> = {
  'foo.txt': hello,
  'foo.txt.gz': gzipSync(hello).toString('latin1'),
  'no-extension': '12345',
  'binary-file.png': picture.padEnd(2326, '\0'),
  'file-with-hyphens.txt': '1-2-3',
  'file with spaces.txt': '1 2 3',
  '¡mañana!.txt': 'A text of forty-two bytes, for tomorrow.\r\n',
  '是.txt': 'A text of forty-two bytes, which it is.!\r\n',
  'sub-directory/baz.txt': 'Hello again\n',
  'a b.txt': 'decoded',
  'a%20b.txt': 'decoded once',
  'f.tar.gz': gzipSync('').toString('latin1'),
  '.hidden': 'hidden',
}

/** The bytes of a name that is not UTF-8, one character each. */
export const foreignName = '\xff.txt'

/** The files of the original, in a folder of their own. */
export interface OriginalTree {
  /** What the root is in; the rest of it is outside. */
  readonly folder: string
  readonly root: string
  remove(): void
}

/** Builds what the original is tested with, and what was added to observe it. */
export function buildOriginalTree(): OriginalTree {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'xsendfile-original-')))
  const root = join(folder, 'protected-directory')
  chmodSync(folder, 0o755)
  for (const path of [join(root, 'sub-directory'), join(folder, 'unprotected-directory'), `${root}-evil`])
    mkdirSync(path, { recursive: true })
  for (const [name, content] of Object.entries(contents)) writeText(join(root, name), content)
  write(join(root, foreignName), 'foreign')
  writeText(join(root, 'unreadable.txt'), 'unreadable', 0o000)
  for (const outside of ['root.txt', 'unprotected-directory/foo.txt', 'protected-directory-evil/secret.txt'])
    writeText(join(folder, outside), 'outside')
  symlinkSync('foo.txt', join(root, 'inside.txt'))
  symlinkSync('../root.txt', join(root, 'escape.txt'))
  symlinkSync('protected-directory', join(folder, 'protected-directory-link'))
  execFileSync('mkfifo', [join(root, 'fifo')])
  return { folder, root, remove: () => rmSync(folder, { recursive: true }) }
}

function writeText(path: string, content: string, mode = 0o644): void {
  write(Buffer.from(path).toString('latin1'), content)
  chmodSync(path, mode)
}

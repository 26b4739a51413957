import { isUtf8 } from 'node:buffer'
import { readlinkSync } from 'node:fs'

/**
 * Whether the runtime keeps names of files as text, as Deno does: of bytes that are not UTF-8 it makes U+FFFD, which
 * is another name.
 */
export const keepsNamesAsText: boolean = 'Deno' in globalThis

/** U+FFFD in UTF-8, one character per byte ("latin1"). */
const replacement = '\xef\xbf\xbd'

/** Whether the runtime can ask the system for a name at all. */
export function canAskFor(name: string | Uint8Array): boolean {
  return !keepsNamesAsText || typeof name === 'string' || isUtf8(name)
}

/** Whether a path that the system has told, one character per byte, may be that of another file. */
export function mayBeMistold(path: string): boolean {
  return keepsNamesAsText && path.includes(replacement)
}

/** The target of a symbolic link below /proc/self/fd: bytes, one character each ("latin1"). */
export function targetOf(link: string): string {
  // Deno gives text whatever encoding it is asked for.
  return keepsNamesAsText
    ? Buffer.from(readlinkSync(link, 'utf8')).toString('latin1')
    : readlinkSync(link, 'latin1')
}

// What is otherwise where the runtime is Deno. It keeps names of files as text: of bytes that are not UTF-8 it makes
// U+FFFD, which is another name. And it has permissions: where it has not all of them it follows links itself before
// it opens a file, whatever flags it is given.
import { isUtf8 } from 'node:buffer'
import { readlinkSync } from 'node:fs'

/** What we use of Deno's own. */
interface DenoPermissions {
  querySync(permission: { name: string; kind?: string }): { readonly state: string }
}

/** Whether the runtime is Deno, and not another one with a global of that name. */
export const onDeno: boolean = process.versions['deno'] !== undefined

/**
 * Whether what the kernel tells of this process may be read: Deno gives it to those alone that may do everything.
 * Asking for it nevertheless would stop at a question on the terminal.
 */
export const mayReadProc: boolean = ['read', 'write', 'net', 'env', 'sys', 'run', 'ffi'].every((name) =>
  isGranted({ name }),
)

/** Whether Deno lets us ask whether a directory can be read. */
export const mayCheckAccess: boolean = isGranted({ name: 'sys', kind: 'uid' })

/** U+FFFD in UTF-8, one character per byte ("latin1"). */
const replacement = '\xef\xbf\xbd'

/** Whether the runtime can ask the system for a name at all. */
export function canAskFor(name: string | Uint8Array): boolean {
  return !onDeno || typeof name === 'string' || isUtf8(name)
}

/** Whether a path that the system has told, one character per byte, may be that of another file. */
export function mayBeMistold(path: string): boolean {
  return onDeno && path.includes(replacement)
}

/** The target of a symbolic link below /proc/self/fd: bytes, one character each ("latin1"). */
export function targetOf(link: string): string {
  // Deno gives text whatever encoding it is asked for.
  return onDeno ? Buffer.from(readlinkSync(link, 'utf8')).toString('latin1') : readlinkSync(link, 'latin1')
}

function isGranted(permission: Parameters<DenoPermissions['querySync']>[0]): boolean {
  if (!onDeno) return true
  const { Deno } = globalThis as unknown as { readonly Deno: { readonly permissions: DenoPermissions } }
  return Deno.permissions.querySync(permission).state === 'granted'
}

import { execFileSync } from 'node:child_process'
import { chownSync } from 'node:fs'

/** The user that servers under test run as when the tests run as root. */
export interface Account {
  readonly uid: number
  readonly gid: number
}

/** `nobody`, when we are root; otherwise servers run as we do. */
export const unprivileged: Account | undefined = process.getuid?.() === 0 ? accountOf('nobody') : undefined

/** Lets the unprivileged user write to a folder. */
export function giveTo(folder: string, account: Account | undefined): void {
  if (account !== undefined) chownSync(folder, account.uid, account.gid)
}

function accountOf(user: string): Account {
  const id = (flag: string): number => Number(execFileSync('id', [flag, user], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

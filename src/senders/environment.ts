import { XsendfileError } from '../core/errors.ts'
import type { Sender } from '../core/sender.ts'
import { embedded } from './embedded.ts'
import { senders } from './registry.ts'
import type { SenderRow } from './row.ts'

/** The environment variable that chooses the sender where the code gives none. */
const variable = 'XSENDFILE_SENDER'

const offeredByTests = new Map<string, () => Sender>()

/** Lets the environment choose one more sender; for `xsendfile/testing` alone, which no production code imports. */
export function offerSender(name: string, make: () => Sender): void {
  offeredByTests.set(name, make)
}

/**
 * The sender that the environment chooses for a root: its name, such as `embedded` or `apache`; with a version where
 * that counts, `apache@1.0`, `caddy@generated`; and with a map that must name the root, to a prefix,
 * `nginx:/srv/a=/internal-a/,/srv/b=/internal-b/`, or to the root as the server sees it, `lighttpd:/app/files=/srv/files`.
 * A prefix may also be given by the code.
 *
 * @param value of the environment variable; `undefined` or empty: the embedded sender
 * @param root as the code gives it
 * @param prefix as the code gives it
 */
export function senderFromEnvironment(
  value: string | undefined,
  root: string,
  prefix: string | undefined,
): Sender {
  if (value === undefined || value === '') return embedded()
  const offered = offeredByTests.get(value)
  if (offered !== undefined) return offered()
  const [, name = '', version, map] = /^([^:@]*)(?:@([^:]*))?(?::(.*))?$/s.exec(value) ?? []
  const row = Object.hasOwn(senders, name) ? senders[name] : undefined
  if (row === undefined) throw unusable(value, `${whyUnknown(name)}; there are ${possible()}`)
  if (version !== undefined && row.versions === undefined) {
    throw unusable(value, `"${name}" has no versions; write "${name}"`)
  }
  return row.make({ version, ...mapped(value, name, row, map, root, prefix) })
}

function mapped(
  value: string,
  name: string,
  { takes }: SenderRow,
  map: string | undefined,
  root: string,
  prefix: string | undefined,
): { readonly prefix?: string; readonly root?: string } {
  if (takes === undefined) {
    if (map !== undefined) throw unusable(value, `"${name}" takes no prefixes; write "${name}"`)
    return {}
  }
  const chosen = map === undefined ? prefix : entryIn(map, root)
  if (takes === 'root' && map === undefined) return {}
  if (chosen !== undefined) return { [takes]: chosen }
  const example = takes === 'prefix' ? '/internal/' : root
  throw unusable(
    value,
    map === undefined
      ? `the code gives no prefix for the root ${root}; give \`prefix\` beside it, or write "${name}:${root}=/internal/"`
      : `it does not name the root ${root}; add "${root}=${example}"`,
  )
}

/** The entry of a root, which either of the two may write with a slash at its end. */
function entryIn(map: string, root: string): string | undefined {
  const bare = root.replace(/\/+$/, '')
  return valueOf(map, `${bare}=`) ?? valueOf(map, `${bare}/=`)
}

/** Finds the root itself, so that no comma or equals sign in it can be mistaken. */
function valueOf(map: string, key: string): string | undefined {
  for (let at = map.indexOf(key); at !== -1; at = map.indexOf(key, at + 1)) {
    if (at === 0 || map[at - 1] === ',') return map.slice(at + key.length).split(',', 1)[0]
  }
  return undefined
}

function whyUnknown(name: string): string {
  if (name !== 'recording') return 'there is no sender of this name'
  return 'it is for tests, which import "xsendfile/testing" before the application'
}

function possible(): string {
  return Object.entries(senders)
    .map(([name, { takes }]) => (takes === 'prefix' ? `"${name}", "${name}:/root=/prefix/"` : `"${name}"`))
    .join(', ')
}

function unusable(value: string, why: string): XsendfileError {
  return new XsendfileError('ERR_XSENDFILE_SENDER_UNKNOWN', `Cannot use ${variable}=${value}: ${why}`)
}

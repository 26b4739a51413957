import { XsendfileError } from '../core/errors.ts'
import type { Sender } from '../core/sender.ts'
import { embedded } from './embedded.ts'
import { senders } from './registry.ts'

/** The environment variable that chooses the sender where the code gives none. */
const variable = 'XSENDFILE_SENDER'

/**
 * The sender that the environment chooses for a root: `embedded`; `nginx`, with the prefix that the code gives
 * beside the root; or a map, `nginx:/srv/a=/internal-a/,/srv/b=/internal-b/`, which must name the root.
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
  const colon = value.indexOf(':')
  const name = colon === -1 ? value : value.slice(0, colon)
  const maker = Object.hasOwn(senders, name) ? senders[name] : undefined
  if (maker === undefined) throw unusable(value, `there is no sender of this name; there are ${possible()}`)
  if (!maker.takesPrefix) {
    if (colon !== -1) throw unusable(value, `"${name}" takes no prefixes; write "${name}"`)
    return maker.make('')
  }
  const chosen = colon === -1 ? prefix : prefixIn(value.slice(colon + 1), root)
  if (chosen !== undefined) return maker.make(chosen)
  throw unusable(
    value,
    colon === -1
      ? `the code gives no prefix for the root ${root}; give \`prefix\` beside it, or write "${name}:${root}=/internal/"`
      : `it does not name the root ${root}; add "${root}=/internal/"`,
  )
}

/** Finds the root's own entry, so that no comma or equals sign in it can be mistaken. */
function prefixIn(map: string, root: string): string | undefined {
  for (let at = map.indexOf(`${root}=`); at !== -1; at = map.indexOf(`${root}=`, at + 1)) {
    if (at === 0 || map[at - 1] === ',') return map.slice(at + root.length + 1).split(',', 1)[0]
  }
  return undefined
}

function possible(): string {
  return Object.entries(senders)
    .map(([name, { takesPrefix }]) => (takesPrefix ? `"${name}", "${name}:/root=/prefix/"` : `"${name}"`))
    .join(', ')
}

function unusable(value: string, why: string): XsendfileError {
  return new XsendfileError('ERR_XSENDFILE_SENDER_UNKNOWN', `Cannot use ${variable}=${value}: ${why}`)
}

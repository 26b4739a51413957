import { type CheckedOptions, checkSendOptions } from './option-checks.ts'
import type { SendOptions } from './options.ts'

/** Options that are remembered. */
const mostKnown = 1000

/** Characters of what is remembered; a name to save a file under may come from a client. */
const longestKey = 1024

/** Checks options of sends, and gives for the same words the same object: most routes say the same each time. */
export class KnownOptions {
  readonly #instructions: ReadonlySet<string>
  readonly #known = new Map<string, CheckedOptions>()

  /** @param instructions names, in lower case, of the fields that the sender keeps for itself */
  constructor(instructions: ReadonlySet<string>) {
    this.#instructions = instructions
  }

  /** @throws XsendfileError as {@link checkSendOptions} does */
  check(options: SendOptions): CheckedOptions {
    const key = keyOf(options)
    if (key === undefined) return checkSendOptions(options, this.#instructions)
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const checked = checkSendOptions(options, this.#instructions)
    if (this.#known.size === mostKnown) this.#known.delete(String(this.#known.keys().next().value))
    this.#known.set(key, checked)
    return checked
  }
}

/** Text that other options do not have; `undefined` for what may say something else the next time, as functions do. */
function keyOf(options: SendOptions): string | undefined {
  if (typeof options !== 'object' || options === null) return undefined
  const entries = Object.entries(options)
  if (!entries.every(([, value]) => isPlain(value))) return undefined
  const key = JSON.stringify(entries)
  return key.length <= longestKey ? key : undefined
}

function isPlain(value: unknown): boolean {
  return (
    value === undefined || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
  )
}

import { XsendfileError } from '../core/errors.ts'

/** A secret key: text, which counts as UTF-8, or bytes. */
export type LinkKey = string | Uint8Array

/** Keys, the first of which signs. Bytes that are there to stay, whatever becomes of what was given. */
export type Keys = readonly [Buffer, ...Buffer[]]

/**
 * Reads the keys of the option `secret`; no message shows any of one.
 *
 * @param leastBytes that each key has
 * @throws XsendfileError ERR_XSENDFILE_SECRET_INVALID
 */
export function keysOf(secret: LinkKey | readonly LinkKey[] | undefined, leastBytes: number): Keys {
  const given: readonly unknown[] = Array.isArray(secret) ? secret : [secret]
  const [first, ...others] = given.map((key) => keyOf(key, leastBytes))
  if (first === undefined) throw invalid('no key', 'the list is empty')
  return [first, ...others]
}

function keyOf(key: unknown, leastBytes: number): Buffer {
  if (key === undefined) {
    throw invalid('undefined', 'an environment variable that it comes from is perhaps not set')
  }
  if (typeof key !== 'string' && !(key instanceof Uint8Array)) {
    throw invalid('what was given', 'it is neither text nor bytes nor a list of them')
  }
  const bytes = Buffer.from(key as string)
  if (bytes.length >= leastBytes) return bytes
  throw invalid(
    `a key of ${bytes.length} bytes`,
    `it takes ${leastBytes} or more, such as \`openssl rand -base64 32\` gives`,
  )
}

/** @param shown what the secret is, without telling it */
export function invalid(shown: string, why: string): XsendfileError {
  return new XsendfileError('ERR_XSENDFILE_SECRET_INVALID', `Cannot sign links with ${shown}: ${why}`)
}

/** The request field in which a front end proves that a request came through it. */
export const proofField = 'X-Sendfile-Proof'

/**
 * Whether a request carries the secret that only the front end knows. The time that it takes tells nothing about
 * where two texts of the same length differ.
 */
export function isProof(value: string | undefined, secret: string): boolean {
  if (value === undefined || value.length !== secret.length) return false
  let difference = 0
  for (let index = 0; index < secret.length; index += 1) {
    difference |= value.charCodeAt(index) ^ secret.charCodeAt(index)
  }
  return difference === 0
}

const shortest = 16

/** What a secret must be like, for messages. */
export const proofForm: string = `a text of at least ${shortest} characters of ASCII, without controls and outer blanks`

/**
 * Whether a text can be the secret: every front end must be able to say it in a field so that it arrives as it is,
 * and nobody must be able to guess it.
 */
export function canBeProof(value: unknown): value is string {
  return typeof value === 'string' && value.length >= shortest && /^[!-~][ -~]*[!-~]$/.test(value)
}

import { XsendfileError } from '../core/errors.ts'
import { checkAreOptions } from '../core/option-checks.ts'
import { quotation } from '../core/quotation.ts'

/** More seconds than anybody lives. */
const mostSeconds = 10_000_000_000

/** @throws XsendfileError ERR_XSENDFILE_OPTION_INVALID for what has no options in it, and for other names than these */
export function checkNames(options: unknown, names: readonly string[]): void {
  checkAreOptions(options)
  for (const name of Object.keys(options)) {
    if (names.includes(name)) continue
    const quoted = names.map((one) => `"${one}"`).join(', ')
    throw invalidOption(
      `Cannot use the option "${name}": there is none of this name here; there are ${quoted}`,
    )
  }
}

/**
 * Gives a number of seconds back.
 *
 * @throws XsendfileError ERR_XSENDFILE_OPTION_INVALID
 */
export function checkSeconds(name: string, value: unknown, least: 0 | 1): number {
  const isRight = Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= mostSeconds
  if (isRight) return Number(value)
  throw invalidOption(
    `Cannot use ${quotation(value)} as the option "${name}": it takes a whole number of seconds, ${least} or more`,
  )
}

/** Whether a text can be signed as a recipient. */
export function isRecipient(text: string): boolean {
  return text !== '' && !text.includes('\0') && text.isWellFormed()
}

/** An option with a value that it cannot have. */
export function invalidOption(message: string, cause?: unknown): XsendfileError {
  return new XsendfileError('ERR_XSENDFILE_OPTION_INVALID', message, { cause })
}

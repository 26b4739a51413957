import { XsendfileError } from '../core/errors.ts'
import { quotation } from '../core/quotation.ts'

const safePrefix = /^(?:\/[A-Za-z0-9\-._~]+)+\/$/
const dotSegment = /\/\.{1,2}\//

/**
 * Checks a prefix in a front end's name space and gives it the slash at its end that it needs: without it
 * `/internal` would also stand for `/internal../outside`.
 */
export function checkPrefix(prefix: string, sender: string): string {
  const closed = typeof prefix === 'string' && !prefix.endsWith('/') ? `${prefix}/` : prefix
  if (typeof closed === 'string' && safePrefix.test(closed) && !dotSegment.test(closed)) return closed
  throw new XsendfileError(
    'ERR_XSENDFILE_PREFIX_INVALID',
    `Cannot use ${quotation(prefix)} as the prefix of ${sender}: write a path of letters, digits, "-", ".", "_" and "~" between slashes, such as "/internal-documents/"`,
  )
}

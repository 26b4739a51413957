import { type Answer, failedAnswer } from './core/answer.ts'
import { XsendfileError } from './core/errors.ts'
import type { FieldMap, FieldValue } from './core/fields.ts'
import { nothingGiven } from './core/given.ts'
import type { RequestHead } from './http/request-head.ts'

/** The answer to a failure that is none of ours. */
const unexpected = { status: 500, headers: {} } as const

/**
 * The answer that fits a failure.
 *
 * @param fields what stands on the answer, whether or not it may stand there
 * @param instructions names, in lower case, of the fields by which a front end would send a file
 */
export function answerToFailure(
  error: Error,
  { method }: RequestHead,
  fields: Iterable<readonly [string, FieldValue | undefined]>,
  instructions: ReadonlySet<string>,
): Answer {
  const { status, headers } = error instanceof XsendfileError ? error : unexpected
  const answer: FieldMap = new Map(
    Array.from(fields, ([name, value = '']) => [name.toLowerCase(), { name, value }]),
  )
  const given = { send: nothingGiven, answer, application: nothingGiven }
  return failedAnswer({ method, given }, status, headers, (name) => instructions.has(name))
}

/** Warns of a failure that nobody else learns of. */
export function warn(error: Error): void {
  const { code, path } = error as { readonly code?: unknown; readonly path?: unknown }
  const where = typeof path === 'string' ? `${path}\n` : ''
  const { stack = '' } = error.cause instanceof Error ? error.cause : error
  process.emitWarning(`${error.message}; listen to "failure" to deal with this`, {
    type: 'XsendfileWarning',
    detail: where + stack,
    ...(typeof code === 'string' ? { code } : {}),
  })
}

import type { OwnStatus } from './own-answer.ts'

/** What the client is told when the application gives no answer, and what the log is. */
export interface UpstreamFailure {
  readonly status: OwnStatus & (400 | 502 | 504)
  readonly hint: string
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there; is the application running?',
  ENOENT: 'there is no such socket; is the application running?',
  EACCES: 'the socket may not be opened by this user',
  ENOTFOUND: 'there is no host of this name',
  ECONNRESET: 'the application closed the connection before it answered',
  UND_ERR_SOCKET: 'the application closed the connection before it answered',
  UND_ERR_CONNECT_TIMEOUT: 'no connection could be made in time',
  UND_ERR_HEADERS_TIMEOUT:
    'the application did not begin to answer in time; --timeout sets how long it may take',
  UND_ERR_HEADERS_OVERFLOW: 'the head of its answer is too long',
}

const late = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT'])

/** Says why an application gave no answer. */
export function upstreamFailure(error: unknown, origin: string): UpstreamFailure {
  const code = codeOf(error)
  const message = error instanceof Error ? error.message : String(error)
  if (code === 'UND_ERR_INVALID_ARG')
    return { status: 400, hint: `the request cannot be passed on: ${message}` }
  const reason = code.startsWith('HPE_') ? `what came is not HTTP: ${message}` : (reasons[code] ?? message)
  return { status: late.has(code) ? 504 : 502, hint: `${origin}: ${reason}` }
}

/** Whether a kept connection may only have ended a moment too early, so that asking once more may help. */
export function mayBeStale(error: unknown): boolean {
  return ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'].includes(codeOf(error))
}

/** Several addresses of one host fail together. */
function codeOf(error: unknown): string {
  const { code, errors } = error as { readonly code?: unknown; readonly errors?: readonly unknown[] }
  if (typeof code === 'string') return code
  return errors?.[0] === undefined ? '' : codeOf(errors[0])
}

// What the servers of the runtimes leave to the application. Under Node.js nothing is left.

const onBun = process.versions['bun'] !== undefined
const onDeno = process.versions['deno'] !== undefined

/** Adds what the server should write and does not: Bun.serve has no Date on answers to HEAD (RFC 9110, section 6.6.1). */
export function putMissingFields(headers: Headers, method: string): void {
  if (onBun && method === 'HEAD') headers.set('Date', new Date().toUTCString())
}

/**
 * What tells that the client has left before its answer was read to the end.
 *
 * @returns `undefined` where the stream is cancelled in any case. Deno.serve does that, and warns whoever looks at the
 *   signal, which it also aborts when all went well
 */
export function departureOf(request: Request): AbortSignal | undefined {
  return onDeno ? undefined : request.signal
}

import { type FetchHandles, fetchAdapter } from './adapters/fetch.ts'
import { type Xsendfile, defineDoor } from './door.ts'

export { outcomeOf } from './adapters/fetch.ts'
export type * from './api.ts'
export { XsendfileError, requestPath } from './api.ts'

/**
 * Private downloads for servers of the Fetch standard: `send` takes a `Request` and gives a `Response`.
 *
 * @example
 * ```ts
 * import { requestPath, xsendfile } from 'xsendfile'
 *
 * const documents = xsendfile('/srv/my-app/documents')
 *
 * const server = {
 *   fetch: (request: Request) => documents.send(request, requestPath(request, '/documents/')),
 * }
 * ```
 */
export const xsendfile: Xsendfile<FetchHandles, Response> = defineDoor(fetchAdapter)

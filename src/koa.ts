import type { Sent } from './adapters/adapter.ts'
import { type KoaHandles, koaAdapter } from './adapters/koa.ts'
import { type Xsendfile, defineDoor } from './door.ts'

export type { KoaContext, KoaHandles } from './adapters/koa.ts'
export type * from './api.ts'
export { XsendfileError, requestPath } from './api.ts'

/**
 * Private downloads for Koa: `send` takes the context and sets its status, fields and body, so that middleware
 * before it sees the answer. A failure is thrown, and so goes to the error handling of Koa.
 *
 * @example
 * ```ts
 * import Koa from 'koa'
 * import { requestPath, xsendfile } from 'xsendfile/koa'
 *
 * const documents = xsendfile('/srv/my-app/documents')
 * const app = new Koa()
 *
 * app.use(async (ctx) => {
 *   await documents.send(ctx, requestPath(ctx, '/documents/'), { disposition: 'attachment' })
 * })
 * ```
 */
export const xsendfile: Xsendfile<KoaHandles, Sent> = defineDoor(koaAdapter)

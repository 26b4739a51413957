import type { Sent } from './adapters/adapter.ts'
import { type FastifyHandles, fastifyAdapter } from './adapters/fastify.ts'
import { type Xsendfile, defineDoor } from './door.ts'

export type { FastifyHandles, FastifyReply, FastifyRequest } from './adapters/fastify.ts'
export type * from './api.ts'
export { XsendfileError, requestPath } from './api.ts'

/**
 * Private downloads for Fastify: `send` takes a request and its reply and answers by `reply.send`, so that hooks see
 * the answer. A failure goes to the error handler. It comes back when the answer is written.
 *
 * @example
 * ```ts
 * import Fastify from 'fastify'
 * import { requestPath, xsendfile } from 'xsendfile/fastify'
 *
 * const documents = xsendfile('/srv/my-app/documents')
 * const app = Fastify()
 *
 * app.get('/documents/*', async (request, reply) => {
 *   await documents.send(request, reply, requestPath(request, '/documents/'))
 * })
 * ```
 */
export const xsendfile: Xsendfile<FastifyHandles, Sent> = defineDoor(fastifyAdapter)

import Fastify, { type FastifyInstance } from 'fastify'
import { requestPath, xsendfile } from '../../src/fastify.ts'
import type { ApplicationOptions } from './applications.ts'

/** An application of Fastify with a folder below each route. */
export function fastifyApplication({
  root,
  xsendfile: settings,
  routes,
  fields = {},
  listen,
}: ApplicationOptions): FastifyInstance {
  const documents = xsendfile(root, settings)
  listen?.(documents)
  const application = Fastify()
  for (const [route, options] of Object.entries(routes)) {
    application.all(`/${route}/*`, async (request, reply) => {
      reply.headers(fields)
      await documents.send(request, reply, requestPath(request, `/${route}/`), options)
    })
  }
  return application
}

import Fastify, { type FastifyInstance } from 'fastify'
import { xsendfile } from '../../src/fastify.ts'
import type { ApplicationOptions } from './applications.ts'
import { askedPath } from './asked-path.ts'

/** An application of Fastify with a folder below each route. */
export function fastifyApplication({
  root,
  xsendfile: settings,
  routes,
  links,
  fields = {},
  listen,
}: ApplicationOptions): FastifyInstance {
  const documents = xsendfile(root, settings)
  listen?.(documents)
  const application = Fastify()
  for (const [route, options] of Object.entries(routes)) {
    application.all(`/${route}/*`, async (request, reply) => {
      reply.headers(fields)
      await documents.send(request, reply, askedPath(links, route, request, `/${route}/`), options)
    })
  }
  return application
}

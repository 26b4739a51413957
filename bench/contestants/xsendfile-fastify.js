// @ts-check
// The library under Fastify, which lets go of the answer.
import { requestPath, xsendfile } from '../../dist/node.js'
import { settings } from '../contestant.js'
import { xsendfileOptions } from '../library.js'
import { peer } from '../peers/peer.js'

const { default: fastify } = await peer('fastify')
const documents = xsendfile(settings.root, xsendfileOptions(settings))
const app = fastify()

app.get('/*', async (/** @type {any} */ request, /** @type {any} */ reply) => {
  reply.hijack()
  await documents.send(request.raw, reply.raw, requestPath(request.raw, '/'))
})
await app.listen({ port: settings.port, host: '127.0.0.1' })

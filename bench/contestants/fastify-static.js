// @ts-check
// Fastify with its own plugin for files.
import { settings } from '../contestant.js'
import { peer } from '../peers/peer.js'

const { default: fastify } = await peer('fastify')
const { default: fastifyStatic } = await peer('@fastify/static')
const app = fastify()

app.register(fastifyStatic, { root: settings.root })
await app.listen({ port: settings.port, host: '127.0.0.1' })

// @ts-check
// Hono with the serveStatic of its server for Node.
import { settings } from '../contestant.js'
import { peer } from '../peers/peer.js'

const { Hono } = await peer('hono')
const { serve } = await peer('@hono/node-server')
const { serveStatic } = await peer('@hono/node-server/serve-static')
const app = new Hono()

app.use('/*', serveStatic({ root: settings.root }))
serve({ fetch: app.fetch, port: settings.port, hostname: '127.0.0.1' })

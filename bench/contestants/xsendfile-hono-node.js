// @ts-check
// The library under Hono, on Hono's server for Node, through the door for node:http.
import { requestPath, xsendfile } from '../../dist/node.js'
import { settings } from '../contestant.js'
import { xsendfileOptions } from '../library.js'
import { peer } from '../peers/peer.js'

const { Hono } = await peer('hono')
const { serve } = await peer('@hono/node-server')
const { RESPONSE_ALREADY_SENT } = await peer('@hono/node-server/utils/response')
const documents = xsendfile(settings.root, xsendfileOptions(settings))
const app = new Hono()

app.get('/*', async (/** @type {any} */ { env }) => {
  await documents.send(env.incoming, env.outgoing, requestPath(env.incoming, '/'))
  return RESPONSE_ALREADY_SENT
})
serve({ fetch: app.fetch, port: settings.port, hostname: '127.0.0.1' })

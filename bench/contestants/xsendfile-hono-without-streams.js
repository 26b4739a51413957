// @ts-check
// The library under Hono, on Hono's server for Node, past the streams of its answers.
import { requestPath, xsendfile } from '../../dist/index.js'
import { withoutStreams } from '../../dist/node.js'
import { settings } from '../contestant.js'
import { xsendfileOptions } from '../library.js'
import { peer } from '../peers/peer.js'

const { Hono } = await peer('hono')
const { serve } = await peer('@hono/node-server')
const documents = xsendfile(settings.root, xsendfileOptions(settings))
const app = new Hono()

app.get('/*', (/** @type {any} */ context) =>
  documents.send(context.req.raw, requestPath(context.req.raw, '/')),
)
serve({ fetch: withoutStreams(app.fetch), port: settings.port, hostname: '127.0.0.1' })

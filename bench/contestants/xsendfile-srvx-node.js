// @ts-check
// The library on srvx, through the door for node:http.
import { requestPath, xsendfile } from '../../dist/node.js'
import { settings } from '../contestant.js'
import { xsendfileOptions } from '../library.js'
import { peer } from '../peers/peer.js'

const { serve, toFetchHandler } = await peer('srvx/node')
const documents = xsendfile(settings.root, xsendfileOptions(settings))

serve({
  fetch: toFetchHandler((/** @type {any} */ request, /** @type {any} */ response) =>
    documents.send(request, response, requestPath(request, '/')),
  ),
  port: settings.port,
  hostname: '127.0.0.1',
  silent: true,
  gracefulShutdown: false,
})

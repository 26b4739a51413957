// @ts-check
// The library's Fetch door on srvx.
import { requestPath, xsendfile } from '../../dist/index.js'
import { settings } from '../contestant.js'
import { xsendfileOptions } from '../library.js'
import { peer } from '../peers/peer.js'

const { serve } = await peer('srvx/node')
const documents = xsendfile(settings.root, xsendfileOptions(settings))

serve({
  fetch: (/** @type {Request} */ request) => documents.send(request, requestPath(request, '/')),
  port: settings.port,
  hostname: '127.0.0.1',
  silent: true,
  gracefulShutdown: false,
})

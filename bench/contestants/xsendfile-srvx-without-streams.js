// @ts-check
// The library's Fetch door on srvx, past the streams of its answers.
import { requestPath, xsendfile } from '../../dist/index.js'
import { withoutStreams } from '../../dist/node.js'
import { settings } from '../contestant.js'
import { xsendfileOptions } from '../library.js'
import { peer } from '../peers/peer.js'

const { serve } = await peer('srvx/node')
const documents = xsendfile(settings.root, xsendfileOptions(settings))

serve({
  fetch: withoutStreams((/** @type {Request} */ request) =>
    documents.send(request, requestPath(request, '/')),
  ),
  port: settings.port,
  hostname: '127.0.0.1',
  silent: true,
  gracefulShutdown: false,
})

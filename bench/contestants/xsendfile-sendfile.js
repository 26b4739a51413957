// @ts-check
// The library under node:http, where the system copies large files to the connections.
import { requestPath, xsendfile } from '../../dist/node.js'
import { sendfile } from '../../dist/sendfile.js'
import { serve, settings } from '../contestant.js'
import { xsendfileOptions } from '../library.js'

const documents = xsendfile(settings.root, { ...xsendfileOptions(settings), sendfile: sendfile() })

serve(async (request, response) => {
  await documents.send(request, response, requestPath(request, '/'))
})

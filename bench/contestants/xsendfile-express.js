// @ts-check
// The library under Express.
import { requestPath, xsendfile } from '../../dist/express.js'
import { settings } from '../contestant.js'
import { xsendfileOptions } from '../library.js'
import { peer } from '../peers/peer.js'

const { default: express } = await peer('express')
const documents = xsendfile(settings.root, xsendfileOptions(settings))
const app = express()

app.get('/*path', async (/** @type {any} */ request, /** @type {any} */ response) => {
  await documents.send(request, response, requestPath(request, '/'))
})
app.listen(settings.port, '127.0.0.1')

// @ts-check
// Express with its own res.sendFile.
import { settings } from '../contestant.js'
import { peer } from '../peers/peer.js'

const { default: express } = await peer('express')
const app = express()

app.get('/*path', (/** @type {any} */ request, /** @type {any} */ response) => {
  response.sendFile(request.params.path.join('/'), { root: settings.root })
})
app.listen(settings.port, '127.0.0.1')

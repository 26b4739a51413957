// @ts-check
// Express with nothing to do: what it costs by itself. Bytes that are in memory already, and fields that are always the same.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { settings } from '../contestant.js'
import { peer } from '../peers/peer.js'

const { default: express } = await peer('express')
/** @type {Map<string, Buffer>} */
const files = new Map()
const app = express()

app.get('/*path', (/** @type {any} */ request, /** @type {any} */ response) => {
  const bytes = bytesOf(request.params.path.join('/'))
  response.writeHead(200, [
    'Content-Type',
    'application/pdf',
    'Content-Length',
    String(bytes.length),
    'Accept-Ranges',
    'bytes',
    'ETag',
    '"1"',
  ])
  response.end(bytes)
})
app.listen(settings.port, '127.0.0.1')

/** @param {string} path */
function bytesOf(path) {
  const bytes = files.get(path) ?? readFileSync(join(settings.root, path))
  files.set(path, bytes)
  return bytes
}

// @ts-check
// The library under node:http: embedded, or handing over to a front end.
import cluster from 'node:cluster'
import { requestPath, xsendfile } from '../../dist/node.js'
import { serve, settings } from '../contestant.js'
import { xsendfileOptions } from '../library.js'

const { processes = 1 } = settings

if (processes > 1 && cluster.isPrimary) {
  for (let process = 0; process < processes; process += 1) cluster.fork()
} else {
  const documents = xsendfile(settings.root, xsendfileOptions(settings))
  // Where a row makes it fail, the load looks at what its clients are told.
  documents.on('failure', () => undefined)
  serve(async (request, response) => {
    await documents.send(request, response, requestPath(request, '/'))
  })
}

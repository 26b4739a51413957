import type { Sent } from './adapters/adapter.ts'
import { type ExpressHandles, expressAdapter } from './adapters/express.ts'
import { type Xsendfile, defineDoor } from './door.ts'

export type { ExpressHandles } from './adapters/express.ts'
export type * from './api.ts'
export { XsendfileError, requestPath } from './api.ts'

/**
 * Private downloads for Express 4 and 5: `send` takes a request and its response. A failure goes to the error
 * handlers of Express.
 *
 * @example
 * ```ts
 * import express from 'express'
 * import { xsendfile } from 'xsendfile/express'
 *
 * const documents = xsendfile('/srv/my-app/documents')
 * const app = express()
 *
 * app.get('/documents/:name', async (req, res) => {
 *   await documents.send(req, res, [`${req.params.name}.pdf`], { disposition: 'attachment' })
 * })
 * ```
 */
export const xsendfile: Xsendfile<ExpressHandles, Sent> = defineDoor(expressAdapter)

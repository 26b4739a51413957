import type { Sent } from './adapters/adapter.ts'
import type { NodeHandles } from './adapters/node-handles.ts'
import { nodeAdapter } from './adapters/node.ts'
import { type Xsendfile, defineDoor } from './door.ts'

export type { NodeHandles, NodeRequest, NodeResponse } from './adapters/node-handles.ts'
export { type FetchHandler, withoutStreams } from './adapters/without-streams.ts'
export type * from './api.ts'
export { XsendfileError, requestPath } from './api.ts'

/**
 * Private downloads for node:http, node:https and the compatibility API of node:http2: `send` takes a request
 * and its response. It never rejects for a failure of the machine: that is answered with 500 or 503, or by
 * breaking the connection off once content has begun, and told to those who listen to `failure`.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http'
 * import { requestPath, xsendfile } from 'xsendfile/node'
 *
 * const documents = xsendfile('/srv/my-app/documents')
 *
 * createServer(async (request, response) => {
 *   await documents.send(request, response, requestPath(request, '/documents/'))
 * })
 * ```
 */
export const xsendfile: Xsendfile<NodeHandles, Sent> = defineDoor(nodeAdapter)

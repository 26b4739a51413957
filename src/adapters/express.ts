import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Adapter, Sent } from './adapter.ts'
import { breakOff } from './node-handles.ts'
import { clearHead, nodeAdapter } from './node.ts'

/** What a handler of Express has at hand; Express's own types extend these. */
export type ExpressHandles = [request: IncomingMessage, response: ServerResponse]

/** Express keeps the way on to its error handlers on the request, which Express 4 does not find by itself. */
interface Routed {
  readonly next?: (error: Error) => void
}

/** Express: as node:http, with errors for its error handlers. */
export const expressAdapter: Adapter<ExpressHandles, Sent> = {
  ...nodeAdapter,
  keepsFailures: false,

  async fail(error, { answer, sent }, request, response): Promise<Sent> {
    if (response.headersSent) {
      breakOff(response)
      return sent
    }
    clearHead(answer, response)
    const { next } = request as Routed
    if (next === undefined) throw error
    next(error)
    return sent
  },
}

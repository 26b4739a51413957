import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Adapter, Sent } from './adapter.ts'
import { breakOff, nodeAdapter } from './node.ts'

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

  async fail(error, { sent }, request, response): Promise<Sent> {
    const { next } = request as Routed
    if (response.headersSent) breakOff(response)
    else if (next === undefined) throw error
    else next(error)
    return sent
  },
}

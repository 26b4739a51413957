import type { OutgoingHttpHeaders } from 'node:http'
import { tellShortcut } from './fetch-shortcut.ts'
import { type TakenStream, isAnyUnread, takeUnread } from './fetch-streams.ts'
import { writeBegunContent } from './node-content.ts'
import { type NodeResponse, breakOff, isMultiplexed, isUnwrapped } from './node-handles.ts'
import { turnOf } from './node-turn.ts'

/** What answers a request of the Fetch standard; a server may give it more than the request. */
export type FetchHandler<Arguments extends [request: Request, ...others: unknown[]]> = (
  ...args: Arguments
) => Response | Promise<Response>

/**
 * Lets large files go past the streams of the Fetch standard, where a server stands on node:http and says so: Hono's
 * server for Node.js, srvx, and h3 on it. What a `Response` of `send` has for a body is then written to the response of
 * node:http, as `xsendfile/node` writes it: three times as fast.
 *
 * It goes around all else that makes the `Response`, so that nobody can be reading the body: status and fields are those
 * of the `Response` as middleware has left it. An answer whose body middleware reads, replaces or copies goes its usual
 * way, and so does every answer that is not of `send`, and all under every other server.
 *
 * @param fetch is called with what the server gives
 * @returns what the server is given instead
 * @example
 * ```ts
 * import { serve } from '@hono/node-server'
 * import { Hono } from 'hono'
 * import { requestPath, xsendfile } from 'xsendfile'
 * import { withoutStreams } from 'xsendfile/node'
 *
 * const documents = xsendfile('/srv/my-app/documents')
 * const app = new Hono()
 *
 * app.get('/documents/*', (c) => documents.send(c.req.raw, requestPath(c.req.raw, '/documents/')))
 *
 * serve({ fetch: withoutStreams(app.fetch) })
 * ```
 */
export function withoutStreams<Arguments extends [request: Request, ...others: unknown[]]>(
  fetch: FetchHandler<Arguments>,
): FetchHandler<Arguments> {
  return (...args) => {
    const [request, bindings] = args
    const target = nodeResponseOf(request, bindings)
    if (target === undefined) return fetch(...args)
    tellShortcut(request, {
      turn: () => turnOf(target.req, target),
      isMultiplexed: isMultiplexed(target.req),
    })
    const answer = fetch(...args)
    if (!('then' in answer)) return answerWith(answer, request, target)
    return answer.then((response) => answerWith(response, request, target))
  }
}

function answerWith(
  response: Response,
  request: Request,
  target: NodeResponse,
): Response | Promise<Response> {
  // Hono's server has a faster way for responses whose body nobody has looked at.
  if (!isAnyUnread() || request.method === 'HEAD') return response
  if (target.headersSent || response.body === null) return response
  const content = takeUnread(response.body)
  return content === undefined ? response : write(response, content, target)
}

async function write(response: Response, stream: TakenStream, target: NodeResponse): Promise<Response> {
  const isPlain = isUnwrapped(target)
  try {
    const places = { request: target.req, response: target, isPlain }
    const content = stream.begin(isPlain, isMultiplexed(target.req))
    await writeBegunContent(content, places, () => writeHead(response, target))
  } catch (error) {
    stream.failed(error)
    breakOff(target)
  }
  return alreadySent()
}

function writeHead({ status, statusText, headers }: Response, target: NodeResponse): void {
  const fields: OutgoingHttpHeaders = Object.fromEntries(headers)
  const cookies = headers.getSetCookie()
  if (cookies.length > 0) fields['set-cookie'] = cookies
  // HTTP/2 has no reason phrase.
  if (statusText === '' || 'stream' in target) target.writeHead(status, fields)
  else target.writeHead(status, statusText, fields)
}

/**
 * What tells a server that node:http has answered. Hono's looks for the field; srvx sees it by itself. It is a copy, because
 * Hono's server makes responses of its own, in which it looks for no field.
 */
function alreadySent(): Response {
  return new Response(null, { headers: { 'x-hono-already-sent': 'true' } }).clone()
}

/** The response of node:http: Hono's server gives it beside the request, srvx in it. */
function nodeResponseOf(request: Request, bindings: unknown): NodeResponse | undefined {
  const ofHono = (bindings as { outgoing?: unknown } | undefined)?.outgoing
  const ofSrvx = (request as { runtime?: { node?: { res?: unknown } } }).runtime?.node?.res
  return [ofHono, ofSrvx].find(isNodeResponse)
}

function isNodeResponse(value: unknown): value is NodeResponse {
  return typeof value === 'object' && value !== null && 'writeHead' in value && 'req' in value
}

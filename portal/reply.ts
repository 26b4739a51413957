import type { ServerResponse } from 'node:http'
import type { Html } from './html.ts'
import { type Surroundings, messagePage } from './pages.ts'
import { discardRest, wantsText } from './request.ts'

/** What stands on every answer of the application itself; the library has its own defaults for files. */
export const ownFields = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
}

/** What a page may do: its own script, styles and files; no script in its text, and none made of text. */
function pagePolicy(connectTo: readonly string[] = []): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "media-src 'self'",
    "frame-src 'self'",
    `connect-src ${["'self'", ...connectTo].join(' ')}`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
}

export const pageFields: Readonly<Record<string, string>> = {
  ...ownFields,
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': pagePolicy(),
}

/**
 * Answers with a page.
 *
 * @param connectTo other origins that its script may read from
 */
export function reply(
  response: ServerResponse,
  status: number,
  { text }: Html,
  connectTo: readonly string[] = [],
): void {
  end(response, status, { ...pageFields, 'Content-Security-Policy': pagePolicy(connectTo) }, text)
}

/** Where a page of one message leads on to. */
export interface WayBack {
  readonly name: string
  readonly href: string
}

/** Answers with a page that says one thing, or with its text to a script. */
export function say(
  response: ServerResponse,
  surroundings: Surroundings,
  status: number,
  heading: string,
  text: string,
  back?: WayBack,
): void {
  if (wantsText(response.req)) {
    end(response, status, { ...ownFields, 'Content-Type': 'text/plain; charset=utf-8' }, text)
  } else {
    reply(response, status, messagePage(surroundings, heading, text, back))
  }
}

/** Answers to a page of another site that wants to change something. */
export function refuseOtherSite(response: ServerResponse, surroundings: Surroundings): void {
  say(response, surroundings, 403, 'Not from here', 'A page of another site asked for this.')
  discardRest(response.req)
}

/** Answers to a method that does not fit (RFC 9110, section 15.5.6). */
export function refuseMethod(
  response: ServerResponse,
  surroundings: Surroundings,
  allowed: readonly string[],
): void {
  response.setHeader('Allow', allowed.join(', '))
  say(response, surroundings, 405, 'Not like this', 'This address does not take requests of this kind.')
  discardRest(response.req)
}

/** Answers with what a page is made of. */
export function replyAsset(response: ServerResponse, mediaType: string, content: Buffer): void {
  const policy = { 'Content-Security-Policy': "default-src 'none'" }
  end(response, 200, { ...ownFields, ...policy, 'Content-Type': mediaType }, content)
}

/** Leads a browser on with GET. */
export function redirect(response: ServerResponse, target: string): void {
  end(response, 303, { ...ownFields, Location: target }, '')
}

function end(
  response: ServerResponse,
  status: number,
  fields: Readonly<Record<string, string>>,
  content: string | Buffer,
): void {
  response.writeHead(status, { ...fields, 'Content-Length': Buffer.byteLength(content) }).end(content)
}

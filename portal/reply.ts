import type { ServerResponse } from 'node:http'
import type { Html } from './html.ts'
import { type Surroundings, messagePage } from './pages.ts'

/** What stands on every answer of the application itself; the library has its own defaults for files. */
const ownFields = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
}

const pagePolicy = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

export const pageFields: Readonly<Record<string, string>> = {
  ...ownFields,
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': pagePolicy,
}

/** Answers with a page. */
export function reply(response: ServerResponse, status: number, { text }: Html): void {
  end(response, status, pageFields, text)
}

/** Answers with a page that says one thing. */
export function say(
  response: ServerResponse,
  surroundings: Surroundings,
  status: number,
  heading: string,
  text: string,
): void {
  reply(response, status, messagePage(surroundings, heading, text))
}

/** Answers to a method that does not fit (RFC 9110, section 15.5.6). */
export function refuseMethod(
  response: ServerResponse,
  surroundings: Surroundings,
  allowed: readonly string[],
): void {
  response.setHeader('Allow', allowed.join(', '))
  say(response, surroundings, 405, 'Not like this', 'This address does not take requests of this kind.')
}

/** Answers with what a page is made of. */
export function replyAsset(response: ServerResponse, mediaType: string, content: Buffer): void {
  const fields = { ...ownFields, 'Content-Type': mediaType, 'Content-Security-Policy': "default-src 'none'" }
  end(response, 200, fields, content)
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

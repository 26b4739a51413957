import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** What the gateway answers of its own accord. */
const texts = {
  400: 'Bad request',
  405: 'Method not allowed',
  408: 'Request timeout',
  431: 'Request header fields too large',
  500: 'Internal server error',
  501: 'Not implemented',
  502: 'Bad gateway',
  504: 'Gateway timeout',
  508: 'Loop detected',
} as const

/** A status that the gateway answers with of its own accord. */
export type OwnStatus = keyof typeof texts

/** Answers without the application. */
export function writeOwnAnswer(response: ServerResponse, status: OwnStatus): void {
  const text = `${texts[status]}\n`
  for (const name of response.getHeaderNames()) response.removeHeader(name)
  // What is left of the request is not waited for.
  if (!response.req.complete) response.setHeader('Connection', 'close')
  response.writeHead(status, texts[status], fieldsOf(text))
  response.end(text)
}

/** The same where there is no request yet, on the bare connection, which ends with it. */
export function writeBareAnswer(socket: Socket, status: OwnStatus): void {
  const text = `${texts[status]}\n`
  const fields = { ...fieldsOf(text), Date: new Date().toUTCString(), Connection: 'close' }
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${status} ${texts[status]}\r\n${lines.join('')}\r\n${text}`)
}

function fieldsOf(text: string): Record<string, string> {
  return {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': String(text.length),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  }
}

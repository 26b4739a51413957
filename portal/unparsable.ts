import type { Duplex } from 'node:stream'
import { html } from './html.ts'
import { pageFields } from './reply.ts'

/** What to answer to what is no request, by the code of the parser's error. */
const answers: Readonly<Record<string, readonly [status: string, text: string]>> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'The fields of this request are too long.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'This request did not come to its end.'],
}

const otherwise = ['400 Bad Request', 'This is not a request of HTTP.'] as const

/** Answers to what node:http cannot read as a request, and ends the connection. */
export function answerUnparsable(error: Error & { code?: string }, socket: Duplex): void {
  // Within an answer that has begun, nothing else may be written.
  const isFresh = 'bytesWritten' in socket && socket.bytesWritten === 0
  if (!isFresh || !socket.writable) {
    socket.destroy()
    return
  }
  const [status, text] = answers[error.code ?? ''] ?? otherwise
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>${status}</title>
        <link rel="stylesheet" href="/style.css" />
      </head>
      <body>
        <main>
          <h1>${status}</h1>
          <p>${text}</p>
        </main>
      </body>
    </html> `
  const fields = { ...pageFields, 'Content-Length': Buffer.byteLength(page.text), Connection: 'close' }
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${status}\r\n${lines.join('')}\r\n${page.text}`)
}

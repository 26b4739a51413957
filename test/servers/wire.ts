import { type Socket, connect } from 'node:net'
import { type ConnectionOptions, connect as connectTls } from 'node:tls'

/** An answer as it came over the wire. */
export interface WireAnswer {
  readonly status: number
  /** The lines of each field, by its name in lower case. */
  readonly fields: ReadonlyMap<string, readonly string[]>
  /** The content, one character per byte ("latin1"), chunked coding undone. */
  readonly content: string
  /** Whether the connection gave as much as Content-Length, or the last chunk, promised. */
  readonly complete: boolean
  /** All that came, one character per byte. */
  readonly raw: string
}

/** A request to write, byte for byte. */
export interface WireRequest {
  readonly method: string
  readonly target: string
  readonly fields: readonly (readonly [string, string])[]
  readonly content?: string | undefined
}

/** Writes a request, one character per byte, as HTTP/1.1 on a connection that it closes. */
function wireText({ method, target, fields, content = '' }: WireRequest): string {
  const lines = [...fields, ...(content === '' ? [] : [['Content-Length', String(content.length)] as const])]
  const text = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return `${method} ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${text}\r\n${content}`
}

/** Sends a request over a connection of its own and reads until the other side closes it. */
export async function exchange(
  port: number,
  request: WireRequest | string,
  tls?: ConnectionOptions,
): Promise<WireAnswer> {
  const text = typeof request === 'string' ? request : wireText(request)
  const raw = await converse(port, text, tls)
  return parseAnswer(raw, text.startsWith('HEAD '))
}

/** Writes bytes, one character each, and gives all that comes back. */
export function converse(port: number, text: string, tls?: ConnectionOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket: Socket =
      tls === undefined ? connect(port, '127.0.0.1') : connectTls({ port, host: '127.0.0.1', ...tls })
    const chunks: Buffer[] = []
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.on('error', (error) => (chunks.length === 0 ? reject(error) : undefined))
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')))
    socket.setTimeout(20_000, () => socket.destroy(new Error('No answer within 20 seconds')))
    socket.write(text, 'latin1')
  })
}

/** Reads the first answer of a connection. */
export function parseAnswer(raw: string, isHead: boolean): WireAnswer {
  const end = raw.indexOf('\r\n\r\n')
  if (end === -1) throw new Error(`No answer came: ${JSON.stringify(raw.slice(0, 200))}`)
  const [statusLine = '', ...lines] = raw.slice(0, end).split('\r\n')
  const fields = new Map<string, string[]>()
  for (const line of lines) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).toLowerCase()
    fields.set(name, [...(fields.get(name) ?? []), line.slice(colon + 1).trim()])
  }
  const status = Number(statusLine.split(' ')[1])
  const rest = raw.slice(end + 4)
  const bare = isHead || status === 304 || status === 204
  if (bare) return { status, fields, content: rest, complete: rest === '', raw }
  if (fields.get('transfer-encoding')?.[0] === 'chunked') return { status, fields, ...dechunked(rest), raw }
  const length = Number(fields.get('content-length')?.[0] ?? Number.NaN)
  return { status, fields, content: rest, complete: Number.isNaN(length) || rest.length === length, raw }
}

function dechunked(text: string): { readonly content: string; readonly complete: boolean } {
  let content = ''
  let at = 0
  for (;;) {
    const lineEnd = text.indexOf('\r\n', at)
    if (lineEnd === -1) return { content, complete: false }
    const size = Number.parseInt(text.slice(at, lineEnd), 16)
    if (size === 0) return { content, complete: true }
    content += text.slice(lineEnd + 2, lineEnd + 2 + size)
    at = lineEnd + 2 + size + 2
  }
}

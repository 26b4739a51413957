import { connect } from 'node:http2'
import type { Door } from '../doors/applications.ts'
import { type WireAnswer, exchange } from '../servers/wire.ts'
import type { Row } from './table.ts'

/** Sends the request of a row over a connection of its own. */
export function ask(port: number, protocol: Door['protocol'], row: Row): Promise<WireAnswer> {
  const { method = 'GET' } = row
  // A POST says that it has no content (RFC 9110, section 8.6).
  const length: [string, string][] = method === 'POST' ? [['Content-Length', '0']] : []
  const request = { method, target: targetOf(row), fields: [...fieldLines(row), ...length] }
  if (protocol === 'http2') return askHttp2(port, request)
  return exchange(port, request, protocol === 'https' ? { rejectUnauthorized: false } : undefined)
}

/** Sends the request of a row to a Fetch handler, without any server. */
export async function askHandler(
  handler: (request: Request) => Promise<Response>,
  row: Row,
): Promise<WireAnswer> {
  const headers = new Headers()
  for (const [name, line] of fieldLines(row)) headers.append(name, line)
  const request = new Request(`http://localhost${targetOf(row)}`, { method: row.method ?? 'GET', headers })
  const response = await handler(request)
  const content = Buffer.from(await response.arrayBuffer()).toString('latin1')
  const fields = new Map<string, readonly string[]>([['date', [new Date().toUTCString()]]])
  for (const [name, value] of response.headers) fields.set(name, [...(fields.get(name) ?? []), value])
  return { status: response.status, fields, content, complete: true, raw: content }
}

function targetOf({ route = 'plain', file = 'ten.txt' }: Row): string {
  return `/${route}/${encodeURIComponent(file)}`
}

function fieldLines({ fields = {} }: Row): [string, string][] {
  return Object.entries(fields).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((line): [string, string] => [name, line]),
  )
}

function askHttp2(
  port: number,
  { method, target, fields }: { method: string; target: string; fields: [string, string][] },
): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    const session = connect(`http://127.0.0.1:${port}`)
    session.on('error', reject)
    const lines: Record<string, string> = { ':method': method, ':path': target }
    for (const [name, value] of fields) {
      const before = lines[name.toLowerCase()]
      // HTTP/2 in Node takes one line of most fields; a list says the same.
      lines[name.toLowerCase()] = before === undefined ? value : `${before}, ${value}`
    }
    const stream = session.request(lines, { endStream: true })
    const answer = new Map<string, readonly string[]>()
    const chunks: Buffer[] = []
    stream.on('response', (head) => {
      for (const [name, value] of Object.entries(head)) answer.set(name, [value ?? ''].flat().map(String))
    })
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('error', reject)
    stream.on('close', () => {
      session.close()
      const content = Buffer.concat(chunks).toString('latin1')
      resolve({
        status: Number(answer.get(':status')?.[0]),
        fields: answer,
        content,
        complete: true,
        raw: content,
      })
    })
  })
}

import { type IncomingMessage, type RequestListener, type Server, createServer } from 'node:http'
import { type Socket, createServer as createTcpServer } from 'node:net'
import { afterAll } from 'vitest'
import { listen } from '../servers/ports.ts'

/** A request as an upstream got it. */
interface SeenRequest {
  readonly method: string
  readonly url: string
  /** `Name: value`, one for each line. */
  readonly lines: readonly string[]
  /** The values of a field. */
  readonly field: (name: string) => readonly string[]
  readonly content: string
}

/** An application that notes what it is asked. */
export interface NotingUpstream {
  readonly port: number
  readonly server: Server
  readonly seen: readonly SeenRequest[]
  /** The last one. */
  readonly last: () => SeenRequest
}

/** Starts an application of node:http that notes its requests, content included, before it answers them. */
export async function startUpstream(answer: RequestListener): Promise<NotingUpstream> {
  const seen: SeenRequest[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      seen.push(noted(request, Buffer.concat(chunks).toString('latin1')))
      answer(request, response)
    })
  })
  const port = await listen(server)
  afterAll(() => {
    server.close()
    server.closeAllConnections()
  })
  return { port, server, seen, last: () => seen.at(-1) ?? { ...nobody, field: () => [] } }
}

const nobody = { method: '', url: '', lines: [], content: '' }

function noted({ method = '', url = '', rawHeaders }: IncomingMessage, content: string): SeenRequest {
  const pairs = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ''] as const] : [],
  )
  return {
    method,
    url,
    lines: pairs.map(([name, value]) => `${name}: ${value}`),
    field: (wanted) => pairs.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value),
    content,
  }
}

/** Starts something that speaks in bytes alone: `talk` is called with each connection. */
export async function startRawUpstream(talk: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createTcpServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    talk(socket)
  })
  afterAll(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return await listen(server)
}

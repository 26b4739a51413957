import * as http from 'node:http'
import * as https from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { XsendfileError } from '../core/errors.ts'
import { Exchange, type Exchanger, type Upgrade } from './exchange.ts'
import type { GatewayLogEntry, GatewayOptions } from './options.ts'
import { type OwnStatus, writeBareAnswer } from './own-answer.ts'
import { GatewayRecord } from './record.ts'
import { type GatewaySettings, gatewaySettings } from './settings.ts'
import { Upstream } from './upstream.ts'

/** A small web server before an application: it passes requests on, and sends the files that answers name. */
export interface Gateway {
  /**
   * Begins to listen.
   *
   * @param port 0 for any free one
   * @param host the address to listen on; others than loopback only when it is said
   * @default port 8080, host '127.0.0.1'
   * @returns the URL at which it is reached
   * @throws XsendfileError ERR_XSENDFILE_LISTEN_FAILED, ERR_XSENDFILE_PEER_MISSING
   */
  listen(port?: number, host?: string): Promise<string>
  /**
   * Stops to listen and waits for the answers under way.
   *
   * @param patience milliseconds after which they are broken off
   * @default patience 10000
   */
  close(patience?: number): Promise<void>
}

/** Milliseconds for the head of a request: who takes longer holds a connection for nothing. */
const headTimeout = 20_000
/** Milliseconds between two looks for such clients. */
const headCheck = 2000
/** Milliseconds by which a client is waited for longer than the application, so that its failure can be told. */
const margin = 10_000
const defaultPatience = 10_000

/** The gateway over node:http or node:https. */
export class NodeGateway implements Gateway {
  readonly #options: GatewayOptions
  readonly #settings: GatewaySettings
  readonly #server: http.Server
  readonly #upgraded = new Set<Socket>()
  readonly #responses = new WeakMap<Socket, Set<http.ServerResponse>>()
  #exchanger: Exchanger | undefined

  constructor(options: GatewayOptions) {
    this.#options = options
    this.#settings = gatewaySettings(options)
    this.#server = serverFor(options)
    this.#server.setTimeout(this.#settings.timeout + margin)
    this.#server.on('request', (request, response) => void this.#answer(request, response))
    this.#server.on('connection', (socket: Socket) => socket.setMaxListeners(0))
    this.#server.on('upgrade', (request: http.IncomingMessage, socket, head) =>
      this.#upgrade(request, { socket, head }),
    )
    this.#server.on('connect', (request, socket: Socket) => this.#refuseConnect(request, socket))
    this.#server.on('clientError', (error, socket) => this.#refuseUnreadable(error, socket as Socket))
  }

  async listen(port = 8080, host = '127.0.0.1'): Promise<string> {
    const { upstream: location, map, announced, timeout } = this.#settings
    const upstream = await Upstream.connect(location, timeout)
    const { trust = false, encoding } = this.#options
    this.#exchanger = {
      upstream,
      origin: this.#options.upstream,
      host: new URL(location.origin).host,
      map,
      encoding,
      rules: { trust, announced },
    }
    try {
      await startListening(this.#server, port, host)
    } catch (error) {
      await upstream.close()
      throw error
    }
    return urlOf(this.#server, this.#options.certificate === undefined ? 'http' : 'https')
  }

  async close(patience: number = defaultPatience): Promise<void> {
    const closed = new Promise<void>((resolve) => void this.#server.close(() => resolve()))
    this.#server.closeIdleConnections()
    const timer = setTimeout(() => this.#breakOff(), patience)
    await closed
    clearTimeout(timer)
    this.#breakOff()
    await this.#exchanger?.upstream.close()
    for (const { root } of this.#settings.roots) root.close()
  }

  async #answer(
    request: http.IncomingMessage,
    response: http.ServerResponse,
    upgrade?: Upgrade,
  ): Promise<void> {
    const { socket } = request
    const record = new GatewayRecord(request)
    const ends = [response, socket]
    const under = this.#responses.get(socket) ?? new Set()
    this.#responses.set(socket, under.add(response))
    const log = (): void => {
      for (const end of ends) end.off('close', log)
      under.delete(response)
      this.#log(record.toEntry(statusOf(response)))
    }
    for (const end of ends) end.on('close', log)
    try {
      if (this.#exchanger === undefined) response.destroy()
      else await new Exchange(request, response, record, upgrade).answer(this.#exchanger)
    } catch {
      // Whatever it is, it concerns this request alone.
      socket.destroy()
    }
  }

  /** Node gives every request for another protocol away from HTTP; all but WebSocket stay in it. */
  #upgrade(request: http.IncomingMessage, { socket, head }: { socket: unknown; head: Uint8Array }): void {
    const connection = socket as Socket
    this.#upgraded.add(connection)
    connection.on('close', () => this.#upgraded.delete(connection))
    connection.on('error', () => connection.destroy())
    const response = new http.ServerResponse(request)
    response.shouldKeepAlive = false
    response.assignSocket(connection)
    response.on('finish', () => {
      response.detachSocket(connection)
      connection.end()
      response.emit('close')
    })
    void this.#answer(request, response, { socket: connection, head })
  }

  #refuseConnect(request: http.IncomingMessage, socket: Socket): void {
    const record = new GatewayRecord(request)
    record.hint = 'CONNECT is refused: this is no proxy to elsewhere'
    this.#refuse(socket, 405, record)
  }

  #refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
    // Within an answer that has begun, another would pass for a part of it.
    const begun = [...(this.#responses.get(socket) ?? [])].some(({ headersSent }) => headersSent)
    if (error.code === 'ECONNRESET' || !socket.writable || begun) {
      socket.destroy()
      return
    }
    const record = new GatewayRecord({ socket })
    record.hint = error.message
    this.#refuse(socket, statuses[error.code ?? ''] ?? 400, record)
  }

  #refuse(socket: Socket, status: OwnStatus, record: GatewayRecord): void {
    socket.on('error', () => socket.destroy())
    socket.on('finish', () => this.#log(record.toEntry(status)))
    writeBareAnswer(socket, status)
  }

  #breakOff(): void {
    this.#server.closeAllConnections()
    for (const socket of this.#upgraded) socket.destroy()
  }

  #log(entry: GatewayLogEntry): void {
    try {
      this.#options.log?.(entry)
    } catch {
      // Nobody is left to be told, and no answer depends on who watches.
    }
  }
}

const statuses: Readonly<Record<string, OwnStatus>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
}

/** 0 when the client left before there was an answer. */
function statusOf({ headersSent, statusCode }: http.ServerResponse): number {
  return headersSent || statusCode === 101 ? statusCode : 0
}

function serverFor({ certificate }: GatewayOptions): http.Server {
  const options: http.ServerOptions = {
    headersTimeout: headTimeout,
    connectionsCheckingInterval: headCheck,
    // Uploads may take their time; a connection on which nothing moves is closed.
    requestTimeout: 0,
    insecureHTTPParser: false,
  }
  return certificate === undefined
    ? http.createServer(options)
    : https.createServer({ ...options, ...certificate } as https.ServerOptions)
}

function startListening(server: http.Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (cause: NodeJS.ErrnoException): void => {
      const why =
        cause.code === 'EADDRINUSE' ? 'something else listens there; choose another port' : cause.message
      reject(
        new XsendfileError('ERR_XSENDFILE_LISTEN_FAILED', `Cannot listen on ${host}:${port}: ${why}`, {
          cause,
        }),
      )
    }
    server.once('error', fail)
    server.listen(port, host, () => {
      server.off('error', fail)
      resolve()
    })
  })
}

function urlOf(server: http.Server, scheme: 'http' | 'https'): string {
  const { address, port, family } = server.address() as AddressInfo
  return `${scheme}://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import { fieldsWithFile } from './answer-fields.ts'
import type { FileMap, Place } from './file-map.ts'
import { type FieldLine, fieldLines } from './hop-by-hop.ts'
import { type PathEncoding, readWish } from './instruction.ts'
import { type OwnStatus, writeOwnAnswer } from './own-answer.ts'
import { passOn } from './pass-on.ts'
import type { GatewayRecord } from './record.ts'
import { type RequestFieldRules, isLoop, upstreamFields } from './request-fields.ts'
import { type UpstreamTarget, isHost, upstreamTarget } from './request-target.ts'
import { type RootFiles, sendOptions, setFields } from './root-files.ts'
import { joinTunnel } from './tunnel.ts'
import { mayBeStale, upstreamFailure } from './upstream-failure.ts'
import type { Upstream, UpstreamAnswer, UpstreamRequest } from './upstream.ts'

/** What answers requests. */
export interface Exchanger {
  readonly upstream: Upstream
  /** Where the application is, for hints. */
  readonly origin: string
  /** What Host says where a client of HTTP/1.0 says nothing. */
  readonly host: string
  readonly map: FileMap<RootFiles>
  readonly encoding: PathEncoding
  readonly rules: RequestFieldRules
}

/** A connection whose client asked to speak another protocol. */
export interface Upgrade {
  readonly socket: Socket
  /** What it sent already. */
  readonly head: Uint8Array
}

/** One request from its head to the end of its answer. */
export class Exchange {
  readonly #request: IncomingMessage
  readonly #response: ServerResponse
  readonly #record: GatewayRecord
  readonly #upgrade: Upgrade | undefined
  readonly #fields: readonly FieldLine[]
  readonly #left = new AbortController()

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    record: GatewayRecord,
    upgrade: Upgrade | undefined,
  ) {
    this.#request = request
    this.#response = response
    this.#record = record
    this.#upgrade = upgrade
    this.#fields = fieldLines(request.rawHeaders)
  }

  /** Answers it. Whatever happens is an answer, or the end of the connection. */
  async answer(exchanger: Exchanger): Promise<void> {
    const { socket } = this.#request
    const leave = (): void => {
      if (!this.#response.writableFinished) this.#left.abort()
    }
    // A response that waits behind another one on the same connection never closes by itself.
    for (const end of [this.#response, socket]) end.on('close', leave)
    this.#response.on('close', () => socket.off('close', leave))
    try {
      const target = upstreamTarget(this.#request.url ?? '')
      const refusal = this.#refusal(target)
      if (refusal !== undefined) this.#end(...refusal)
      else if (target !== undefined) await this.#pass(target, exchanger)
    } catch (error) {
      if (!this.#left.signal.aborted) this.#fail(error, exchanger)
    }
  }

  /** What is refused before the application hears of it. */
  #refusal(target: UpstreamTarget | undefined): [status: OwnStatus, hint: string] | undefined {
    const { method = '', httpVersionMinor } = this.#request
    const lines = (wanted: string): readonly string[] =>
      this.#fields.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value)
    const hosts = lines('host')
    const codings = lines('transfer-encoding')
    if (method === 'TRACE') return [405, 'TRACE is not passed on']
    if (target === undefined) return [400, 'the target is neither a path nor a URL']
    if (hosts.length > 1 || !hosts.every(isHost)) return [400, 'Host is there twice, or is no host']
    if (codings.length > 0 && (codings.join() !== 'chunked' || httpVersionMinor === 0)) {
      return [501, 'a Transfer-Encoding other than chunked is not supported']
    }
    if (this.#upgrade !== undefined && this.#hasContent()) {
      return [400, 'a request for another protocol has content']
    }
    return isLoop(this.#fields)
      ? [508, 'the upstream is this gateway itself; name the application']
      : undefined
  }

  async #pass(target: UpstreamTarget, exchanger: Exchanger): Promise<void> {
    const asked = this.#upstreamRequest(target, exchanger)
    const answer = await this.#ask(asked, exchanger.upstream)
    this.#noteBreak(answer, exchanger)
    if (answer.kind === 'tunnel') {
      this.#record.sentBy = 'upstream'
      await this.#join(answer)
      return
    }
    // A file is sent in the place of 200 alone: other answers speak for themselves.
    const wish =
      answer.status === 200 ? readWish(answer.fields, exchanger.map, exchanger.encoding) : nothingWished
    if (wish.kind === 'none') {
      this.#record.sentBy = 'upstream'
      await passOn(answer, this.#response, this.#left.signal)
      return
    }
    discard(answer.content)
    if (wish.kind === 'unclear') this.#end(502, wish.hint)
    else await this.#send(wish.place, answer, wish.maxRate)
  }

  /** Once more when a kept connection was stale and nothing can happen twice. */
  async #ask(asked: UpstreamRequest, upstream: Upstream): Promise<UpstreamAnswer> {
    const { signal } = this.#left
    try {
      return await upstream.ask(asked, signal)
    } catch (error) {
      const repeatable = ['GET', 'HEAD'].includes(asked.method) && asked.content === undefined
      if (!repeatable || signal.aborted || !mayBeStale(error)) throw error
      return await upstream.ask(asked, signal)
    }
  }

  /** That the application broke off is noted before the end of the response, with which the log is written. */
  #noteBreak(answer: UpstreamAnswer, { origin }: Exchanger): void {
    if (answer.kind === 'tunnel') return
    answer.content.on('error', (error) => {
      if (!this.#left.signal.aborted) this.#record.hint = upstreamFailure(error, origin).hint
    })
  }

  #upstreamRequest(target: UpstreamTarget, { rules, host }: Exchanger): UpstreamRequest {
    const { socket, headers, method = 'GET' } = this.#request
    const client = { address: socket.remoteAddress ?? 'unknown', encrypted: 'encrypted' in socket }
    return {
      method,
      path: target.path,
      fields: upstreamFields(this.#fields, target.host ?? headers.host ?? host, client, rules),
      // Giving up on the application must not end the connection to the client.
      content: this.#hasContent() ? this.#request.iterator({ destroyOnReturn: false }) : undefined,
      upgrade: this.#wantsWebSocket() ? 'websocket' : undefined,
    }
  }

  async #send(
    { root, path }: Place<RootFiles>,
    answer: UpstreamAnswer,
    maxRate: number | undefined,
  ): Promise<void> {
    const fields = fieldsWithFile(answer.fields)
    setFields(this.#response, fields)
    const options = sendOptions(this.#request.method ?? 'GET', fields, maxRate)
    const sent = await this.#record.during(() =>
      root.send(this.#request, this.#response, Buffer.from(path, 'latin1'), options),
    )
    this.#record.sentBy = sent.outcome === 'not-found' || sent.outcome === 'failed' ? 'gateway' : 'file'
  }

  async #join(answer: Extract<UpstreamAnswer, { kind: 'tunnel' }>): Promise<void> {
    const { socket, head } = this.#upgrade ?? {}
    if (socket === undefined || head === undefined || socket.destroyed) {
      answer.socket.destroy()
      return
    }
    socket.setTimeout(0)
    this.#response.statusCode = 101
    await joinTunnel(socket, head, this.#response, answer)
  }

  #end(status: OwnStatus, hint: string): void {
    this.#record.sentBy = 'gateway'
    this.#record.hint = hint
    writeOwnAnswer(this.#response, status)
  }

  #fail(error: unknown, { origin }: Exchanger): void {
    const { status, hint } = upstreamFailure(error, origin)
    // What the application began to say stays its own, though it is broken off.
    if (this.#response.headersSent) this.#response.destroy()
    else this.#end(status, hint)
  }

  #hasContent(): boolean {
    const { headers } = this.#request
    return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
  }

  #wantsWebSocket(): boolean {
    return this.#upgrade !== undefined && this.#request.headers.upgrade?.toLowerCase() === 'websocket'
  }
}

const nothingWished = { kind: 'none' } as const

/** Bytes and milliseconds that are spent on a content nobody gets, so that the connection can be kept. */
const discardedBytes = 65_536
const discardedMilliseconds = 1000

/** Reads away what an application sends beside its instruction; more than a little of it is cut off. */
function discard(content: Readable): void {
  let bytes = 0
  const timer = setTimeout(() => content.destroy(), discardedMilliseconds)
  content.on('close', () => clearTimeout(timer))
  content.on('data', (chunk: Uint8Array) => {
    bytes += chunk.length
    if (bytes > discardedBytes) content.destroy()
  })
}

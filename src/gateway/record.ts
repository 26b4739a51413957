import { AsyncLocalStorage } from 'node:async_hooks'
import type { Socket } from 'node:net'
import type { GatewayLogEntry } from './options.ts'

/** Bytes that answers before have taken of those written to a connection. */
const accounted = new WeakMap<Socket, number>()

const current = new AsyncLocalStorage<GatewayRecord>()

/** A request, as far as it could be read. */
export interface RecordedRequest {
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly socket: Socket
}

/** What is noted of one request while it is answered. */
export class GatewayRecord {
  sentBy: GatewayLogEntry['sentBy'] = 'gateway'
  hint: string | undefined
  readonly #begun = performance.now()
  readonly #request: RecordedRequest
  readonly #client: string

  constructor(request: RecordedRequest) {
    this.#request = request
    this.#client = request.socket.remoteAddress ?? ''
  }

  /** Runs what may note a hint by {@link noteHint}. */
  during<Result>(task: () => Result): Result {
    return current.run(this, task)
  }

  /** @param status 0 when no answer was begun */
  toEntry(status: number): GatewayLogEntry {
    const { method = '-', url = '-', socket } = this.#request
    const bytes = socket.bytesWritten - (accounted.get(socket) ?? 0)
    accounted.set(socket, socket.bytesWritten)
    const entry = { client: this.#client, method, target: url, status, bytes, sentBy: this.sentBy }
    const milliseconds = performance.now() - this.#begun
    return this.hint === undefined ? { ...entry, milliseconds } : { ...entry, milliseconds, hint: this.hint }
  }
}

/** Notes for the request that is being answered why it does not get what was asked for. */
export function noteHint(hint: string): void {
  const record = current.getStore()
  if (record !== undefined) record.hint = hint
}

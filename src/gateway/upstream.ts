import type { IncomingHttpHeaders } from 'node:http'
import { type Duplex, Readable } from 'node:stream'
import type * as undici from 'undici'
import type { Dispatcher, Pool } from 'undici'
import { XsendfileError } from '../core/errors.ts'
import { type FieldLine, fieldLines } from './hop-by-hop.ts'

/** A request as the application is to get it. */
export interface UpstreamRequest {
  readonly method: string
  readonly path: string
  /** `name, value, name, value`. */
  readonly fields: string[]
  /** Read as the application takes it; `undefined` when there is none. */
  readonly content: AsyncIterable<Uint8Array> | undefined
  /** The protocol that the client asks to change to. */
  readonly upgrade: 'websocket' | undefined
}

/** The head of an application's answer, before anything of it went to the client. */
export interface UpstreamHead {
  readonly status: number
  readonly message: string
  readonly fields: readonly FieldLine[]
}

/** An answer, or a connection that now speaks another protocol. */
export type UpstreamAnswer =
  | (UpstreamHead & { readonly kind: 'answer'; readonly content: Readable })
  | (UpstreamHead & { readonly kind: 'tunnel'; readonly socket: Duplex })

/** Where an application listens. */
export interface UpstreamLocation {
  readonly origin: string
  readonly socketPath: string | undefined
}

/** Milliseconds in which a connection to the application must be made: it is near. */
const connecting = 5000

/** The application, over connections that are kept. */
export class Upstream {
  readonly #pool: Pool

  private constructor(pool: Pool) {
    this.#pool = pool
  }

  /** @throws XsendfileError ERR_XSENDFILE_PEER_MISSING when undici is not installed */
  static async connect({ origin, socketPath }: UpstreamLocation, timeout: number): Promise<Upstream> {
    const { Pool } = await importUndici()
    const connect = {
      timeout: Math.min(connecting, timeout),
      ...(socketPath === undefined ? {} : { socketPath }),
    }
    // As many connections as there are requests: none waits behind another.
    return new Upstream(
      new Pool(origin, { connect, headersTimeout: timeout, bodyTimeout: timeout, allowH2: false }),
    )
  }

  /**
   * Asks the application. The promise is kept with the head of its answer and broken when there is none.
   *
   * @param signal breaks off, before the head and after it
   */
  ask(request: UpstreamRequest, signal: AbortSignal): Promise<UpstreamAnswer> {
    return new Promise((resolve, reject) => {
      const { method, path, fields, content, upgrade } = request
      const handler = new AnswerReader(signal, resolve, reject)
      const options = { method, path, headers: fields, body: (content ?? null) as Readable | null }
      this.#pool.dispatch({ ...options, ...(upgrade === undefined ? {} : { upgrade }) }, handler)
    })
  }

  async close(): Promise<void> {
    await this.#pool.destroy()
  }
}

/** Loaded with the first gateway: nobody else needs it. */
async function importUndici(): Promise<typeof undici> {
  try {
    return await import('undici')
  } catch (cause) {
    throw new XsendfileError(
      'ERR_XSENDFILE_PEER_MISSING',
      'Cannot start a gateway: the package undici, which talks to the application, is missing; install it beside this one: npm install undici',
      { cause },
    )
  }
}

/** Made once: it tells nobody anything, and is thrown away with every client that leaves. */
const unwanted = new Error('The answer is no longer wanted')

/** Follows one answer from its head to its end. */
class AnswerReader implements Dispatcher.DispatchHandler {
  readonly #signal: AbortSignal
  readonly #resolve: (answer: UpstreamAnswer) => void
  readonly #reject: (error: Error) => void
  #content: Readable | undefined
  #abort: () => void = () => undefined

  constructor(
    signal: AbortSignal,
    resolve: (answer: UpstreamAnswer) => void,
    reject: (error: Error) => void,
  ) {
    this.#signal = signal
    this.#resolve = resolve
    this.#reject = reject
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#abort = () => controller.abort(unwanted)
    if (this.#signal.aborted) this.#abort()
    else this.#signal.addEventListener('abort', this.#abort)
  }

  onRequestUpgrade(
    controller: Dispatcher.DispatchController,
    status: number,
    _headers: IncomingHttpHeaders,
    socket: Duplex,
  ): void {
    this.#forget()
    this.#resolve({ kind: 'tunnel', status, message: '', fields: fieldsOf(controller), socket })
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    _headers: IncomingHttpHeaders,
    message = '',
  ): void {
    // Interim answers, such as 103, are not passed on (RFC 9110, section 15.2, lets a proxy drop those it asked for).
    if (status < 200) return
    const content = new Readable({
      read: () => controller.resume(),
      destroy: (error, done) => {
        if (!content.readableEnded) controller.abort(error ?? unwanted)
        done(error)
      },
    })
    // Who reads learns of it; nobody may be reading any more.
    content.on('error', () => undefined)
    this.#content = content
    this.#resolve({ kind: 'answer', status, message, fields: fieldsOf(controller), content })
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#content?.push(chunk) === false) controller.pause()
  }

  onResponseEnd(): void {
    this.#forget()
    this.#content?.push(null)
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#forget()
    if (this.#content === undefined) this.#reject(error)
    else this.#content.destroy(error)
  }

  #forget(): void {
    this.#signal.removeEventListener('abort', this.#abort)
  }
}

/** As they came, one character per byte: what undici makes of them is text. */
function fieldsOf({ rawHeaders }: Dispatcher.DispatchController): readonly FieldLine[] {
  return fieldLines(Array.isArray(rawHeaders) ? rawHeaders : [])
}

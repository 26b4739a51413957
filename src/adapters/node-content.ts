import type { ServerResponse } from 'node:http'
import type { ContentSource } from '../core/content.ts'
import type { NodeRequest, NodeResponse } from './node-handles.ts'

/** Bytes of one read: enough to make the calls around it cheap, and what one download holds in memory. */
const chunkSize = 256 * 1024

/**
 * Writes a content as fast as the client takes it, one read at a time. Comes back when it is written or when
 * the client has left, which is no failure.
 *
 * @param writeHead is called once the first bytes are there, so that a file that cannot be read is a failure
 *   that can still be answered
 */
export async function writeContent(
  source: ContentSource,
  request: NodeRequest,
  response: NodeResponse,
  writeHead: () => void,
): Promise<void> {
  const first = await source.read(chunkSize)
  if (response.destroyed) return
  writeHead()
  if (first === undefined || first.length === source.length) {
    response.end(first ?? '')
    return
  }
  const outlet = new Outlet(request, response)
  try {
    for (
      let bytes: Uint8Array | undefined = first;
      bytes !== undefined;
      bytes = await source.read(chunkSize)
    ) {
      await outlet.write(bytes)
      if (outlet.left) return
    }
    response.end()
  } finally {
    outlet.close()
  }
}

/** Writes to a response and notices when its client leaves. */
class Outlet {
  readonly #request: NodeRequest
  readonly #response: ServerResponse
  #wake: () => void = () => undefined
  left = false

  constructor(request: NodeRequest, response: NodeResponse) {
    this.#request = request
    // The two kinds of responses write in the same way, which their types do not say.
    this.#response = response as ServerResponse
    response.on('close', this.#leave)
    // A response that waits behind another one on the same connection never closes by itself.
    if (request.httpVersionMajor === 1) request.socket.on('close', this.#leave)
    if (response.destroyed || request.socket.destroyed) this.left = true
  }

  /** Comes back when the bytes are on their way, so that they may be overwritten, or when the client has left. */
  write(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      if (this.left) {
        resolve()
        return
      }
      this.#wake = resolve
      this.#response.write(bytes, () => resolve())
    })
  }

  close(): void {
    this.#response.off('close', this.#leave)
    if (this.#request.httpVersionMajor === 1) this.#request.socket.off('close', this.#leave)
  }

  readonly #leave = (): void => {
    this.left = true
    this.#wake()
  }
}

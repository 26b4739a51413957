import type { ServerResponse } from 'node:http'
import type { ContentSource } from '../core/content.ts'
import type { NodeRequest, NodeResponse } from './node-handles.ts'

/** Bytes up to which a content is read at once and written at once. */
const mostAtOnce = 256 * 1024

/** Bytes of one read, by how fast the client takes them. */
const sizes = { slow: 32 * 1024, usual: 128 * 1024, fast: 512 * 1024 } as const

/** Bytes that the system takes of any client's answer at once, however slow the client is. */
const takenAnyway = 3 * 1024 * 1024

/** Milliseconds within which a fast client takes what is written, and after which it is slow. */
const soon = 8
const late = 50

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
  if (hasLeft(request, response)) return
  const first = await source.read(source.length <= mostAtOnce ? mostAtOnce : sizes.usual)
  if (response.destroyed) return
  writeHead()
  if (first === undefined || first.length === source.length) {
    response.end(first ?? '', () => source.spent())
    return
  }
  await writeRest(first, source, request, response)
}

async function writeRest(
  first: Uint8Array,
  source: ContentSource,
  request: NodeRequest,
  response: NodeResponse,
): Promise<void> {
  const outlet = new Outlet(request, response)
  const pace = new Pace()
  let bytes: Uint8Array | undefined = first
  try {
    while (bytes !== undefined) {
      pace.begin()
      await outlet.write(bytes)
      if (outlet.left) return
      pace.end(bytes.length)
      bytes = await source.read(pace.size)
    }
    response.end()
  } finally {
    outlet.close()
  }
}

/** How much to read next: much for a client that takes much, little for one that lets it lie in memory. */
class Pace {
  size: number = sizes.usual
  #taken = 0
  #begun = 0

  begin(): void {
    this.#begun = performance.now()
  }

  end(bytes: number): void {
    const duration = performance.now() - this.#begun
    if (duration > late) {
      this.size = sizes.slow
      this.#taken = 0
    } else if (duration <= soon) {
      this.#taken += bytes
      if (this.#taken > takenAnyway) this.size = sizes.fast
    }
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
    this.left = hasLeft(request, response)
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

function hasLeft(request: NodeRequest, response: NodeResponse): boolean {
  return response.destroyed || request.socket.destroyed
}

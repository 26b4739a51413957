import type { ServerResponse } from 'node:http'
import type { ContentSource } from '../core/content.ts'
import { giveRoomBack, takeRoom } from './eager-writes.ts'
import {
  type NodeRequest,
  type NodeResponse,
  hasLeft,
  isMultiplexed,
  largestOfStream,
  watchedConnection,
} from './node-handles.ts'

/** Bytes up to which a content is read at once and written at once. */
const mostAtOnce = 256 * 1024

/** Bytes of one write, by how many the client took before without a pause; small ones are read together. */
const sizes: readonly (readonly [taken: number, size: number])[] = [
  [32 * 1024, 8 * 1024],
  [128 * 1024, 16 * 1024],
  // The system takes this much of any client's answer at once, however slow the client is.
  [4.5 * 1024 * 1024, 32 * 1024],
]
const largest = 512 * 1024

/** Bytes that are read at once for several small writes: as many as a client took before, within these limits. */
const leastAhead = 32 * 1024
const mostAhead = 256 * 1024

/** Milliseconds within which a fast client takes what is written, and after which it has paused. */
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
  if (source.length > (isMultiplexed(request) ? largestOfStream : mostAtOnce)) {
    await writeByAndBy(source, request, response, writeHead)
    return
  }
  const bytes = await source.read(mostAtOnce)
  if (response.destroyed) return
  if (bytes !== undefined && bytes.length < source.length) {
    await writeByAndBy(source, request, response, writeHead, bytes)
    return
  }
  writeHead()
  response.end(bytes ?? '', () => source.spent())
}

/** @param first bytes, where they have been read already */
async function writeByAndBy(
  source: ContentSource,
  request: NodeRequest,
  response: NodeResponse,
  writeHead: () => void,
  first?: Uint8Array,
): Promise<void> {
  const pace = new Pace(request)
  let outlet: Outlet | undefined
  try {
    let bytes = first ?? (await pace.read(source))
    if (response.destroyed) return
    writeHead()
    outlet = new Outlet(request, response)
    while (bytes !== undefined) {
      pace.begin()
      await outlet.write(bytes)
      if (outlet.left) return
      pace.end(bytes.length)
      bytes = await pace.read(source)
    }
    response.end()
  } finally {
    pace.close()
    outlet?.close()
  }
}

/** How much to read and write next: much for a client that takes much, little for one that lets it lie in memory. */
class Pace {
  /** Bytes taken since the last pause. */
  #taken = 0
  #ahead = mostAhead
  #begun = 0
  /** Until it pauses, or its source gives little at once, as one with a rate does. */
  #isEager = true
  /** Bytes for which it holds room among the eager writes. */
  #room = 0
  readonly #sharesConnection: boolean

  constructor(request: NodeRequest) {
    this.#sharesConnection = isMultiplexed(request)
  }

  read(source: ContentSource): Promise<Uint8Array | undefined> {
    if (this.#sharesConnection) return source.read(largestOfStream)
    const size = sizes.find(([taken]) => this.#taken < taken)?.[1]
    if (size === undefined) return source.read(largest)
    if (!this.#isEager || !takeRoom(largest)) return source.read(size, this.#ahead)
    this.#room = largest
    return source.read(largest)
  }

  begin(): void {
    this.#begun = performance.now()
  }

  end(bytes: number): void {
    if (bytes < this.#room) this.#isEager = false
    this.close()
    const duration = performance.now() - this.#begun
    if (duration > late) {
      this.#isEager = false
      this.#ahead = Math.min(Math.max(this.#taken, leastAhead), mostAhead)
      this.#taken = 0
    } else if (duration <= soon) {
      this.#taken += bytes
    }
  }

  /** Once the last write is done with. */
  close(): void {
    giveRoomBack(this.#room)
    this.#room = 0
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
    watchedConnection(request)?.on('close', this.#leave)
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
    watchedConnection(this.#request)?.off('close', this.#leave)
  }

  readonly #leave = (): void => {
    this.left = true
    this.#wake()
  }
}

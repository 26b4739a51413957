import type { ServerResponse } from 'node:http'
import type { ContentSource } from '../core/content.ts'
import { endOfTurn } from '../event-loop/end-of-turn.ts'
import { BoundedWrites } from './bounded-writes.ts'
import {
  type NodeRequest,
  type NodeResponse,
  hasLeft,
  isMultiplexed,
  largestOfStream,
  watchedConnection,
} from './node-handles.ts'
import { Pace, type WriteSizes } from './pace.ts'

type Reading = ReturnType<ContentSource['read']>

/** Bytes up to which a content is read at once and written at once. */
const mostAtOnce = 256 * 1024

const sizes: WriteSizes = {
  first: [
    [32 * 1024, 8 * 1024],
    // From here on the system may have taken all it will of anyone's answer.
    [2.5 * 1024 * 1024, 16 * 1024],
  ],
  small: 8 * 1024,
  medium: new BoundedWrites(32 * 1024, 64),
  mediumFrom: 512 * 1024,
  toFastClients: new BoundedWrites(512 * 1024, 64),
  toNewClients: new BoundedWrites(512 * 1024, 8),
  untilPause: new BoundedWrites(512 * 1024, 8),
}

/** Bytes that are read at once for several writes: as many as a client is likely to take, within these limits. */
const leastAhead = 32 * 1024
const mostAhead = 128 * 1024
const mostAheadOfLarge = 512 * 1024

/** Bytes after which others have their turn, where bytes are read and taken without one. */
const mostOfTurn = 256 * 1024

/** Where a content is written to. */
export interface Target {
  readonly request: NodeRequest
  readonly response: NodeResponse
  /** Whether nothing stands between the response and its connection that could keep what is written. */
  readonly isPlain: boolean
}

/**
 * Writes a content as fast as the client takes it, one read at a time. Comes back when it is written or when
 * the client has left, which is no failure.
 *
 * @param writeHead is called once the first bytes are there, so that a file that cannot be read is a failure
 *   that can still be answered
 * @param first bytes, where they have been read already; the source gives what follows them
 */
export async function writeContent(
  source: ContentSource,
  target: Target,
  writeHead: () => void,
  first?: Uint8Array,
): Promise<void> {
  const { request, response } = target
  if (hasLeft(request, response)) return
  if (first !== undefined || source.length > (isMultiplexed(request) ? largestOfStream : mostAtOnce)) {
    await writeByAndBy(source, target, writeHead, first)
    return
  }
  const bytes = await source.read(mostAtOnce)
  if (response.destroyed) return
  if (bytes !== undefined && bytes.length < source.length) {
    await writeByAndBy(source, target, writeHead, bytes)
    return
  }
  writeHead()
  response.end(bytes ?? '', () => source.spent())
}

async function writeByAndBy(
  source: ContentSource,
  target: Target,
  writeHead: () => void,
  first?: Uint8Array,
): Promise<void> {
  const { request, response } = target
  const pace = new Pace(sizes)
  const read = isMultiplexed(request)
    ? (): Reading => source.read(largestOfStream)
    : (): Reading => readAtPace(source, pace)
  let ofTurn = 0
  let outlet: Outlet | undefined
  try {
    let bytes = first ?? (await read())
    if (response.destroyed) return
    writeHead()
    outlet = new Outlet(target)
    while (bytes !== undefined) {
      const isTaken = outlet.write(bytes)
      const waited = isTaken ? 0 : await outlet.untilTaken()
      if (outlet.left) return
      ofTurn = isTaken ? ofTurn + bytes.length : 0
      if (ofTurn >= mostOfTurn) {
        ofTurn = 0
        await endOfTurn()
      }
      // Until the next read the source holds what was written, and others must not have the room.
      pace.took(bytes.length, waited)
      const reading = read()
      bytes = reading instanceof Promise ? await reading : reading
    }
    response.end()
  } finally {
    pace.close()
    outlet?.close()
  }
}

/** Reads for the next write and, in the same trip, for those after it that the client is likely to take, and one that waits. */
function readAtPace(source: ContentSource, pace: Pace): Reading {
  const size = pace.next()
  const most = size > mostAhead ? mostAheadOfLarge : mostAhead
  return source.read(size, Math.min(Math.max(pace.likely + sizes.small, leastAhead), most))
}

/** Writes to a response and notices when its client leaves. */
class Outlet {
  readonly #request: NodeRequest
  readonly #response: ServerResponse
  readonly #isPlain: boolean
  #writes = 0
  #wake: () => void = () => undefined

  constructor({ request, response, isPlain }: Target) {
    this.#request = request
    // The two kinds of responses write in the same way, which their types do not say.
    this.#response = response as ServerResponse
    this.#isPlain = isPlain
    response.on('close', this.#leave)
    watchedConnection(request)?.on('close', this.#leave)
  }

  get left(): boolean {
    return hasLeft(this.#request, this.#response)
  }

  /** Whether the system has taken the bytes at once, so that they may be overwritten. */
  write(bytes: Uint8Array): boolean {
    const { socket } = this.#response
    this.#writes += 1
    if (!this.#isPlain || socket === null) {
      this.#response.write(bytes, this.#written)
      return false
    }
    // Node.js would keep it until the end of the turn, to write it together with what may follow.
    socket.cork()
    this.#response.write(bytes, this.#written)
    socket.uncork()
    return socket.writableLength === 0
  }

  /**
   * Waits until all bytes are on their way, so that they may be overwritten, or until the client has left.
   *
   * @returns how long, in milliseconds
   */
  async untilTaken(): Promise<number> {
    const begun = performance.now()
    await new Promise<void>((resolve) => {
      this.#wake = resolve
      if (this.left || this.#writes === 0) resolve()
    })
    return performance.now() - begun
  }

  close(): void {
    this.#response.off('close', this.#leave)
    watchedConnection(this.#request)?.off('close', this.#leave)
  }

  readonly #written = (): void => {
    this.#writes -= 1
    if (this.#writes === 0) this.#wake()
  }

  readonly #leave = (): void => this.#wake()
}

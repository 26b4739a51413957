import { XsendfileError } from './errors.ts'
import { quotation } from './quotation.ts'
import type { RefusalReason } from './store.ts'

/** A file that was asked for and not given; the client sees a 404, or a 410 where a link has expired. */
export interface RefusedEvent {
  readonly type: 'refused'
  readonly reason: RefusalReason
  /** What was asked for; never the token of a link. */
  readonly path: string
}

/** The machine failed, or the application made a mistake that only showed while it answered. */
export interface FailureEvent {
  readonly type: 'failure'
  /** With its `code`, its `cause` and, where there is one, the `path` of the file. */
  readonly error: Error
}

/** A file that the sender could not hand over and the embedded sender sent, or a field that got lost. */
export interface FallbackEvent {
  readonly type: 'fallback'
  /** The name of the sender that could not. */
  readonly sender: string
  /** Why it could not. */
  readonly reason: string
  /** What was asked for. */
  readonly path: string
  /** The field that does not reach the client, when it is about one; told once for each name. */
  readonly field?: string
}

/** All that can be listened to, by its type. */
export interface XsendfileEvents {
  readonly refused: RefusedEvent
  readonly failure: FailureEvent
  readonly fallback: FallbackEvent
}

/** One of the events. */
export type XsendfileEvent = XsendfileEvents[keyof XsendfileEvents]

const types = ['refused', 'failure', 'fallback'] as const satisfies readonly XsendfileEvent['type'][]

type Listener = (event: never) => unknown

/** Tells listeners what happens; one that throws changes nothing. */
export class Announcer {
  readonly #listeners = new Map<string, Set<Listener>>()

  /** @throws XsendfileError ERR_XSENDFILE_ARGUMENT_INVALID */
  on<Type extends keyof XsendfileEvents>(
    type: Type,
    listener: (event: XsendfileEvents[Type]) => unknown,
  ): () => void {
    checkListening(type, listener)
    const listeners = this.#listeners.get(type) ?? new Set()
    this.#listeners.set(type, listeners.add(listener))
    return () => void listeners.delete(listener)
  }

  /** @returns whether anybody listened */
  announce(event: XsendfileEvent): boolean {
    const listening = [...(this.#listeners.get(event.type) ?? [])]
    for (const listener of listening) void tell(listener, event)
    return listening.length > 0
  }

  close(): void {
    this.#listeners.clear()
  }
}

/** What cannot be called would count as somebody who listens, and a failure be told to nobody. */
function checkListening(type: unknown, listener: unknown): void {
  const all = types.map((name) => `"${name}"`).join(', ')
  if (!(types as readonly unknown[]).includes(type)) {
    throw invalid(`Cannot listen to ${quotation(type)}: there are the events ${all}`)
  }
  if (typeof listener !== 'function') {
    throw invalid(
      `Cannot tell ${quotation(listener)} of ${quotation(type)}: give a function that takes the event, such as on("failure", ({ error }) => console.error(error))`,
    )
  }
}

function invalid(message: string): XsendfileError {
  return new XsendfileError('ERR_XSENDFILE_ARGUMENT_INVALID', message)
}

/** Asynchronous, so that what a listener throws or rejects with ends here: no answer depends on who watches. */
async function tell(listener: Listener, event: XsendfileEvent): Promise<void> {
  try {
    await listener(event as never)
  } catch {
    // Nobody is left to be told.
  }
}

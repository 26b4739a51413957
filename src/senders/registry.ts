import type { Sender } from '../core/sender.ts'
import { embedded } from './embedded.ts'
import { nginx } from './nginx.ts'

/** How the senders that an environment can choose are made, by name. A new server is a line here. */
export const senders: Readonly<Record<string, SenderMaker>> = {
  embedded: { takesPrefix: false, make: () => embedded() },
  nginx: { takesPrefix: true, make: (prefix) => nginx(prefix) },
}

/** Makes a sender from what an environment can say about it. */
export interface SenderMaker {
  /** Whether it needs a prefix; then there is no sender without one. */
  readonly takesPrefix: boolean
  make(prefix: string): Sender
}

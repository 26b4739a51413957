import type { Sender } from '../core/sender.ts'
import type { ConfigurableSender } from './configuration.ts'

/** What a sender can be told by the environment and the command line. */
interface SenderChoice {
  readonly prefix?: string | undefined
  /** The root as the server sees it. */
  readonly root?: string | undefined
  /** A version of the server, or `generated` for the configuration that makes all of them alike. */
  readonly version?: string | undefined
  /** More fields for the server to put back. */
  readonly fields?: readonly string[] | undefined
}

/** What documentation and help say of a server. */
interface SenderFacts {
  /** The name of the server. */
  readonly title: string
  /** The field that it reads. */
  readonly field: string
  /** What the tests run, or that they run none. */
  readonly tested: string
  /** The names that it cannot be given. */
  readonly names: string
  /** The requests whose answers it is not trusted with. */
  readonly requests: string
  /** Which fields of the application reach the client, and how. */
  readonly fields: string
  /** Whether what is swapped for a link after the check is refused, and by what. */
  readonly links: string
  /** What nothing can be done about. */
  readonly exceptions: readonly string[]
}

/** A row of the table of senders. */
export interface SenderRow {
  /** What it must be told: a prefix for each root, how the server sees the root, or nothing. */
  readonly takes: 'prefix' | 'root' | undefined
  /** The versions that make a difference, as one writes them. */
  readonly versions?: readonly string[]
  /** Whether it can be told of more fields. */
  readonly takesFields?: boolean
  make(choice: SenderChoice): Sender
  readonly facts: SenderFacts
}

/** Whether a sender can write the configuration of its server. */
export function isConfigurable(sender: Sender): sender is ConfigurableSender {
  return 'configuration' in sender && typeof sender.configuration === 'function'
}

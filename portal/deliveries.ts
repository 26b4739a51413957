import type { Sent } from 'xsendfile/node'

/** A file that was sent, or handed over to be sent. */
export interface Delivery {
  readonly id: number
  readonly at: Date
  readonly user: string
  /** The path below the root, decoded. */
  readonly path: readonly string[]
  /** The path of its URL. */
  readonly address: string
  readonly sent: Sent
  /** How many ranges the request asked for. */
  readonly ranges: number
  /** How long the application was busy with it in milliseconds; `undefined` until its answer is closed. */
  readonly milliseconds: number | undefined
  /** Whether the client left before the end. */
  readonly isBrokenOff: boolean
}

/** Is told of every delivery: when it is first known, and when its answer is closed. */
export type DeliveryListener = (delivery: Delivery) => void

/** Deliveries that are remembered: more than a page shows, since not everybody may see each. */
const mostRemembered = 500

/** Deliveries that a page shows. */
export const shownDeliveries = 20

/** The latest deliveries, the newest first. */
export class Deliveries {
  readonly listeners = new Set<DeliveryListener>()
  readonly #deliveries: Delivery[] = []
  #nextId = 1

  add(delivery: Omit<Delivery, 'id'>): Delivery {
    const added = { ...delivery, id: this.#nextId }
    this.#nextId += 1
    this.#deliveries.unshift(added)
    this.#deliveries.splice(mostRemembered)
    this.#tell(added)
    return added
  }

  /** Puts what is known now in the place of what was known before. */
  update(delivery: Delivery): void {
    const index = this.#deliveries.findIndex(({ id }) => id === delivery.id)
    if (index !== -1) this.#deliveries[index] = delivery
    this.#tell(delivery)
  }

  /** The newest that somebody may see. */
  latest(count: number, maySee: (path: readonly string[]) => boolean): readonly Delivery[] {
    return this.#deliveries.filter(({ path }) => maySee(path)).slice(0, count)
  }

  latestOf(address: string): Delivery | undefined {
    return this.#deliveries.find((delivery) => delivery.address === address)
  }

  #tell(delivery: Delivery): void {
    for (const listener of this.listeners) listener(delivery)
  }
}

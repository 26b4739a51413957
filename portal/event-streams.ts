import type { ServerResponse } from 'node:http'
import type { DeliveryNote } from './browser/messages.ts'
import { type Deliveries, type Delivery, shownDeliveries } from './deliveries.ts'
import { clockText, deliveryText } from './formats.ts'
import { shownName } from './html.ts'
import { ownFields } from './reply.ts'
import { watchVitals } from './vitals.ts'

/** Milliseconds between two signs of life, which keep front ends from closing a quiet stream. */
const quiet = 20_000

/** Bytes that may wait for a client that does not read. */
const mostWaiting = 1_000_000

/** Tells a page how the application's process is, until it leaves. */
export function answerVitals(response: ServerResponse): void {
  response.on('close', watchVitals(openStream(response)))
}

/** Tells a page of files that were sent, until it leaves. */
export function answerDeliveries(
  response: ServerResponse,
  deliveries: Deliveries,
  maySee: (path: readonly string[]) => boolean,
): void {
  const send = openStream(response)
  // What was sent since the page was made, or since a connection broke off, is not left out.
  for (const delivery of deliveries.latest(shownDeliveries, maySee).toReversed()) send(noteOf(delivery))
  const listener = (delivery: Delivery): void => {
    if (maySee(delivery.path)) send(noteOf(delivery))
  }
  deliveries.listeners.add(listener)
  response.on('close', () => void deliveries.listeners.delete(listener))
}

export function noteOf(delivery: Delivery): DeliveryNote {
  const { id, address, path, at, user, sent } = delivery
  const name = shownName(path.join(' / '))
  return { id, address, name, user, sender: sent.sender, time: clockText(at), text: deliveryText(delivery) }
}

/** Begins a stream of server-sent events. @returns what sends one */
function openStream(response: ServerResponse): (data: object) => void {
  // nginx would gather the events otherwise.
  response.writeHead(200, { ...ownFields, 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' })
  response.write(': hello\n\n')
  const timer = setInterval(() => response.write(': still here\n\n'), quiet)
  response.on('close', () => clearInterval(timer))
  return (data) => {
    if (response.writableLength > mostWaiting) response.destroy()
    else response.write(`data: ${JSON.stringify(data)}\n\n`)
  }
}

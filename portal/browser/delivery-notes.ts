import { make } from './elements.ts'
import { watchEvents } from './events.ts'
import type { DeliveryNote } from './messages.ts'

/** Lines that are kept. */
const mostLines = 20

/** Shows what is sent as it is sent, in the row of the file and in the list below. */
export function watchDeliveries(): void {
  const list = document.querySelector('#recent')
  if (list === null) return
  watchEvents('/deliveries', (message) => {
    const note = message as DeliveryNote
    const known = list.querySelector(`[data-id="${note.id}"]`)
    if (known === null) list.prepend(lineOf(note))
    else known.replaceWith(lineOf(note))
    while (list.childElementCount > mostLines) list.lastElementChild?.remove()
    cellOf(note)?.replaceChildren(senderOf(note.sender), ' ', make('span', { textContent: note.text }))
  })
}

function lineOf({ id, name, time, user, text, sender }: DeliveryNote): HTMLElement {
  const texts = [time, user, text].map((textContent) => make('span', { textContent }))
  const line = make('li', {}, make('bdi', { className: 'name', textContent: name }), ...texts)
  line.append(senderOf(`sent by ${sender}`))
  line.dataset['id'] = String(id)
  return line
}

function senderOf(textContent: string): HTMLElement {
  return make('span', { className: 'sender', textContent })
}

function cellOf({ address }: DeliveryNote): Element | null | undefined {
  const links = [...document.querySelectorAll<HTMLAnchorElement>('.files a[data-kind]')]
  return links
    .find(({ pathname }) => pathname === address)
    ?.closest('tr')
    ?.querySelector('.sent')
}

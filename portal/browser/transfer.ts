import { announce, make, sizeText } from './elements.ts'

/** What can be done with a transfer while it goes on. */
export interface TransferButtons {
  readonly pause?: () => void
  readonly resume?: () => void
  readonly cancel: () => void
}

/** A file on its way, with its progress: a card at the foot of the page. */
export class Transfer {
  readonly #name: string
  readonly #card: HTMLElement
  readonly #progress = make('progress', { max: 1, value: 0 })
  readonly #text = make('span', { className: 'soft' })
  readonly #pause = make('button', { textContent: 'Pause' })
  readonly #cancel = make('button', { textContent: 'Cancel' })
  #isPaused = false

  constructor(verb: string, name: string, { pause, resume, cancel }: TransferButtons) {
    this.#name = name
    this.#progress.setAttribute('aria-label', `${verb} ${name}`)
    this.#cancel.setAttribute('aria-label', `Cancel ${name}`)
    this.#pause.hidden = pause === undefined
    const title = make('bdi', { className: 'name', textContent: name })
    this.#card = make('li', {}, title, this.#text, this.#progress, this.#pause, this.#cancel)
    this.#pause.addEventListener('click', () => (this.#isPaused ? resume?.() : pause?.()))
    this.#cancel.addEventListener('click', () => {
      cancel()
      this.remove()
    })
    tray().append(this.#card)
    announce(`${verb} ${name}`)
  }

  goesOn(done: number, total: number): void {
    this.#isPaused = false
    this.#pause.textContent = 'Pause'
    this.#progress.max = Math.max(total, 1)
    this.#progress.value = done
    this.#text.textContent = `${sizeText(done)} of ${sizeText(total)}`
  }

  /** @param why told beside the button that goes on */
  pauses(why: string): void {
    this.#isPaused = true
    this.#pause.textContent = 'Resume'
    this.#say(`${why} at ${sizeText(this.#progress.value)}`)
  }

  /** The card stays until it is put away, with what became of the transfer. */
  ends(text: string): void {
    this.#progress.remove()
    this.#pause.remove()
    this.#cancel.textContent = 'Dismiss'
    this.#cancel.setAttribute('aria-label', `Dismiss ${this.#name}`)
    this.#say(text)
  }

  remove(): void {
    const list = this.#card.parentElement
    this.#card.remove()
    if (list?.childElementCount === 0) list.parentElement?.remove()
  }

  #say(text: string): void {
    this.#text.textContent = text
    announce(`${this.#name}: ${text}`)
  }
}

function tray(): Element {
  const present = document.querySelector('#transfers ul')
  if (present !== null) return present
  const list = make('ul')
  const place = make('section', { id: 'transfers', ariaLabel: 'Transfers' }, list)
  document.body.append(place)
  return list
}

import { announce, chunksOf, make, numberText, sizeText } from './elements.ts'
import { watchEvents } from './events.ts'
import { Measurement, measures } from './measurement.ts'
import type { Vitals } from './messages.ts'

/** Milliseconds between two updates of the progress. */
const frame = 100

/** Measures what the same download costs the application in each way, one after the other. */
export function watchComparison(): void {
  const table = document.querySelector<HTMLTableElement>('#comparison')
  if (table !== null) new Comparison(table).begin()
}

class Comparison {
  readonly #measurements: readonly Measurement[]
  readonly #buttons: HTMLButtonElement[] = []
  #running: Measurement | undefined
  #waiting: ((vitals: Vitals) => void)[] = []
  #beginStream: () => void = () => undefined

  constructor(table: HTMLTableElement) {
    const links = [...table.querySelectorAll<HTMLAnchorElement>('[data-run]')]
    this.#measurements = links.map((link) => {
      const measurement = new Measurement(table, link.dataset['run'] ?? '')
      const button = make('button', { className: link.className, textContent: link.textContent })
      button.setAttribute('aria-label', link.getAttribute('aria-label') ?? '')
      const progress = make('progress', { max: Number(link.dataset['size']), value: 0, hidden: true })
      progress.setAttribute('aria-label', button.ariaLabel ?? '')
      button.addEventListener('click', () => void this.#run(measurement, link.href, progress, button))
      this.#buttons.push(button)
      link.replaceWith(button, progress)
      return measurement
    })
  }

  begin(): void {
    document.querySelector('#without-script')?.remove()
    const now = make('span')
    document.querySelector('#now')?.append(' ', now)
    this.#beginStream = watchEvents('/vitals', (message) => {
      const vitals = message as Vitals
      const { memory, cpuPercent, delay } = vitals
      now.textContent = `${sizeText(memory)} · ${Math.round(cpuPercent)} % CPU · ${numberText(delay)} ms delay`
      this.#running?.sample(vitals)
      this.#draw()
      for (const resolve of this.#waiting) resolve(vitals)
      this.#waiting = []
    })
  }

  async #run(
    measurement: Measurement,
    address: string,
    progress: HTMLProgressElement,
    button: HTMLButtonElement,
  ): Promise<void> {
    if (this.#running !== undefined) return
    this.#running = measurement
    for (const each of this.#buttons) each.ariaDisabled = 'true'
    progress.hidden = false
    try {
      // From reading to reading of one stream, so that nothing of the download is left out.
      this.#beginStream()
      measurement.begin(await this.#nextVitals())
      announce(`${button.ariaLabel}: under way`)
      const seconds = await download(address, progress)
      await this.#nextVitals()
      measurement.end(seconds)
      announce(measurement.text)
    } catch (error) {
      measurement.fail()
      announce(`The download broke off: ${String(error)}`)
    }
    progress.hidden = true
    this.#running = undefined
    for (const each of this.#buttons) each.ariaDisabled = null
  }

  #nextVitals(): Promise<Vitals> {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  /** Lines beside each other have one scale. */
  #draw(): void {
    for (const measure of measures) {
      const top = Math.max(...this.#measurements.map((each) => each.lines[measure].highest))
      for (const { lines } of this.#measurements) lines[measure].draw(top)
    }
  }
}

/** Reads a file to its end and counts, without keeping it. @returns seconds */
async function download(address: string, progress: HTMLProgressElement): Promise<number> {
  const begun = performance.now()
  // Another port is another origin; the session's cookie belongs to both.
  const response = await fetch(address, { credentials: 'include', cache: 'no-store' })
  if (!response.ok) throw new Error(`the server answered ${response.status}`)
  let received = 0
  let shown = begun
  for await (const chunk of chunksOf(response)) {
    received += chunk.length
    if (performance.now() - shown < frame) continue
    shown = performance.now()
    progress.value = received
  }
  if (received !== progress.max) throw new Error(`${received} bytes came`)
  return (performance.now() - begun) / 1000
}

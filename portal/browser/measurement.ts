import { make, numberText, sizeText } from './elements.ts'
import type { Vitals } from './messages.ts'
import { Sparkline } from './sparkline.ts'

/** What there is a line for; the time has none. */
export const measures = ['cpu', 'memory', 'delay'] as const

/** What is measured of the application while a download runs. */
export type Measure = (typeof measures)[number]

/** What a download in one way costs the application: a column of the table. */
export class Measurement {
  readonly lines: Readonly<Record<Measure, Sparkline>> = {
    cpu: new Sparkline(),
    memory: new Sparkline(),
    delay: new Sparkline(),
  }
  readonly #figures = new Map<string, HTMLElement>()
  readonly #way: string
  #first: Vitals | undefined

  constructor(table: HTMLTableElement, way: string) {
    this.#way = way
    for (const measure of ['time', ...measures] as const) {
      const figure = make('span', { className: 'figure', textContent: '–' })
      const cell = table.querySelector(`[data-way="${way}"][data-measure="${measure}"]`)
      cell?.replaceChildren(figure, ...(measure === 'time' ? [] : [this.lines[measure].element]))
      this.#figures.set(measure, figure)
    }
  }

  /** What was measured, in a sentence. */
  get text(): string {
    const [time, cpu, memory, delay] = [...this.#figures.values()].map(({ textContent }) => textContent)
    return `${this.#way}: ${time}, CPU ${cpu}, memory ${memory}, event-loop delay ${delay}`
  }

  begin(first: Vitals): void {
    this.#first = first
    for (const line of Object.values(this.lines)) line.clear()
    this.#show('time', '…')
    this.sample(first)
  }

  sample(vitals: Vitals): void {
    const first = this.#first
    if (first === undefined) return
    this.lines.cpu.add(vitals === first ? 0 : vitals.cpuPercent)
    this.lines.memory.add(Math.max(0, vitals.memory - first.memory))
    this.lines.delay.add(vitals === first ? 0 : vitals.delay)
    this.#show('cpu', `${(vitals.cpuSeconds - first.cpuSeconds).toFixed(2)} s`)
    this.#show('memory', sizeText(this.lines.memory.highest))
    this.#show('delay', `${numberText(vitals.delaySinceBegin)} ms`)
  }

  end(seconds: number): void {
    this.#first = undefined
    this.#show('time', `${seconds.toFixed(2)} s`)
  }

  fail(): void {
    this.#first = undefined
    this.#show('time', 'broken off')
  }

  #show(measure: string, text: string): void {
    const figure = this.#figures.get(measure)
    if (figure !== undefined) figure.textContent = text
  }
}

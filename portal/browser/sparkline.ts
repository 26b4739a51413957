const svg = 'http://www.w3.org/2000/svg'
const width = 120
const height = 32

/** A small line of numbers over time. It says nothing that a figure beside it does not say. */
export class Sparkline {
  readonly element = document.createElementNS(svg, 'svg')
  readonly #line = document.createElementNS(svg, 'polyline')
  #values: number[] = []

  constructor() {
    this.element.setAttribute('viewBox', `0 -2 ${width} ${height + 4}`)
    this.element.setAttribute('preserveAspectRatio', 'none')
    this.element.setAttribute('class', 'sparkline')
    this.element.setAttribute('aria-hidden', 'true')
    this.#line.setAttribute('vector-effect', 'non-scaling-stroke')
    this.element.append(this.#line)
  }

  get highest(): number {
    return Math.max(0, ...this.#values)
  }

  clear(): void {
    this.#values = []
    this.draw(1)
  }

  add(value: number): void {
    this.#values.push(value)
  }

  /** @param top the value at the upper edge, which lines beside each other have in common */
  draw(top: number): void {
    const step = width / Math.max(1, this.#values.length - 1)
    const points = this.#values.map(
      (value, index) => `${index * step},${height - (height * value) / (top || 1)}`,
    )
    this.#line.setAttribute('points', points.join(' '))
  }
}

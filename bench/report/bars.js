// @ts-check
import { line, number, svg, text, width } from './svg.js'
import { shown } from './figures.js'

/**
 * @typedef {object} Bar
 * @property {string} label
 * @property {import('../statistics.js').Spread} spread
 * @property {boolean} ours
 */

/**
 * @typedef {object} Panel
 * @property {string} title what the bars stand for, and whether more or less is better
 * @property {number} digits after the point
 * @property {readonly Bar[]} bars
 */

const margin = 24
const labelWidth = 200
const valueWidth = 80
const barHeight = 20
const step = 30
const headHeight = 44
const noteHeight = 34

/**
 * Bars from left to right, each with its median, a line from the least to the most, and its number.
 *
 * @param {string} title
 * @param {readonly Panel[]} panels
 * @param {string} note below
 */
export function barChart(title, panels, note) {
  const content = []
  let y = 0
  for (const panel of panels) {
    content.push(text(margin, y + 30, panel.title, 'title'))
    y += headHeight
    const most = Math.max(...panel.bars.map(({ spread }) => spread.max))
    for (const bar of panel.bars) {
      content.push(...barAt(y, bar, most, panel.digits))
      y += step
    }
  }
  content.push(text(margin, y + 20, note, 'faint'))
  return svg(y + noteHeight, title, content)
}

/**
 * @param {number} y
 * @param {Bar} bar
 * @param {number} most
 * @param {number} digits
 */
function barAt(y, { label, spread, ours }, most, digits) {
  const left = margin + labelWidth
  const scale = (width - left - valueWidth - margin) / most
  const middle = y + barHeight / 2
  const [min, median, max] = [spread.min, spread.median, spread.max].map((value) => left + value * scale)
  return [
    text(left - 12, middle + 5, label, 'end'),
    `<rect x="${left}" y="${y}" width="${number(Math.max(1, (median ?? left) - left))}" height="${barHeight}" rx="3" class="${ours ? 'ours' : 'others'}"/>`,
    line([min ?? left, middle], [max ?? left, middle], 'spread'),
    text((max ?? left) + 8, middle + 5, shown(spread.median, digits)),
  ]
}

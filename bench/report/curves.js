// @ts-check
import { digitsOf, shown, titleOf } from './figures.js'
import { line, number, svg, text, width } from './svg.js'

/** @typedef {import('../rows/rows.js').CurveRow} CurveRow */
/** @typedef {import('../measure-row.js').RowResult} RowResult */

const height = 360
const frame = { left: 84, right: width - 24, top: 84, bottom: height - 56 }

/**
 * One figure as something grows: a line for each contestant, and at each point a mark from the least to the most.
 *
 * @param {CurveRow} row
 * @param {RowResult} result
 */
export function curveChart(row, { points }) {
  const spreads = points.flatMap(({ contestants }) =>
    contestants.flatMap(({ metrics }) => metrics[row.metric] ?? []),
  )
  const most = Math.max(...spreads.map(({ max }) => max))
  const least = Math.min(...spreads.map(({ min }) => min))
  const y = row.logarithmic ? logarithmic(least, most) : linear(most)
  const x = logarithmic(points[0]?.x ?? 1, points.at(-1)?.x ?? 1)
  /** @type {Scales} */
  const scales = {
    x: (value) => frame.left + 12 + x.at(value) * (frame.right - frame.left - 24),
    y: (value) => frame.bottom - y.at(value) * (frame.bottom - frame.top),
  }
  const names = points[0]?.contestants.map(({ name }) => name) ?? []
  return svg(height, `${row.title}: ${titleOf(row.metric)}`, [
    text(24, 30, titleOf(row.metric), 'title'),
    ...names.flatMap(legend),
    ...y.ticks.flatMap((tick) => [
      line([frame.left, scales.y(tick)], [frame.right, scales.y(tick)], 'rule'),
      text(
        frame.left - 10,
        scales.y(tick) + 4,
        shown(tick, tick < 1 ? digitsOf(row.metric) : 0),
        'faint end',
      ),
    ]),
    ...points.map((point) => text(scales.x(point.x), frame.bottom + 20, point.label, 'faint middle')),
    text((frame.left + frame.right) / 2, height - 14, row.axis, 'faint middle'),
    ...names.flatMap((name, index) => curve(name, index, row.metric, points, scales)),
  ])
}

/**
 * @typedef {object} Scales values to pixels
 * @property {(value: number) => number} x
 * @property {(value: number) => number} y
 */

/**
 * @param {string} name
 * @param {number} index
 */
function legend(name, index) {
  const x = 24 + index * 190
  return [line([x, 54], [x + 22, 54], `line series-${index}`), text(x + 30, 59, name)]
}

/**
 * @param {string} name
 * @param {number} index
 * @param {string} metric
 * @param {RowResult['points']} points
 * @param {Scales} scales
 */
function curve(name, index, metric, points, scales) {
  const measured = points.flatMap(({ x, contestants }) => {
    const spread = contestants.find((contestant) => contestant.name === name)?.metrics[metric]
    return spread === undefined ? [] : [{ x: scales.x(x), spread }]
  })
  const path = measured.map(({ x, spread }) => `${number(x)},${number(scales.y(spread.median))}`).join(' ')
  return [
    `<polyline points="${path}" class="line series-${index}"/>`,
    ...measured.flatMap(({ x, spread }) => [
      line([x, scales.y(spread.min)], [x, scales.y(spread.max)], `series-${index}`),
      `<circle cx="${number(x)}" cy="${number(scales.y(spread.median))}" r="3.5" class="dot series-${index}"/>`,
    ]),
  ]
}

/**
 * @typedef {object} Axis
 * @property {(value: number) => number} at 0 to 1
 * @property {readonly number[]} ticks
 */

/**
 * From nothing to a round number.
 *
 * @param {number} most
 * @returns {Axis}
 */
function linear(most) {
  const power = 10 ** Math.floor(Math.log10(most))
  const step = [0.2, 0.5, 1, 2].map((factor) => factor * power).find((each) => most / each <= 6) ?? power
  const count = Math.ceil(most / step)
  return {
    at: (value) => value / (count * step),
    ticks: Array.from({ length: count + 1 }, (_, index) => index * step),
  }
}

/**
 * Every power of ten as far from the next.
 *
 * @param {number} least
 * @param {number} most
 * @returns {Axis}
 */
function logarithmic(least, most) {
  const [from, to] = [Math.log10(least), Math.log10(most)]
  const first = Math.ceil(from)
  return {
    at: (value) => (to === from ? 0.5 : (Math.log10(value) - from) / (to - from)),
    ticks: Array.from({ length: Math.floor(to) - first + 1 }, (_, index) => 10 ** (first + index)),
  }
}

// @ts-check
import { digitsOf, shown, shownRatio, titleOf } from './figures.js'

/** @typedef {import('../rows/rows.js').ClaimRow} ClaimRow */
/** @typedef {import('../measure-row.js').RowResult} RowResult */

/**
 * A row as Markdown: what it is held to, then what it was measured from.
 *
 * @param {import('../rows/rows.js').Row} row
 * @param {RowResult} result
 */
export function rowSection(row, result) {
  const parts = [`### ${row.title}`, `\`npm run bench -- --only ${row.name}\``]
  if (result.error !== undefined) return [...parts, `**Could not be measured:** ${result.error}`].join('\n\n')
  if (result.claims.length > 0) parts.push(claimTable(result.claims))
  parts.push('points' in row ? curveTable(row, result) : figureTable(row, result))
  if (result.absent.length > 0) parts.push(`Not available: ${result.absent.join(', ')}.`)
  return parts.join('\n\n')
}

/** @param {RowResult['claims']} claims */
function claimTable(claims) {
  return table(['', ...claimHead], claims.map(claimCells))
}

/** What stands above the cells of a claim, after the first. */
export const claimHead = ['of', 'median', 'min - max', 'floor', 'aim', '']

/** @param {import('../claims.js').Judged} claim */
export function claimCells({ of, against, metric, floor, aim, less = false, median, min, max, met }) {
  const write = (/** @type {number} */ value) =>
    against === undefined ? shown(value, digitsOf(metric)) : shownRatio(value)
  const sign = less ? '≤ ' : '≥ '
  return [
    against === undefined ? of : `${of} / ${against}`,
    titleOf(metric),
    write(median),
    `${write(min)} - ${write(max)}`,
    floor === undefined ? '' : sign + write(floor),
    aim === undefined ? '' : sign + write(aim),
    met === undefined ? '' : met ? 'met' : '**missed**',
  ]
}

/**
 * @param {ClaimRow} row
 * @param {RowResult} result
 */
function figureTable({ metrics }, { contestants }) {
  const lines = contestants.map(({ name, metrics: measured }) => [
    name,
    ...metrics.map((metric) => shownSpread(metric, measured[metric])),
  ])
  return table(['', ...metrics.map(titleOf)], lines)
}

/**
 * @param {import('../rows/rows.js').CurveRow} row
 * @param {RowResult} result
 */
function curveTable({ axis, metric }, { points }) {
  const names = points[0]?.contestants.map(({ name }) => name) ?? []
  const lines = points.map(({ label, contestants }) => [
    label,
    ...contestants.map(({ metrics }) => shownSpread(metric, metrics[metric])),
  ])
  return table([axis, ...names.map((name) => `${name}, ${titleOf(metric)}`)], lines)
}

/**
 * @param {string} metric
 * @param {import('../statistics.js').Spread | undefined} spread
 */
function shownSpread(metric, spread) {
  if (spread === undefined || !Number.isFinite(spread.median)) return ''
  const [median, min, max] = [spread.median, spread.min, spread.max].map((value) =>
    shown(value, digitsOf(metric)),
  )
  return min === max ? median : `${median} (${min} - ${max})`
}

/**
 * @param {readonly string[]} head
 * @param {readonly (readonly (string | undefined)[])[]} lines
 */
export function table(head, lines) {
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'))
  return [head, rule, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

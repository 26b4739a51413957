// @ts-check
import { figures, shown, shownRatio } from './figures.js'

/**
 * A row as Markdown: what it is held to, then what it was measured from.
 *
 * @param {import('../measure-row.js').RowResult} row
 */
export function rowSection(row) {
  const parts = [`### ${row.title}`, `\`npm run bench -- --only ${row.name}\``]
  if (row.error !== undefined) return [...parts, `**Could not be measured:** ${row.error}`].join('\n\n')
  if (row.claims.length > 0) parts.push(claimTable(row))
  parts.push(figureTable(row))
  if (row.absent.length > 0) parts.push(`Not available: ${row.absent.join(', ')}.`)
  return parts.join('\n\n')
}

/** @param {import('../measure-row.js').RowResult} row */
function claimTable({ claims }) {
  const lines = claims.map((claim) => {
    const { of, against, metric, floor, aim, less = false, median, min, max, met } = claim
    const write = against === undefined ? (/** @type {number} */ value) => shown(value) : shownRatio
    const title = figures[metric]?.title ?? metric
    const sign = less ? '≤ ' : '≥ '
    return [
      against === undefined ? `${of}: ${title}` : `${of} / ${against}: ${title}`,
      write(median),
      `${write(min)} - ${write(max)}`,
      floor === undefined ? '' : sign + write(floor),
      aim === undefined ? '' : sign + write(aim),
      met === undefined ? '' : met ? 'met' : '**missed**',
    ]
  })
  return table(['', 'median', 'min - max', 'floor', 'aim', ''], lines)
}

/** @param {import('../measure-row.js').RowResult} row */
function figureTable({ contestants, metrics }) {
  const titles = metrics.map((metric) => figures[metric]?.title ?? metric)
  const lines = contestants.map(({ name, metrics: measured }) => [
    name,
    ...metrics.map((metric) => {
      const { median, min, max } = measured[metric] ?? {
        median: Number.NaN,
        min: Number.NaN,
        max: Number.NaN,
      }
      const digits = figures[metric]?.digits ?? 2
      if (!Number.isFinite(median)) return ''
      return `${shown(median, digits)} (${shown(min, digits)} - ${shown(max, digits)})`
    }),
  ])
  return table(['', ...titles], lines)
}

/**
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} lines
 */
export function table(head, lines) {
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'))
  return [head, rule, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

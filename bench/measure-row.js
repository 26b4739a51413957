// @ts-check
import { judge } from './claims.js'
import { measurePoint } from './measure-point.js'
import { spreadOf } from './statistics.js'

/** @typedef {Record<string, import('./statistics.js').Spread>} Summary figures by name */

/** @typedef {{ name: string, metrics: Summary }} Summarized */

/**
 * What a row came to.
 *
 * @typedef {object} RowResult
 * @property {string} name
 * @property {readonly Summarized[]} contestants
 * @property {readonly import('./claims.js').Judged[]} claims
 * @property {readonly { label: string, x: number, contestants: readonly Summarized[] }[]} points of a curve
 * @property {readonly string[]} absent contestants that are not available here
 * @property {number} seconds that all of it took
 * @property {number} [loadBefore] the load average of the minute before the run
 * @property {string} [error] why it could not be measured
 */

/**
 * @param {import('./rows/rows.js').Row} row
 * @param {import('./measure-point.js').Surroundings} surroundings
 * @returns {Promise<RowResult>}
 */
export async function measureRow(row, surroundings) {
  const begun = performance.now()
  const result =
    'points' in row ? await measureCurve(row, surroundings) : await measureClaims(row, surroundings)
  return { name: row.name, ...result, seconds: (performance.now() - begun) / 1000 }
}

/**
 * @param {import('./rows/rows.js').ClaimRow} row
 * @param {import('./measure-point.js').Surroundings} surroundings
 */
async function measureClaims(row, surroundings) {
  const { figures, absent } = await measurePoint(row, surroundings)
  // One round without a warm-up says nothing about floors.
  const claims = surroundings.quick ? [] : row.claims.flatMap((claim) => judge(claim, figures) ?? [])
  return { contestants: summaryOf(figures), claims, points: [], absent }
}

/**
 * @param {import('./rows/rows.js').CurveRow} row
 * @param {import('./measure-point.js').Surroundings} surroundings
 */
async function measureCurve({ points, ...shared }, surroundings) {
  const measured = []
  for (const { label, x, ...point } of points) {
    const { figures } = await measurePoint({ ...shared, ...point }, surroundings)
    measured.push({ label, x, contestants: summaryOf(figures) })
  }
  return { contestants: [], claims: [], points: measured, absent: [] }
}

/**
 * @param {import('./rounds.js').Figures} figures
 * @returns {Summarized[]}
 */
function summaryOf(figures) {
  return Array.from(figures, ([name, rounds]) => {
    const metrics = Object.keys(rounds[0] ?? {}).map((metric) => [
      metric,
      spreadOf(rounds.map((round) => round[metric] ?? Number.NaN)),
    ])
    return { name, metrics: Object.fromEntries(metrics) }
  })
}

// @ts-check
import { spreadOf } from './statistics.js'

/**
 * What a row holds a contestant to.
 *
 * @typedef {object} Claim
 * @property {string} of a contestant
 * @property {string} [against] another contestant: then the figure is the ratio of the two
 * @property {string} metric
 * @property {number} [floor] what it must reach; only reported where it is left out
 * @property {number} [aim] what it should reach
 * @property {boolean} [less] whether less is better
 */

/**
 * @typedef {Claim & import('./statistics.js').Spread & { met: boolean | undefined }} Judged
 */

/**
 * Ratios are those of medians; the least and the most are those of rounds, in which both ran one after the other.
 *
 * @param {Claim} claim
 * @param {ReadonlyMap<string, readonly import('./loads/loads.js').Metrics[]>} figures
 * @returns {Judged | undefined} `undefined` where a contestant is not available
 */
export function judge(claim, figures) {
  const ours = valuesOf(figures, claim.of, claim.metric)
  const theirs = claim.against === undefined ? undefined : valuesOf(figures, claim.against, claim.metric)
  if (ours.length === 0 || theirs?.length === 0) return undefined
  const spread = theirs === undefined ? spreadOf(ours) : ratioOf(ours, theirs)
  return { ...claim, ...spread, met: isMet(spread.median, claim) }
}

/**
 * @param {readonly number[]} ours
 * @param {readonly number[]} theirs
 */
function ratioOf(ours, theirs) {
  const { min, max } = spreadOf(ours.map((value, round) => value / (theirs[round] ?? Number.NaN)))
  return { median: spreadOf(ours).median / spreadOf(theirs).median, min, max }
}

/**
 * @param {number} median
 * @param {Claim} claim
 */
function isMet(median, { floor, less = false }) {
  if (floor === undefined) return undefined
  return less ? median <= floor : median >= floor
}

/**
 * @param {ReadonlyMap<string, readonly import('./loads/loads.js').Metrics[]>} figures
 * @param {string} name
 * @param {string} metric
 */
function valuesOf(figures, name, metric) {
  return (figures.get(name) ?? []).map((metrics) => metrics[metric] ?? Number.NaN)
}

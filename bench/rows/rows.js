// @ts-check
import { embedded100k, embedded1k, notModified } from './embedded-small.js'
import { handOver, handOver1k } from './hand-over-small.js'

/**
 * One measurement: who takes part, what is asked of them, and what we hold ourselves to.
 *
 * @typedef {object} Row
 * @property {string} name for `--only`
 * @property {string} title
 * @property {readonly string[]} contestants by their names in contestants.js
 * @property {readonly string[]} files below the root, by size: `1k.pdf`
 * @property {import('../loads/loads.js').Load} load
 * @property {number} rounds
 * @property {number} seconds of each round
 * @property {boolean} [fresh] whether every round has a server of its own, as memory asks for
 * @property {readonly import('../claims.js').Claim[]} claims
 * @property {readonly string[]} metrics that are shown of every contestant
 */

/** @type {readonly Row[]} */
export const rows = [handOver, handOver1k, embedded1k, embedded100k, notModified]

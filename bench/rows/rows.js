// @ts-check
import { embedded10m, embedded10mOthers, embedded1g } from './embedded-large.js'
import {
  embedded100k,
  embedded1k,
  embedded1kMany,
  embedded1kUnderFrameworks,
  notModified,
} from './embedded-small.js'
import { byClients, byDepth, byFiles, byProcesses, bySize } from './growth.js'
import { handOver10m, handOver1g, handOverCpu, handOverElsewhere } from './hand-over-large.js'
import { handOver, handOver1k, handOverMany } from './hand-over-small.js'
import { fetchDoor, fieldCost, multipartRanges } from './ranges-and-fields.js'
import { crowd, slowClients, stalledClients } from './slow-clients.js'

/**
 * One measurement: who takes part, what is asked of them, and what we hold ourselves to.
 *
 * @typedef {Named & import('../measure-point.js').Point & {
 *   readonly claims: readonly import('../claims.js').Claim[]
 *   readonly metrics: readonly string[]
 *   readonly explanation?: string
 * }} ClaimRow `metrics` are shown of every contestant
 */

/**
 * One figure as something grows.
 *
 * @typedef {Named & Omit<import('../measure-point.js').Point, 'load'> & {
 *   readonly axis: string
 *   readonly metric: string
 *   readonly logarithmic?: boolean
 *   readonly points: readonly CurvePoint[]
 *   readonly explanation: string
 * }} CurveRow
 */

/**
 * @typedef {Partial<import('../measure-point.js').Point> & Pick<import('../measure-point.js').Point, 'load'> & {
 *   readonly label: string
 *   readonly x: number
 * }} CurvePoint
 */

/**
 * @typedef {object} Named
 * @property {string} name for `--only`
 * @property {string} title
 */

/** @typedef {ClaimRow | CurveRow} Row */

/**
 * All there is to measure, in chapters.
 *
 * @type {readonly { readonly title: string, readonly rows: readonly Row[] }[]}
 */
export const chapters = [
  {
    title: 'Handing over',
    rows: [handOver, handOverMany, handOver1k, handOver10m, handOver1g, handOverCpu, ...handOverElsewhere],
  },
  {
    title: 'Sending embedded',
    rows: [
      embedded1k,
      embedded1kMany,
      ...embedded1kUnderFrameworks,
      embedded100k,
      embedded10m,
      embedded10mOthers,
      embedded1g,
      notModified,
      multipartRanges,
      fetchDoor,
      fieldCost,
    ],
  },
  { title: 'Many clients', rows: [slowClients, stalledClients, crowd] },
  { title: 'How cost grows', rows: [bySize, byClients, byFiles, byDepth, byProcesses] },
]

/** @type {readonly Row[]} */
export const rows = chapters.flatMap((chapter) => chapter.rows)

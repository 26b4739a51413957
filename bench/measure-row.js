// @ts-check
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { judge } from './claims.js'
import { contestants } from './contestants.js'
import { measureInTurn } from './rounds.js'
import { layFiles } from './sample-files.js'
import { spreadOf } from './statistics.js'

/**
 * What a row came to.
 *
 * @typedef {object} RowResult
 * @property {string} name
 * @property {string} title
 * @property {readonly string[]} metrics
 * @property {readonly { name: string, metrics: Record<string, import('./statistics.js').Spread> }[]} contestants
 * @property {readonly import('./claims.js').Judged[]} claims
 * @property {readonly string[]} absent contestants that are not available here
 * @property {number} rounds
 * @property {number} seconds that all of it took
 * @property {string} [error] why it could not be measured
 */

/**
 * @param {import('./rows/rows.js').Row} row
 * @param {{ folder: string, quick: boolean, absent: ReadonlySet<string> }} context
 * @returns {Promise<RowResult>}
 */
export async function measureRow(row, { folder, quick, absent }) {
  const begun = performance.now()
  const present = row.contestants.filter((name) => !absent.has(contestants[name]?.needs ?? ''))
  const root = join(folder, row.name)
  mkdirSync(root)
  try {
    const files = layFiles(root, row.files)
    const seconds = quick ? 0.3 : row.seconds
    const rounds = quick ? 1 : row.rounds
    const context = { seconds, quick, root, folder, files, paths: [] }
    const plan = { rounds, warmUp: quick ? 0 : 1, fresh: row.fresh ?? false }
    const figures = await measureInTurn(present, row.load, context, plan)
    return {
      name: row.name,
      title: row.title,
      metrics: row.metrics,
      contestants: present.map((name) => ({ name, metrics: summaryOf(figures.get(name) ?? []) })),
      // One round without a warm-up says nothing about floors.
      claims: quick ? [] : row.claims.flatMap((claim) => judge(claim, figures) ?? []),
      absent: row.contestants.filter((name) => !present.includes(name)),
      rounds,
      seconds: (performance.now() - begun) / 1000,
    }
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

/** @param {readonly import('./loads/loads.js').Metrics[]} rounds */
function summaryOf(rounds) {
  const names = Object.keys(rounds[0] ?? {})
  return Object.fromEntries(
    names.map((name) => [name, spreadOf(rounds.map((metrics) => metrics[name] ?? Number.NaN))]),
  )
}

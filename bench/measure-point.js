// @ts-check
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { contestants } from './contestants.js'
import { measureInTurn } from './rounds.js'
import { layFiles, layManyFiles } from './sample-files.js'

/**
 * Some files, and contestants that are asked for them.
 *
 * @typedef {object} Point
 * @property {readonly string[]} [files] below the root, by size: `1k.pdf`
 * @property {number} [manyFiles] how many files of 1 KB are in the root, a thousand of which are asked for in turn
 * @property {import('./loads/loads.js').Load} load
 * @property {readonly (string | PartOf)[]} contestants by their names in contestants.js
 * @property {number} rounds
 * @property {number} seconds of each round
 * @property {number} [warmUp] seconds before the first round, 1 when left out. Small requests take tens of thousands of
 *   them until the runtime has compiled what they run
 * @property {import('./loads/loads.js').Load} [warmUpLoad] what is asked for before that, for as long, where the load itself
 *   brings so few requests that the runtime would compile for minutes
 * @property {boolean} [fresh] whether every round has a server of its own, as memory asks for
 * @property {number} [mostDescriptors] that a server may have open
 */

/**
 * A contestant by another name, because it is asked for something else than the others.
 *
 * @typedef {object} PartOf
 * @property {string} label
 * @property {string} contestant
 * @property {import('./loads/loads.js').Load} load
 */

/**
 * @typedef {object} Surroundings
 * @property {string} folder
 * @property {boolean} quick
 * @property {ReadonlySet<string>} absent what is not available here
 */

/** Milliseconds after which the library takes a file for one that nobody is writing; no file in use is younger. */
const settling = 2100

/** Files that are asked for in turn, of many. */
const askedOfMany = 1000

/** The most files that a quick run makes, and the most bytes of one. */
const quickLimits = { files: 1000, bytes: 64 * 1024 * 1024 }

/**
 * Lays the files, measures, and removes them.
 *
 * @param {Point} point
 * @param {Surroundings} surroundings
 * @returns {Promise<{ figures: import('./rounds.js').Figures, absent: readonly string[] }>}
 */
export async function measurePoint(point, { folder, quick, absent }) {
  const all = entriesOf(point)
  const entries = all.filter(({ contestant }) => !absent.has(contestants[contestant]?.needs ?? ''))
  const root = join(folder, 'root')
  mkdirSync(root)
  try {
    const laid = lay(root, point, quick)
    if (!quick) await setTimeout(settling)
    const context = { seconds: quick ? 0.3 : point.seconds, quick, root, folder, ...laid }
    const figures = await measureInTurn(entries, context, {
      rounds: quick ? 1 : point.rounds,
      warmUp: quick ? 0 : (point.warmUp ?? 1),
      warmUpLoad: point.warmUpLoad,
      fresh: point.fresh ?? false,
      mostDescriptors: point.mostDescriptors,
    })
    return { figures, absent: all.filter((entry) => !entries.includes(entry)).map(({ label }) => label) }
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

/**
 * @param {Point} point
 * @returns {import('./rounds.js').Entry[]}
 */
function entriesOf({ contestants: parts, load }) {
  return parts.map((part) => (typeof part === 'string' ? { label: part, contestant: part, load } : part))
}

/**
 * @param {string} root
 * @param {Point} point
 * @param {boolean} quick
 */
function lay(root, { files = [], manyFiles = 0 }, quick) {
  const laid = layFiles(root, files, quick ? quickLimits.bytes : undefined)
  if (manyFiles === 0) return { files: laid, paths: [] }
  const many = layManyFiles(root, quick ? Math.min(manyFiles, quickLimits.files) : manyFiles, askedOfMany)
  for (const file of many) laid.set(file.name, file)
  return { files: laid, paths: many.map(({ name }) => `/${name}`) }
}

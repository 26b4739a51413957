// @ts-check
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { chapters } from '../rows/rows.js'
import { picturesOf } from './pictures.js'
import { claimCells, claimHead, rowSection, table } from './row-table.js'

/**
 * @typedef {object} Results
 * @property {import('../machine.js').Machine} machine
 * @property {readonly import('../measure-row.js').RowResult[]} rows
 */

const figuresFile = new URL('../results.json', import.meta.url)
const textFile = new URL('../results.md', import.meta.url)

/** The load average up to which a machine has nothing else to do; what was measured just before leaves half of it behind. */
export const quiet = 1

/** Where the pictures are. */
export const picturesFolder = new URL('../pictures/', import.meta.url)

/**
 * Keeps what a row came to instead of what it came to before: a run that is broken off loses nothing. Figures of another
 * machine, or of other versions, go.
 *
 * @param {import('../machine.js').Machine} machine
 * @param {import('../measure-row.js').RowResult} row
 */
export function keepRow(machine, row) {
  const last = lastResults()
  const others = isDeepStrictEqual(last.machine, machine)
    ? last.rows.filter(({ name }) => name !== row.name)
    : []
  writeFileSync(figuresFile, `${JSON.stringify({ machine, rows: [...others, row] }, undefined, 2)}\n`)
}

/** @returns {Results} */
export function lastResults() {
  return JSON.parse(readFileSync(figuresFile, 'utf8'))
}

/**
 * Writes `bench/results.md` and the pictures.
 *
 * @param {Results} results
 */
export function writeReport(results) {
  rmSync(picturesFolder, { recursive: true, force: true })
  mkdirSync(picturesFolder)
  for (const [name, text] of picturesOf(results.rows)) writeFileSync(new URL(name, picturesFolder), text)
  writeFileSync(textFile, textOf(results))
}

/**
 * What `bench/results.md` says.
 *
 * @param {Results} results
 */
export function textOf({ machine, rows }) {
  const named = new Map(rows.map((row) => [row.name, row]))
  const sections = chapters.map(({ title, rows: chapter }) => {
    const parts = chapter.flatMap((row) => {
      const result = named.get(row.name)
      return result === undefined
        ? []
        : [rowSection(row, result), ...picture(row, result), ...explanation(row)]
    })
    return [`## ${title}`, ...parts].join('\n\n')
  })
  return `${[
    introduction(rows),
    machineText(machine),
    '## What it is held to',
    summary(rows),
    ...sections,
  ].join('\n\n')}\n`
}

/** @param {Results['rows']} rows */
function summary(rows) {
  const lines = chapters.flatMap((chapter) =>
    chapter.rows.flatMap((row) => {
      const claims = rows.find(({ name }) => name === row.name)?.claims ?? []
      return claims
        .filter(({ floor }) => floor !== undefined)
        .map((claim) => [row.title, ...claimCells(claim)])
    }),
  )
  return table(['', '', ...claimHead], lines)
}

/** @param {Results['rows']} rows */
function introduction(rows) {
  const minutes = rows.reduce((sum, { seconds }) => sum + seconds, 0) / 60
  const busiest = Math.max(...rows.map(({ loadBefore = 0 }) => loadBefore))
  const warning =
    busiest > quiet
      ? `\n\n**The machine had other work (load average ${busiest.toFixed(1)} before the run): these figures say little.**`
      : ''
  return `# What was measured

Written by \`npm run bench\`, in ${Math.round(minutes)} minutes. Each server is a process of its own and keeps to one core, the load to the
other; "server, % of a core" and "load, % of a core" show which of them set the pace. Contestants take turns, round by round,
each round in another order, after a warm-up. Figures are medians, with the least and the most of all
rounds; a ratio is that of medians, with the least and the most of the ratios of rounds. Whatever is counted was looked at: every
byte of an answer before and after each round, and within it the status, the length and, in large files, pages of what came.

Where all connections ask for one file, those that ask at the same time share its opening, and of a small file what is read, as they would
in life. The rows of 1,000 files ask for each in turn, so that hardly two want the same.

The load of large files never sleeps, and its share of a core is the time in which it reads: in life clients are on other machines, and one
that sleeps on this one is woken at the server's expense, most often by the slowest server.

MB are millions of bytes for rates and 1,048,576 bytes for memory. Files lie in the page cache. All of the library's checks
are on.${warning}`
}

/** @param {import('../machine.js').Machine} machine */
function machineText({ processor, cores, memoryGigabytes, system, pinned, versions }) {
  const list = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  const shared = pinned ? '' : ' There is no `taskset` here: servers and loads share all cores.'
  return `${cores} cores of ${processor}, ${memoryGigabytes} GB of memory, ${system}. ${list.join(', ')}.${shared}`
}

/**
 * @param {import('../rows/rows.js').Row} row
 * @param {import('../measure-row.js').RowResult} result
 */
function picture(row, result) {
  return 'points' in row && result.points.length > 0 ? [`![${row.title}](pictures/${row.name}.svg)`] : []
}

/** @param {import('../rows/rows.js').Row} row */
function explanation({ explanation: words = '' }) {
  return words === '' ? [] : [words]
}

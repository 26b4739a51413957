// @ts-check
// Measures the library against its peers: npm run bench -- --help
import { chmodSync, mkdtempSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildLibrary } from './build.js'
import { removeAtEnd } from './children.js'
import { optionsFrom } from './options.js'
import { keepRow, lastResults, quiet, writeReport } from './report/results.js'
import { rowSection } from './report/row-table.js'
import { rows } from './rows/rows.js'

const { chosen, keep, quick, report } = optionsFrom(process.argv.slice(2), rows)
if (report) {
  writeReport(lastResults())
  process.exit()
}

const [loadBefore = 0] = loadavg()
if (loadBefore > quiet) console.warn(`This machine has other work: load average ${loadBefore.toFixed(1)}`)
const folder = removeAtEnd(mkdtempSync(join(tmpdir(), 'xsendfile-bench-')))
// The front ends run as another user.
chmodSync(folder, 0o755)
await buildLibrary()
// These stand on what has been built just now.
const [{ prepare }, { measureRow }, { thisMachine }] = await Promise.all([
  import('./prepare.js'),
  import('./measure-row.js'),
  import('./machine.js'),
])
const absent = await prepare(chosen, folder, quick)

const results = []
for (const row of chosen) {
  console.log(`\n${row.title} ...\n`)
  const measured = await measureRow(row, { folder, quick, absent }).catch((error) => failed(row, error))
  const result = { ...measured, loadBefore }
  results.push(result)
  console.log(rowSection(row, result))
  if (keep) keepRow(thisMachine(), result)
}

if (keep) {
  writeReport(lastResults())
  console.log('\nWritten: bench/results.json, bench/results.md, bench/pictures')
}

const failures = results.filter(({ error }) => error !== undefined)
const missed = results.filter(({ claims }) => claims.some(({ met }) => met === false))
if (failures.length > 0) console.error(`\nNot measured: ${failures.map(({ name }) => name).join(', ')}`)
if (missed.length > 0) console.error(`\nA floor is missed in: ${missed.map(({ name }) => name).join(', ')}`)
process.exit(failures.length + missed.length > 0 ? 1 : 0)

/**
 * @param {import('./rows/rows.js').Row} row
 * @param {Error} error
 * @returns {import('./measure-row.js').RowResult}
 */
function failed({ name }, error) {
  return { name, contestants: [], claims: [], points: [], absent: [], seconds: 0, error: error.message }
}

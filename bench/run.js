// @ts-check
// Measures the library against its peers: npm run bench -- --help
import { chmodSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { removeAtEnd } from './children.js'
import { optionsFrom } from './options.js'
import { prepare } from './prepare.js'
import { rowSection } from './report/row-table.js'
import { rows } from './rows/rows.js'

const { chosen, quick } = optionsFrom(process.argv.slice(2), rows)

const folder = removeAtEnd(mkdtempSync(join(tmpdir(), 'xsendfile-bench-')))
// The front ends run as another user.
chmodSync(folder, 0o755)
const absent = await prepare(chosen, folder, quick)
// What measures stands on what has been built just now.
const { measureRow } = await import('./measure-row.js')

const results = []
for (const row of chosen) {
  console.log(`\n${row.title} ...\n`)
  const result = await measureRow(row, { folder, quick, absent }).catch((error) => failed(row, error))
  results.push(result)
  console.log(rowSection(result))
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
function failed({ name, title, metrics }, error) {
  const nothing = { contestants: [], claims: [], absent: [], rounds: 0, seconds: 0 }
  return { name, title, metrics, ...nothing, error: error.message }
}

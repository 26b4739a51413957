// @ts-check
import { existsSync } from 'node:fs'
import { installPackages } from '../scripts/debian-packages.js'
import { contestants } from './contestants.js'
import { frontEnds } from './front-ends/front-ends.js'
import { readsInPlace } from './library.js'
import { bunProgram, installPeers } from './peers/install.js'

/**
 * Installs what the chosen rows need.
 *
 * @param {readonly import('./rows/rows.js').Row[]} chosen
 * @param {string} folder
 * @param {boolean} quick leaves out what takes long to install
 * @returns {Promise<ReadonlySet<string>>} what is not available: `io`, `bun`, `original`
 */
export async function prepare(chosen, folder, quick) {
  if (process.platform !== 'linux') throw new Error('The bench reads what Linux tells of processes, in /proc')
  const taking = chosen.flatMap((row) =>
    row.contestants.map((part) => contestants[typeof part === 'string' ? part : part.contestant]),
  )
  const needs = new Set(taking.map((contestant) => contestant?.needs))
  const fronts = taking.flatMap((contestant) => frontEnds[contestant?.behind ?? '']?.debianPackages ?? [])
  const original = needs.has('original') && process.env['WSGI_XSENDFILE'] !== undefined
  const ofOriginal = original ? ['gunicorn', 'python3-paste'] : []
  const missing = await installPackages(['wrk', ...new Set(fronts), ...ofOriginal])
  if (missing.length > 0)
    throw new Error(`Cannot measure without ${missing.join(', ')}; Debian has packages of that name`)
  await installPeers(needs.has('bun') && !quick)
  const absent = new Set()
  if (!readsInPlace(folder)) absent.add('io')
  if (!existsSync(bunProgram)) absent.add('bun')
  if (!original) absent.add('original')
  return absent
}

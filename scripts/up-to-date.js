// @ts-check
import { readdirSync, statSync } from 'node:fs'
import { projectFolder } from './run.js'

/** What `dist` is built from. */
export const librarySources = ['src', 'tsconfig.json', 'tsconfig.build.json']

/**
 * Whether something was built after all of its sources were changed.
 *
 * @param {string} built a folder
 * @param {readonly string[]} sources files and folders
 */
export function isUpToDate(built, sources) {
  const builtTimes = timesIn(built)
  const sourceTimes = sources.flatMap(timesIn)
  return builtTimes.length > 0 && Math.min(...builtTimes) >= Math.max(...sourceTimes)
}

/**
 * When the files in a folder were changed; tests are not built.
 *
 * @param {string} path
 * @returns {number[]}
 */
function timesIn(path) {
  const stats = statSync(new URL(path, projectFolder), { throwIfNoEntry: false })
  if (stats === undefined || path.endsWith('.test.ts')) return []
  if (!stats.isDirectory()) return [stats.mtimeMs]
  return readdirSync(new URL(path, projectFolder)).flatMap((name) => timesIn(`${path}/${name}`))
}

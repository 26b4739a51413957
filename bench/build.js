// @ts-check
import { runNode } from '../scripts/run.js'
import { isUpToDate, librarySources } from '../scripts/up-to-date.js'

/** Builds the library, unless what was built last is as new as its sources. Whatever imports it comes after this. */
export async function buildLibrary() {
  if (isUpToDate('dist', librarySources)) return
  if ((await runNode('scripts/build.js', [])) !== 0) throw new Error('Cannot measure: the build failed')
}

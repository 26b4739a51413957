// @ts-check
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runNpm } from '../../scripts/run.js'

const folder = fileURLToPath(new URL('.', import.meta.url))

/** Where Bun is, once it is installed. */
export const bunProgram = fileURLToPath(new URL('node_modules/bun/bin/bun.exe', import.meta.url))

/**
 * Installs what the lockfile of this folder names, unless it is there.
 *
 * @param {boolean} withBun Bun is large, and only a whole run needs it
 */
export async function installPeers(withBun) {
  if (isInstalled() && (!withBun || existsSync(bunProgram))) return
  console.log('Installing what the library is measured against (npm ci in bench/peers) ...')
  const without = withBun ? [] : ['--omit=optional']
  const quietly = ['--no-audit', '--no-fund', '--loglevel=error']
  const status = await runNpm(['ci', '--prefix', folder, ...quietly, ...without])
  if (status !== 0) throw new Error('Cannot install the peers; see what npm said above')
}

function isInstalled() {
  const installed = new URL('node_modules/.package-lock.json', import.meta.url)
  if (!existsSync(installed)) return false
  const present = JSON.parse(readFileSync(installed, 'utf8')).packages
  return Object.entries(wantedVersions()).every(
    ([name, version]) => present[`node_modules/${name}`]?.version === version,
  )
}

/** @returns {Record<string, string>} the peers by name */
export function wantedVersions() {
  return JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')).dependencies
}

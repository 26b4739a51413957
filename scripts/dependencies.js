// @ts-check
import { existsSync, readFileSync } from 'node:fs'
import { endIfFailed, projectFolder, runNpm } from './run.js'

/** Installs what package-lock.json names, unless it is there. */
export async function installDependencies() {
  if (isInstalled()) return
  console.log('Installing the dependencies (npm ci) ...')
  endIfFailed(await runNpm(['ci', '--no-audit', '--no-fund']), 'Installing the dependencies')
}

/** npm notes what it has installed; the two lists name the same versions when nothing is missing. */
function isInstalled() {
  const installed = new URL('node_modules/.package-lock.json', projectFolder)
  if (!existsSync(installed)) return false
  const wanted = packagesIn(new URL('package-lock.json', projectFolder))
  const present = packagesIn(installed)
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === '' || optional === true || present[path]?.version === version,
  )
}

/**
 * @param {URL} lockfile
 * @returns {Record<string, { version?: string, optional?: boolean }>}
 */
function packagesIn(lockfile) {
  return JSON.parse(readFileSync(lockfile, 'utf8')).packages
}

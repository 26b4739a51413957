// @ts-check
import { execFileSync } from 'node:child_process'
import { chownSync } from 'node:fs'
import { findProgram } from '../../scripts/debian-packages.js'

/** `nobody` when we are root. */
function unprivileged() {
  if (process.getuid?.() !== 0) return undefined
  const id = (/** @type {string} */ flag) =>
    Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

/**
 * How a server is started that writes into these folders, as an account that owns nothing else.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {readonly string[]} folders
 * @param {NodeJS.ProcessEnv} [environment] added to that of the process
 * @returns {ReturnType<import('./front-ends.js').FrontEnd['command']>}
 */
export function startUnprivileged(program, args, folders, environment) {
  const account = unprivileged()
  if (account !== undefined) for (const folder of folders) chownSync(folder, account.uid, account.gid)
  return {
    command: [pathOf(program), ...args],
    options: {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, ...environment },
      ...account,
    },
  }
}

/**
 * The first line that a program says of itself.
 *
 * @param {string} program
 * @param {readonly string[]} args
 */
export function firstLine(program, args) {
  const command = ['-c', '"$0" "$@" 2>&1', pathOf(program), ...args]
  const [line = ''] = execFileSync('/bin/sh', command, { encoding: 'utf8' }).trim().split('\n')
  return line
}

/** @param {string} program */
function pathOf(program) {
  return findProgram(program) ?? program
}

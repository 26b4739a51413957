// @ts-check
import { spawn } from 'node:child_process'

/**
 * Runs a command to its end, its output going where ours goes.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<number>} its exit status; 1 when it could not be started or a signal ended it
 */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'inherit', cwd: projectFolder, ...options })
    child.on('error', (error) => {
      console.error(`Cannot start ${command}: ${error.message}`)
      resolve(1)
    })
    child.on('exit', (code) => resolve(code ?? 1))
  })
}

/**
 * Runs a program that is written in JavaScript with this very Node, as npm or as a package brings it.
 *
 * @param {string} file below the project's folder, or an absolute path
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 */
export function runNode(file, args, options = {}) {
  return run(process.execPath, [file, ...args], options)
}

/**
 * Runs npm, which sets `npm_execpath` where it runs us itself.
 *
 * @param {readonly string[]} args
 */
export function runNpm(args) {
  const npm = process.env['npm_execpath']
  // On Windows, npm is a batch file that only a shell can start.
  if (npm === undefined) return run('npm', args, { shell: process.platform === 'win32' })
  return runNode(npm, args)
}

/** The folder that package.json is in. */
export const projectFolder = new URL('..', import.meta.url)

/**
 * Ends this process with the status of a step that failed.
 *
 * @param {number} status
 * @param {string} step
 */
export function endIfFailed(status, step) {
  if (status === 0) return
  console.error(`\n${step} failed.`)
  process.exit(status)
}

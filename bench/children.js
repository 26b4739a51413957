// @ts-check
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { findProgram } from '../scripts/debian-packages.js'

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

/** Cores that programs are kept on, where `taskset` is there to do so: a server never waits for its load. */
export const cores = { server: '0', load: '1', both: '0,1' }

/** Where `taskset` is, if it is. */
export const taskset = findProgram('taskset')

/** @type {Set<ChildProcess>} */
const running = new Set()

/** @type {Set<string>} */
const folders = new Set()

/**
 * Starts a program on a core of its own. It ends with us, however we end.
 *
 * @param {string} core
 * @param {readonly string[]} command
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {ChildProcess}
 */
export function start(core, command, options = {}) {
  const [program = '', ...args] = taskset === undefined ? command : [taskset, '-c', core, ...command]
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'], ...options })
  running.add(child)
  child.once('exit', () => running.delete(child))
  child.once('error', () => running.delete(child))
  return child
}

/**
 * Starts a program of ours with a channel to talk through.
 *
 * @param {string} core
 * @param {readonly string[]} command
 * @param {import('node:child_process').SpawnOptions} [options]
 */
export function startTalking(core, command, options = {}) {
  return start(core, command, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], ...options })
}

/**
 * Runs a program to its end.
 *
 * @param {string} core
 * @param {readonly string[]} command
 * @param {(child: ChildProcess) => void} [begun]
 * @returns {Promise<string>} what it wrote
 */
export async function outputOf(core, command, begun) {
  const child = start(core, command)
  begun?.(child)
  let output = ''
  child.stdout?.on('data', (text) => (output += text))
  const [status] = await once(child, 'close')
  if (status !== 0) throw new Error(`${command[0]} ended with ${status}:\n${output}`)
  return output
}

/**
 * @param {ChildProcess} child
 * @param {NodeJS.Signals} [signal]
 */
export async function end(child, signal = 'SIGTERM') {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const ended = once(child, 'exit')
  child.kill(signal)
  // Some servers wait for their clients to leave.
  const impatience = setTimeout(() => child.kill('SIGKILL'), 2000)
  await ended
  clearTimeout(impatience)
}

/**
 * A folder that is removed when we end.
 *
 * @param {string} folder
 */
export function removeAtEnd(folder) {
  folders.add(folder)
  return folder
}

function cleanUp() {
  for (const child of running) child.kill('SIGKILL')
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
}

process.on('exit', cleanUp)
for (const [signal, number] of Object.entries({ SIGINT: 2, SIGTERM: 15, SIGHUP: 1 })) {
  process.on(signal, () => process.exit(128 + number))
}

// @ts-check
// What Linux tells of processes from outside, so that every server is measured in the same way.
import { readFileSync, readdirSync, readlinkSync } from 'node:fs'

/**
 * A process and all that it has started.
 *
 * @param {number} pid
 * @returns {number[]}
 */
export function treeOf(pid) {
  const children = tasksOf(pid).flatMap((task) => read(`/proc/${pid}/task/${task}/children`).split(' '))
  return [pid, ...children.filter((child) => child.trim() !== '').flatMap((child) => treeOf(Number(child)))]
}

/**
 * Seconds of a processor that processes have used.
 *
 * @param {readonly number[]} pids
 */
export function cpuSeconds(pids) {
  const nanoseconds = pids.flatMap((pid) =>
    tasksOf(pid).map((task) => Number(read(`/proc/${pid}/task/${task}/schedstat`).split(' ')[0] ?? 0)),
  )
  return sum(nanoseconds) / 1e9
}

/**
 * Megabytes that processes hold in memory, what they share counted once for each.
 *
 * @param {readonly number[]} pids
 */
export function residentMegabytes(pids) {
  const kilobytes = pids.map((pid) => Number(/VmRSS:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0))
  return sum(kilobytes) / 1024
}

/**
 * How many files below a folder a process has open.
 *
 * @param {number} pid
 * @param {string} folder
 */
export function openFiles(pid, folder) {
  const descriptors = list(`/proc/${pid}/fd`)
  return descriptors.filter((descriptor) => linkTo(`/proc/${pid}/fd/${descriptor}`).startsWith(folder)).length
}

/** @param {number} pid */
function tasksOf(pid) {
  return list(`/proc/${pid}/task`)
}

// A process may end while it is looked at.

/** @param {string} path */
function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** @param {string} path */
function list(path) {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}

/** @param {string} path */
function linkTo(path) {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

/** @param {readonly number[]} numbers */
function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0)
}

// @ts-check
import { fileURLToPath } from 'node:url'
import { cores, end, startTalking } from '../children.js'
import { cpuSeconds, openFiles, residentMegabytes } from '../proc.js'
import { checkedReply } from './expectation.js'
import { message } from './talk.js'

/**
 * Many clients at a time that read slowly, or not at all: what each of them costs the server, from the first connection on.
 * The beginning counts: it fills the buffers of the system.
 */

const program = fileURLToPath(new URL('slow-clients-process.js', import.meta.url))

/** Answers before the memory is taken that growth counts from: code is compiled and pools are filled by then. */
const warmUps = 50

/** Milliseconds within which files are closed after their clients have left: for all together, and for each. */
const patience = { all: 2000, each: 2 }

/**
 * @typedef {object} SlowClientsLoad
 * @property {'slow-clients'} kind
 * @property {string} path of the file
 * @property {string} warmUpPath of a smaller file
 * @property {number} clients
 * @property {number} processes that the clients are spread over
 * @property {number} rate bytes per second of each; 0 for clients that stop reading
 */

/** @type {import('./loads.js').Measure<SlowClientsLoad>} */
export async function measureSlowClients(server, load, context) {
  const { quick, files, root } = context
  await warmUp(server, load, files, quick ? 1 : warmUps)
  await server.collect()
  const before = {
    all: residentMegabytes(server.pids),
    application: residentMegabytes(server.applicationPids),
  }
  let [peak, applicationPeak] = [0, 0]
  const sampler = setInterval(() => {
    peak = Math.max(peak, residentMegabytes(server.pids))
    applicationPeak = Math.max(applicationPeak, residentMegabytes(server.applicationPids))
  }, 100)
  const clients = quick ? 40 : load.clients
  try {
    const counted = await watchClients(server, load, clients, context)
    return {
      memoryGrowth: peak - before.all,
      applicationMemoryGrowth: applicationPeak - before.application,
      kilobytesPerClient: ((peak - before.all) * 1024) / clients,
      ...counted,
      filesLeft: await filesLeft(server, root, clients),
    }
  } finally {
    clearInterval(sampler)
    await checkedReply(server, `/${load.warmUpPath}`, {}, { status: 200, file: files.get(load.warmUpPath) })
  }
}

/**
 * @param {import('../server.js').Server} server
 * @param {SlowClientsLoad} load
 * @param {import('./loads.js').Context['files']} files
 * @param {number} times
 */
async function warmUp(server, load, files, times) {
  const file = files.get(load.warmUpPath)
  for (let time = 0; time < times; time += 1) {
    await checkedReply(server, `/${load.warmUpPath}`, {}, { status: 200, file })
  }
}

/**
 * @param {import('../server.js').Server} server
 * @param {SlowClientsLoad} load
 * @param {number} clients
 * @param {import('./loads.js').Context} context
 */
async function watchClients(server, { path, rate, processes }, clients, { seconds, files }) {
  const size = files.get(path)?.size ?? 0
  const layout = { status: 200, length: size, pieces: [{ at: 0, length: size, from: 0 }] }
  const share = Math.ceil(clients / processes)
  const settings = { port: server.port, path: `/${path}`, clients: share, rate, seconds, layout }
  await server.begin()
  const begun = { time: performance.now(), cpu: cpuSeconds(server.pids) }
  const children = Array.from({ length: processes }, () =>
    startTalking(cores.load, [process.execPath, program, JSON.stringify(settings)]),
  )
  try {
    const reports = await Promise.all(children.map(message))
    const elapsed = (performance.now() - begun.time) / 1000
    const total = (/** @type {'bytes' | 'behind'} */ name) =>
      reports.reduce((sum, report) => sum + report[name], 0)
    return {
      serverBusy: (100 * (cpuSeconds(server.pids) - begun.cpu)) / elapsed,
      delayP99: await server.delayP99(),
      megabytesPerSecond: total('bytes') / 1e6 / elapsed,
      clientsBehind: total('behind'),
    }
  } finally {
    await Promise.all(children.map((child) => end(child, 'SIGKILL')))
  }
}

/**
 * Clients have left: how many files the server keeps open all the same.
 *
 * @param {import('../server.js').Server} server
 * @param {string} root
 * @param {number} clients
 */
export async function filesLeft(server, root, clients) {
  const latest = Date.now() + patience.all + patience.each * clients
  const left = () => server.pids.reduce((sum, pid) => sum + openFiles(pid, root), 0)
  while (left() > 0 && Date.now() < latest) await new Promise((resolve) => setTimeout(resolve, 50))
  return left()
}

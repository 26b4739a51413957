// @ts-check
import { fileURLToPath } from 'node:url'
import { cores, end, startTalking } from '../children.js'
import { cpuSeconds, openFiles, residentMegabytes } from '../proc.js'
import { checkedReply } from './expectation.js'
import { message } from './talk.js'

/**
 * Many clients at a time that read slowly, or not at all: what they cost the server. At the beginning, from the first connection
 * on, its memory grows, and the system takes of each answer what a client at 200 kB/s reads in twenty seconds. Thereafter the
 * server sends what clients read, for all the rest of a download.
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
 * @property {{ after: number, seconds: number }} [thereafter] what follows the beginning: how many seconds after it, and
 *   how many
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
async function watchClients(server, load, clients, context) {
  const { path, rate, processes } = load
  const size = context.files.get(path)?.size ?? 0
  const layout = { status: 200, length: size, pieces: [{ at: 0, length: size, from: 0 }] }
  const moments = momentsOf(load, context)
  const share = Math.ceil(clients / processes)
  const settings = { port: server.port, path: `/${path}`, clients: share, rate, moments, layout }
  await server.begin()
  const begun = spentBy(server)
  const children = Array.from({ length: processes }, () =>
    startTalking(cores.load, [process.execPath, program, JSON.stringify(settings)]),
  )
  try {
    const { reports: first, ...beginning } = await nextReports(server, children)
    const beginningBusy = busyBetween(begun, beginning)
    if (load.thereafter === undefined) {
      return { beginningBusy, delayP99: await server.delayP99(), ...received(first, begun, beginning) }
    }
    const { reports: _, ...from } = await nextReports(server, children)
    // From here on nothing watches the event loop, which costs the processor too.
    const delayP99 = await server.delayP99()
    const { reports, ...until } = await nextReports(server, children)
    const serverBusy = busyBetween(from, until)
    return { beginningBusy, serverBusy, delayP99, ...received(reports, begun, until) }
  } finally {
    await Promise.all(children.map((child) => end(child, 'SIGKILL')))
  }
}

/**
 * The end of the beginning, and the beginning and the end of what follows.
 *
 * @param {SlowClientsLoad} load
 * @param {import('./loads.js').Context} context
 */
function momentsOf({ thereafter }, { quick, seconds }) {
  if (thereafter === undefined) return [seconds]
  const { after, seconds: more } = quick ? { after: seconds, seconds } : thereafter
  return [seconds, seconds + after, seconds + after + more]
}

/** @typedef {{ time: number, cpu: number }} Spent milliseconds, and the seconds of the processor until then */

/**
 * @param {import('../server.js').Server} server
 * @returns {Spent}
 */
function spentBy(server) {
  return { time: performance.now(), cpu: cpuSeconds(server.pids) }
}

/**
 * @param {Spent} from
 * @param {Spent} until
 * @returns {number} per cent of a core
 */
function busyBetween(from, until) {
  return (100_000 * (until.cpu - from.cpu)) / (until.time - from.time)
}

/** @typedef {{ bytes: number, behind: number }} Report of a process of clients */

/**
 * @param {import('../server.js').Server} server
 * @param {readonly import('node:child_process').ChildProcess[]} children
 * @returns {Promise<Spent & { reports: readonly Report[] }>}
 */
async function nextReports(server, children) {
  const reports = await Promise.all(children.map(message))
  return { reports, ...spentBy(server) }
}

/**
 * @param {readonly Report[]} reports
 * @param {Spent} from
 * @param {Spent} until
 */
function received(reports, from, until) {
  const total = (/** @type {'bytes' | 'behind'} */ name) =>
    reports.reduce((sum, report) => sum + report[name], 0)
  return {
    megabytesPerSecond: total('bytes') / 1000 / (until.time - from.time),
    clientsBehind: total('behind'),
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

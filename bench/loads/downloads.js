// @ts-check
import { fileURLToPath } from 'node:url'
import { cores, end, startTalking } from '../children.js'
import { cpuSeconds } from '../proc.js'
import { ask } from '../ask.js'
import { checkedReply } from './expectation.js'
import { multipartLayout, multipartRange } from './multipart.js'
import { message } from './talk.js'

/** Large answers, as many bytes as the server gives, to clients of ours. */

const clients = fileURLToPath(new URL('download-clients.js', import.meta.url))

/** Bytes above which an answer is looked at in full once for each server; the clients look at all of them. */
const large = 200 * 1024 * 1024

/**
 * What such answers look like, by server.
 *
 * @type {WeakMap<import('../server.js').Server, import('./body-check.js').Layout>}
 */
const layouts = new WeakMap()

/**
 * @typedef {object} DownloadsLoad
 * @property {'downloads'} kind
 * @property {number} connections
 * @property {string} path of the file
 * @property {import('./multipart.js').Multipart} [multipart] the ranges to ask for; all of it where left out
 */

/** @type {import('./loads.js').Measure<DownloadsLoad>} */
export async function measureDownloads(server, load, { seconds, root, files }) {
  const { path: name, connections, multipart } = load
  const file = files.get(name)
  if (file === undefined) throw new Error(`The row lays no file ${name}`)
  const path = `/${name}`
  /** @type {Record<string, string>} */
  const fields = multipart === undefined ? {} : { Range: multipartRange(multipart, file.size) }
  const look = async () => {
    if (multipart === undefined) {
      await checkedReply(server, path, fields, { status: 200, file })
      return { status: 200, length: file.size, pieces: [{ at: 0, length: file.size, from: 0 }] }
    }
    const reply = await ask(server.port, path, fields, { keep: true })
    return multipartLayout(reply, root, name, multipart.ranges)
  }
  const layout = layouts.get(server) ?? (await look())
  const figures = await run(server, { port: server.port, path, fields, connections, seconds, layout })
  if (layout.length <= large) await look()
  else layouts.set(server, layout)
  return figures
}

/**
 * @param {import('../server.js').Server} server
 * @param {import('./download-clients.js').Settings} settings
 */
async function run(server, settings) {
  const child = startTalking(cores.load, [process.execPath, clients, JSON.stringify(settings)])
  try {
    await message(child)
    const begun = [cpuSeconds(server.pids), cpuSeconds(server.applicationPids)]
    const { bytes, seconds, busy } = await message(child)
    const ended = [cpuSeconds(server.pids), cpuSeconds(server.applicationPids)]
    const [all = 0, application = 0] = ended.map((used, index) => used - (begun[index] ?? 0))
    return {
      megabytesPerSecond: bytes / 1e6 / seconds,
      applicationCpuPerGigabyte: application / (bytes / 1e9),
      cpuPerGigabyte: all / (bytes / 1e9),
      serverBusy: (100 * all) / seconds,
      loadBusy: busy,
    }
  } finally {
    await end(child)
  }
}

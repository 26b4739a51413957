// @ts-check
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { findProgram } from '../../scripts/debian-packages.js'
import { cores, outputOf } from '../children.js'
import { checkedReply } from './expectation.js'
import { Watch } from './watch.js'

/** Small answers, as many as the server gives: by wrk, from one core. */

const script = fileURLToPath(new URL('wrk.lua', import.meta.url))

/**
 * @typedef {object} RequestsLoad
 * @property {'requests'} kind
 * @property {number} connections
 * @property {string} [path] of the file that is asked for; `paths` of the row where it is left out
 * @property {boolean} [revalidates] whether it asks with the tag that the server gave before, to be answered with 304
 * @property {boolean} [bare] whether the field of the hand-over is what comes back, for want of a front end
 */

/** @type {import('./loads.js').Measure<RequestsLoad>} */
export async function measureRequests(server, load, { seconds, files, paths, folder }) {
  const asked = load.path === undefined ? paths : [`/${load.path}`]
  const [path = '/'] = asked
  const file = files.get(path.slice(1))
  const fields = load.revalidates === true ? await revalidation(server, path) : {}
  const expectation = { status: load.revalidates === true ? 304 : 200, file, bare: load.bare }
  const before = await checkedReply(server, path, fields, expectation)

  const watch = new Watch(server.pids)
  const list = `${folder}/paths`
  writeFileSync(list, asked.join('\n'))
  const output = await outputOf(
    cores.load,
    [
      ...(asked.length > 1 ? ['/usr/bin/env', `BENCH_PATHS=${list}`] : []),
      findProgram('wrk') ?? 'wrk',
      '-t1',
      `-c${load.connections}`,
      // It knows whole seconds.
      `-d${Math.max(1, Math.round(seconds))}s`,
      '-s',
      script,
      ...Object.entries(fields).flatMap(([name, value]) => ['-H', `${name}: ${value}`]),
      `http://127.0.0.1:${server.port}${path}`,
    ],
    (child) => watch.follow(child.pid ?? 0),
  )
  const { serverSeconds, ...busy } = watch.end()

  const counted = JSON.parse(output.trim().split('\n').at(-1) ?? '{}')
  const after = await checkedReply(server, path, fields, expectation)
  judge(counted, [before, after], load.connections)
  return {
    requestsPerSecond: counted.requests / (counted.microseconds / 1e6),
    megabytesPerSecond: (counted.requests * before.length) / counted.microseconds,
    cpuPerRequest: (serverSeconds * 1e6) / counted.requests,
    latencyP99: counted.p99 / 1000,
    ...busy,
  }
}

/**
 * @param {import('../server.js').Server} server
 * @param {string} path
 */
async function revalidation(server, path) {
  const reply = await checkedReply(server, path, {}, { status: 200 })
  const etag = reply.fields.get('etag')
  if (etag === undefined) throw new Error(`${server.name} gives no entity tag`)
  return { 'If-None-Match': etag }
}

/**
 * Every answer that is counted must have had the length of the answers that were looked at, before and after.
 *
 * @param {{ requests: number, bytes: number, errors: number }} counted
 * @param {readonly import('../ask.js').Reply[]} replies
 * @param {number} connections
 */
function judge({ requests, bytes, errors }, replies, connections) {
  const lengths = replies.map(({ headLength, length }) => headLength + length)
  const [longest, shortest] = [Math.max(...lengths), Math.min(...lengths)]
  if (errors > 0) throw new Error(`wrk counted ${errors} errors in ${requests} answers`)
  // Each connection may end within an answer.
  const most = (requests + connections) * longest
  if (requests === 0 || bytes < requests * shortest || bytes > most) {
    throw new Error(`wrk read ${bytes} bytes in ${requests} answers of ${shortest} to ${longest} bytes each`)
  }
}

// @ts-check
import { Agent, request } from 'node:http'
import { spreadOf } from '../statistics.js'
import { hostileFields } from './hostile-fields.js'

/** What long fields of a hostile client cost, next to a field of the same length that nothing reads. */

/** What RFC 9110 allows for such fields. */
const answers = new Set([200, 206, 304, 416])

/**
 * @typedef {object} FieldCostLoad
 * @property {'field-cost'} kind
 * @property {string} path of a small file
 * @property {number} length of the field, bytes
 * @property {number} times that each is asked with
 */

/** @type {import('./loads.js').Measure<FieldCostLoad>} */
export async function measureFieldCost(server, { path, length, times }, { quick }) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const ask = (/** @type {Record<string, string>} */ headers) => timed(agent, server.port, path, headers)
  const { etag } = await ask({})
  const costs = []
  for (const { name, value } of hostileFields(length, etag)) {
    const filler = { 'X-Filler': 'x'.repeat(value.length) }
    const [hostile, harmless] = [/** @type {number[]} */ ([]), /** @type {number[]} */ ([])]
    for (let time = 0; time < (quick ? 5 : times); time += 1) {
      hostile.push((await ask({ [name]: value })).milliseconds)
      harmless.push((await ask(filler)).milliseconds)
    }
    // What else the machine does makes a request longer, never shorter.
    costs.push(spreadOf(hostile).min - spreadOf(harmless).min)
  }
  agent.destroy()
  return { worstFieldCost: Math.max(...costs) }
}

/**
 * @param {Agent} agent
 * @param {number} port
 * @param {string} path
 * @param {Record<string, string>} headers
 * @returns {Promise<{ milliseconds: number, etag: string }>}
 */
function timed(agent, port, path, headers) {
  return new Promise((resolve, reject) => {
    const begun = performance.now()
    const asked = request({ host: '127.0.0.1', port, path: `/${path}`, agent, headers }, (response) => {
      const { statusCode = 0 } = response
      if (!answers.has(statusCode)) reject(new Error(`A long field was answered with ${statusCode}`))
      response.resume()
      response.on('end', () => {
        resolve({ milliseconds: performance.now() - begun, etag: response.headers.etag ?? '""' })
      })
    })
    asked.on('error', reject)
    asked.end()
  })
}

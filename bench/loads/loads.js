// @ts-check
import { measureCrowd } from './crowd.js'
import { measureDownloads } from './downloads.js'
import { measureFieldCost } from './field-cost.js'
import { measureRequests } from './requests.js'
import { measureSlowClients } from './slow-clients.js'

/**
 * @typedef {import('./requests.js').RequestsLoad | import('./downloads.js').DownloadsLoad
 *   | import('./slow-clients.js').SlowClientsLoad | import('./crowd.js').CrowdLoad
 *   | import('./field-cost.js').FieldCostLoad} Load
 */

/**
 * What a load needs besides the server.
 *
 * @typedef {object} Context
 * @property {number} seconds for which it counts
 * @property {boolean} quick whether it only has to prove that it runs
 * @property {string} root the folder of the files
 * @property {string} folder for what the load itself writes
 * @property {ReadonlyMap<string, import('../sample-files.js').SampleFile>} files
 * @property {readonly string[]} paths that are asked for in turn, where a row has many files
 */

/** @typedef {Readonly<Record<string, number>>} Metrics figures by name */

/**
 * Measures one contestant once, after it has looked at the bytes of an answer, and before it does so again. Throws when an
 * answer is wrong.
 *
 * @template {Load} Kind
 * @typedef {(server: import('../server.js').Server, load: Kind, context: Context) => Promise<Metrics>} Measure
 */

/** @type {Readonly<Record<Load['kind'], Measure<any>>>} */
export const loads = {
  requests: measureRequests,
  downloads: measureDownloads,
  'slow-clients': measureSlowClients,
  crowd: measureCrowd,
  'field-cost': measureFieldCost,
}

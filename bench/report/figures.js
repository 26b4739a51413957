// @ts-check

/**
 * How a figure is called and written.
 *
 * @type {Readonly<Record<string, { title: string, digits: number }>>}
 */
const figures = {
  requestsPerSecond: { title: 'requests/s', digits: 0 },
  cpuPerRequest: { title: 'CPU, µs per request', digits: 0 },
  latencyP99: { title: 'latency p99, ms', digits: 1 },
  megabytesPerSecond: { title: 'MB/s', digits: 0 },
  cpuPerGigabyte: { title: 'CPU, s per GB', digits: 3 },
  applicationCpuPerGigabyte: { title: "the application's CPU, s per GB", digits: 4 },
  memoryGrowth: { title: 'growth of memory, MB', digits: 1 },
  applicationMemoryGrowth: { title: "the application's growth of memory, MB", digits: 1 },
  kilobytesPerClient: { title: 'memory for each client, KB', digits: 1 },
  delayP99: { title: 'event-loop delay p99, ms', digits: 1 },
  clientsBehind: { title: 'clients below their rate', digits: 0 },
  filesLeft: { title: 'files open after they left', digits: 0 },
  answered200: { title: 'answered with 200', digits: 0 },
  answered503: { title: 'answered with 503', digits: 0 },
  otherAnswers: { title: 'answered otherwise', digits: 0 },
  crashes: { title: 'crashes', digits: 0 },
  worstFieldCost: { title: 'the dearest field, ms', digits: 3 },
  beginningBusy: { title: 'server at the beginning, % of a core', digits: 0 },
  serverBusy: { title: 'server, % of a core', digits: 0 },
  loadBusy: { title: 'load, % of a core', digits: 0 },
}

/** @param {string} metric */
export function titleOf(metric) {
  return figures[metric]?.title ?? metric
}

/** @param {string} metric */
export function digitsOf(metric) {
  return figures[metric]?.digits ?? 2
}

/**
 * A number with so many digits that one sees what it is about.
 *
 * @param {number} value
 * @param {number} [digits]
 */
export function shown(value, digits = 2) {
  if (!Number.isFinite(value)) return '-'
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

/** @param {number} ratio */
export function shownRatio(ratio) {
  return shown(ratio, Math.abs(ratio) < 0.1 ? 4 : 2)
}

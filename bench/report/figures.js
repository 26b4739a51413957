// @ts-check

/**
 * How a figure is called and written.
 *
 * @type {Readonly<Record<string, { title: string, digits: number }>>}
 */
export const figures = {
  requestsPerSecond: { title: 'requests/s', digits: 0 },
  latencyP99: { title: 'latency p99, ms', digits: 1 },
  serverBusy: { title: 'server, % of a core', digits: 0 },
  loadBusy: { title: 'load, % of a core', digits: 0 },
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

// @ts-check

const metrics = ['requestsPerSecond', 'cpuPerRequest', 'latencyP99', 'serverBusy', 'loadBusy']
const metric = 'requestsPerSecond'

// Few at a time take turns: V8 gives back memory and compiled code of a process that has had nothing to do for eight seconds.
const embedded1kSettings = {
  files: ['1k.pdf'],
  load: /** @type {const} */ ({ kind: 'requests', connections: 64, path: '1k.pdf' }),
  rounds: 4,
  seconds: 1,
  warmUp: 3,
  metrics,
}

/** @type {import('./rows.js').ClaimRow} */
export const embedded1k = {
  name: 'embedded-1k',
  title: 'Embedded, a file of 1 KB, 64 connections',
  contestants: ['xsendfile', 'xsendfile in place', 'send', 'sirv'],
  ...embedded1kSettings,
  claims: [
    { of: 'xsendfile', against: 'send', metric, floor: 1.5, aim: 2.2 },
    { of: 'xsendfile in place', against: 'send', metric, floor: 2, aim: 2.5 },
    { of: 'xsendfile', against: 'sirv', metric, floor: 1.3 },
  ],
}

/** @type {import('./rows.js').ClaimRow} */
export const embedded1kMany = {
  ...embedded1kSettings,
  name: 'embedded-1k-many',
  title: 'Embedded, 1,000 files of 1 KB asked for in turn, 64 connections',
  contestants: embedded1k.contestants,
  files: [],
  manyFiles: 1000,
  load: { kind: 'requests', connections: 64 },
  claims: embedded1k.claims,
  explanation: `Requests for one file that come together share its opening and what is read of it. Here hardly two of them want the same.`,
}

/**
 * @param {string} framework
 * @param {string} own its sender of files
 * @param {number} floor
 * @returns {import('./rows.js').ClaimRow}
 */
function under(framework, own, floor) {
  const ours = `xsendfile under ${framework}`
  return {
    name: `embedded-1k-${framework.toLowerCase()}`,
    title: `Embedded under ${framework}, a file of 1 KB, 64 connections`,
    contestants: [ours, own],
    ...embedded1kSettings,
    claims: [{ of: ours, against: own, metric, floor }],
  }
}

const underExpress = under('Express', 'Express res.sendFile', 2)

/** @type {readonly import('./rows.js').ClaimRow[]} */
export const embedded1kUnderFrameworks = [
  {
    ...underExpress,
    contestants: [...underExpress.contestants, 'Express, from memory'],
    claims: [
      ...underExpress.claims,
      { of: 'Express, from memory', against: 'Express res.sendFile', metric },
      { of: 'xsendfile under Express', against: 'Express, from memory', metric },
    ],
    explanation: `"Express, from memory" opens no file, asks nothing, and writes the same bytes each time: what Express costs by itself, and no
sender of files under it can be faster.`,
  },
  under('Fastify', '@fastify/static', 1.6),
  under('Hono', 'Hono serveStatic', 2.5),
]

/** @type {import('./rows.js').ClaimRow} */
export const embedded100k = {
  name: 'embedded-100k',
  title: 'Embedded, a file of 100 KB, 64 connections',
  contestants: ['xsendfile', 'xsendfile in place', 'send'],
  files: ['100k.pdf'],
  load: { kind: 'requests', connections: 64, path: '100k.pdf' },
  rounds: 4,
  seconds: 1,
  warmUp: 3,
  claims: [
    { of: 'xsendfile', against: 'send', metric, floor: 1.7, aim: 2.5 },
    { of: 'xsendfile in place', against: 'send', metric, floor: 2.4 },
  ],
  metrics,
}

/** @type {import('./rows.js').ClaimRow} */
export const notModified = {
  name: 'not-modified',
  title: 'Embedded, 304 answers, 64 connections',
  contestants: ['xsendfile', 'xsendfile in place', 'send'],
  files: ['1k.pdf'],
  load: { kind: 'requests', connections: 64, path: '1k.pdf', revalidates: true },
  rounds: 4,
  seconds: 1,
  warmUp: 3,
  claims: [
    { of: 'xsendfile', against: 'send', metric, floor: 1.8 },
    { of: 'xsendfile in place', against: 'send', metric, floor: 2.2 },
  ],
  metrics,
}

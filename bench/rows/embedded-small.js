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

const frameworks = [
  { framework: 'Express', own: 'Express res.sendFile', floor: 2 },
  { framework: 'Fastify', own: '@fastify/static', floor: 1.6 },
  { framework: 'Hono', own: 'Hono serveStatic', floor: 2.5 },
]

/** @type {readonly import('./rows.js').ClaimRow[]} */
export const embedded1kUnderFrameworks = frameworks.map(({ framework, own, floor }) => ({
  name: `embedded-1k-${framework.toLowerCase()}`,
  title: `Embedded under ${framework}, a file of 1 KB, 64 connections`,
  contestants: [`xsendfile under ${framework}`, own],
  ...embedded1kSettings,
  claims: [{ of: `xsendfile under ${framework}`, against: own, metric, floor }],
}))

/** @type {import('./rows.js').ClaimRow} */
export const embedded100k = {
  name: 'embedded-100k',
  title: 'Embedded, a file of 100 KB, 64 connections',
  contestants: ['xsendfile', 'xsendfile in place', 'send'],
  files: ['100k.pdf'],
  load: { kind: 'requests', connections: 64, path: '100k.pdf' },
  rounds: 5,
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
  rounds: 5,
  seconds: 1,
  warmUp: 3,
  claims: [
    { of: 'xsendfile', against: 'send', metric, floor: 1.8 },
    { of: 'xsendfile in place', against: 'send', metric, floor: 2.2 },
  ],
  metrics,
}

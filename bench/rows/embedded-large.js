// @ts-check

const metric = 'megabytesPerSecond'
const metrics = [metric, 'cpuPerGigabyte', 'serverBusy', 'loadBusy']

/** @type {readonly import('../claims.js').Claim[]} */
const claims = [
  { of: 'xsendfile', against: 'send', metric, floor: 2, aim: 2.5 },
  { of: 'xsendfile', against: 'Bun.file', metric, floor: 1 },
  { of: 'xsendfile', against: 'nginx', metric, floor: 0.9, aim: 1.05 },
]

/** @type {import('./rows.js').ClaimRow} */
export const embedded10m = {
  name: 'embedded-10m',
  title: 'Embedded, a file of 10 MB, 8 connections',
  contestants: [
    'xsendfile',
    'send',
    'Bun.file',
    'nginx',
    'sirv',
    'Express res.sendFile',
    '@fastify/static',
    'Hono serveStatic',
  ],
  files: ['10m.zip'],
  load: { kind: 'downloads', connections: 8, path: '10m.zip' },
  rounds: 5,
  seconds: 1,
  claims,
  metrics,
}

/** @type {import('./rows.js').ClaimRow} */
export const embedded1g = {
  name: 'embedded-1g',
  title: 'Embedded, a file of 1 GB, 8 connections',
  contestants: ['xsendfile', 'send', 'Bun.file', 'nginx'],
  files: ['1g.zip'],
  load: { kind: 'downloads', connections: 8, path: '1g.zip' },
  rounds: 5,
  seconds: 1.5,
  claims,
  metrics,
}

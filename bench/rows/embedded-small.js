// @ts-check

const metrics = ['requestsPerSecond', 'cpuPerRequest', 'latencyP99', 'serverBusy', 'loadBusy']
const metric = 'requestsPerSecond'

/** @type {import('./rows.js').ClaimRow} */
export const embedded1k = {
  name: 'embedded-1k',
  title: 'Embedded, a file of 1 KB, 64 connections',
  contestants: [
    'xsendfile',
    'xsendfile in place',
    'send',
    'sirv',
    'xsendfile under Express',
    'xsendfile in place under Express',
    'Express res.sendFile',
    'xsendfile under Fastify',
    'xsendfile in place under Fastify',
    '@fastify/static',
    'xsendfile under Hono',
    'xsendfile in place under Hono',
    'Hono serveStatic',
  ],
  files: ['1k.pdf'],
  load: { kind: 'requests', connections: 64, path: '1k.pdf' },
  rounds: 5,
  seconds: 1,
  warmUp: 4,
  claims: [
    { of: 'xsendfile', against: 'send', metric, floor: 1.5, aim: 2.2 },
    { of: 'xsendfile in place', against: 'send', metric, floor: 2, aim: 2.5 },
    { of: 'xsendfile', against: 'sirv', metric, floor: 1.3 },
    { of: 'xsendfile under Express', against: 'Express res.sendFile', metric, floor: 2 },
    { of: 'xsendfile under Fastify', against: '@fastify/static', metric, floor: 1.6 },
    { of: 'xsendfile under Hono', against: 'Hono serveStatic', metric, floor: 2.5 },
    { of: 'xsendfile in place under Express', against: 'Express res.sendFile', metric },
    { of: 'xsendfile in place under Fastify', against: '@fastify/static', metric },
    { of: 'xsendfile in place under Hono', against: 'Hono serveStatic', metric },
  ],
  metrics,
}

/** @type {import('./rows.js').ClaimRow} */
export const embedded100k = {
  name: 'embedded-100k',
  title: 'Embedded, a file of 100 KB, 64 connections',
  contestants: ['xsendfile', 'xsendfile in place', 'send'],
  files: ['100k.pdf'],
  load: { kind: 'requests', connections: 64, path: '100k.pdf' },
  rounds: 7,
  seconds: 1,
  warmUp: 4,
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
  rounds: 7,
  seconds: 1,
  warmUp: 4,
  claims: [
    { of: 'xsendfile', against: 'send', metric, floor: 1.8 },
    { of: 'xsendfile in place', against: 'send', metric, floor: 2.2 },
  ],
  metrics,
}

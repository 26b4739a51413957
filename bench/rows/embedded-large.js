// @ts-check

const ours = ['xsendfile', 'xsendfile with sendfile']
const metric = 'megabytesPerSecond'
const metrics = [metric, 'cpuPerGigabyte', 'serverBusy', 'loadBusy']

/** @type {readonly import('../claims.js').Claim[]} */
const claims = [
  ...ours.flatMap((of) => [
    { of, against: 'send', metric, floor: 2, aim: 2.5 },
    { of, against: 'Bun.file', metric, floor: 1 },
    { of, against: 'nginx', metric, floor: 0.9, aim: 1.05 },
  ]),
  { of: 'read and write', against: 'send', metric },
  { of: 'xsendfile', against: 'read and write', metric },
]

const explanation = `"Read and write" is the least that an application on Node can do to stream a file: it checks nothing, opens each file once, and
reads and writes 512 KB at a time. What it misses, only a call that Node does not have can reach (\`sendfile\`).`

const contestants = [...ours, 'send', 'Bun.file', 'nginx', 'read and write']

/** Seconds: large writes are few, so that the runtime takes as long to compile what they run. */
const warmUpOfLarge = 2.5

// Few at a time take turns: V8 gives back memory and compiled code of a process that has had nothing to do for eight seconds.
const embedded10mSettings = {
  files: ['10m.zip'],
  load: /** @type {const} */ ({ kind: 'downloads', connections: 8, path: '10m.zip' }),
  rounds: 5,
  seconds: 1,
  warmUp: warmUpOfLarge,
  metrics,
}

/** @type {import('./rows.js').ClaimRow} */
export const embedded10m = {
  name: 'embedded-10m',
  title: 'Embedded, a file of 10 MB, 8 connections',
  contestants,
  ...embedded10mSettings,
  claims,
  explanation,
}

/** @type {import('./rows.js').ClaimRow} */
export const embedded10mOthers = {
  name: 'embedded-10m-others',
  title: 'Other libraries, a file of 10 MB, 8 connections',
  contestants: ['sirv', 'Express res.sendFile', '@fastify/static', 'Hono serveStatic'],
  ...embedded10mSettings,
  rounds: 2,
  warmUp: 1,
  claims: [],
}

/** @type {import('./rows.js').ClaimRow} */
export const embedded1g = {
  name: 'embedded-1g',
  title: 'Embedded, a file of 1 GB, 8 connections',
  contestants,
  files: ['1g.zip'],
  load: { kind: 'downloads', connections: 8, path: '1g.zip' },
  rounds: 3,
  seconds: 1.5,
  warmUp: warmUpOfLarge,
  claims,
  metrics,
  explanation,
}

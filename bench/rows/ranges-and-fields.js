// @ts-check

const metric = 'megabytesPerSecond'

const multipart = { ranges: 50, length: 1024 * 1024 }

/** @type {import('./rows.js').ClaimRow} */
export const multipartRanges = {
  name: 'multipart',
  title: '50 ranges of a file of 1 GB, next to the same bytes as one file, 8 connections',
  contestants: [
    {
      label: '50 ranges',
      contestant: 'xsendfile',
      load: { kind: 'downloads', connections: 8, path: '1g.zip', multipart },
    },
    {
      label: 'one file',
      contestant: 'xsendfile',
      load: { kind: 'downloads', connections: 8, path: '50m.zip' },
    },
  ],
  files: ['50m.zip', '1g.zip'],
  load: { kind: 'downloads', connections: 8, path: '50m.zip' },
  rounds: 4,
  seconds: 1.5,
  claims: [{ of: '50 ranges', against: 'one file', metric, floor: 0.8 }],
  metrics: [metric, 'cpuPerGigabyte', 'serverBusy', 'loadBusy'],
}

/** @type {import('./rows.js').ClaimRow} */
export const fieldCost = {
  name: 'field-cost',
  title: 'Range and If-None-Match of 64 KB, made to cost most, next to a field that nothing reads',
  contestants: ['xsendfile'],
  files: ['1k.pdf'],
  load: { kind: 'field-cost', path: '1k.pdf', length: 65_536, times: 40 },
  rounds: 3,
  seconds: 1,
  claims: [{ of: 'xsendfile', metric: 'worstFieldCost', floor: 1, less: true }],
  metrics: ['worstFieldCost'],
}

/** @type {import('./rows.js').ClaimRow} */
export const fetchDoor = {
  name: 'fetch-door',
  title: "The Fetch door on Hono's and srvx's servers, a file of 10 MB, 8 connections",
  contestants: [
    'xsendfile',
    'xsendfile under Hono',
    'xsendfile on srvx',
    'xsendfile under Hono, room in the heap',
    'xsendfile under Hono, without streams',
    'xsendfile on srvx, without streams',
  ],
  files: ['10m.zip'],
  load: { kind: 'downloads', connections: 8, path: '10m.zip' },
  rounds: 3,
  seconds: 1.2,
  warmUp: 2,
  claims: [
    { of: 'xsendfile under Hono', against: 'xsendfile', metric, floor: 0.9 },
    { of: 'xsendfile on srvx', against: 'xsendfile', metric, floor: 0.9 },
    { of: 'xsendfile under Hono, room in the heap', against: 'xsendfile', metric },
    { of: 'xsendfile under Hono, without streams', against: 'xsendfile', metric, floor: 0.9 },
    { of: 'xsendfile on srvx, without streams', against: 'xsendfile', metric, floor: 0.9 },
  ],
  metrics: [metric, 'cpuPerGigabyte', 'serverBusy', 'loadBusy'],
  explanation: `Each chunk of a stream is memory of its own, because its reader may keep it. V8 frees such memory with other young objects when
there are 32 MB of it, but once it has looked through its whole heap it does so again before there are 24: more than half of the processor's work,
and the more, the larger the heap (with 36 MB of an application's own objects these rates are half as high). "Room in the heap" is
\`node --initial-old-space-size=256\`. "Without streams" is \`withoutStreams\` around the handler, by which contents go past the streams
([docs/frameworks.md](../docs/frameworks.md#large-files-on-nodejs)).`,
}

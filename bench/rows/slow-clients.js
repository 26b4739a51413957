// @ts-check

/** @type {import('../loads/slow-clients.js').SlowClientsLoad} */
const load = {
  kind: 'slow-clients',
  path: '1g.zip',
  warmUpPath: '1m.zip',
  clients: 500,
  processes: 1,
  rate: 200_000,
}

/**
 * Until then clients have read what the system took of their answers at the beginning.
 *
 * @type {import('../loads/slow-clients.js').SlowClientsLoad}
 */
const longLoad = { ...load, thereafter: { after: 15, seconds: 6 } }

const embedded = ['xsendfile', 'xsendfile with sendfile']
const handedOver = ['hand-over to nginx, 1 GB', 'hand-over to nginx, 10 MB']

/** @type {import('./rows.js').ClaimRow} */
export const slowClients = {
  name: 'slow-clients',
  title: '500 clients at 200 kB/s each on one file',
  contestants: [
    'xsendfile',
    'xsendfile with sendfile',
    'send',
    { label: 'hand-over to nginx, 1 GB', contestant: 'hand-over to nginx', load: longLoad },
    {
      label: 'hand-over to nginx, 10 MB',
      contestant: 'hand-over to nginx',
      load: { ...load, path: '10m.zip' },
    },
  ],
  files: ['1m.zip', '10m.zip', '1g.zip'],
  load: longLoad,
  rounds: 2,
  seconds: 6,
  fresh: true,
  claims: [
    ...embedded.flatMap((of) => [
      { of, against: 'send', metric: 'memoryGrowth', floor: 0.5, less: true },
      { of, against: 'send', metric: 'serverBusy', floor: 0.35, less: true },
      { of, against: 'send', metric: 'delayP99', floor: 0.3, less: true },
    ]),
    ...handedOver.map((of) => ({ of, metric: 'applicationMemoryGrowth', floor: 12, less: true })),
    ...embedded.map((of) => ({ of, metric: 'filesLeft', floor: 0, less: true })),
  ],
  metrics: [
    'memoryGrowth',
    'applicationMemoryGrowth',
    'beginningBusy',
    'serverBusy',
    'delayP99',
    'megabytesPerSecond',
    'clientsBehind',
    'filesLeft',
  ],
}

/** @type {import('./rows.js').ClaimRow} */
export const stalledClients = {
  name: 'stalled-clients',
  title: '8,000 downloads whose clients have stopped reading',
  contestants: ['xsendfile'],
  files: ['1m.zip', '1g.zip'],
  load: { ...load, clients: 8000, processes: 4, rate: 0 },
  rounds: 1,
  seconds: 2,
  fresh: true,
  claims: [
    { of: 'xsendfile', metric: 'kilobytesPerClient', floor: 40, less: true },
    { of: 'xsendfile', metric: 'filesLeft', floor: 0, less: true },
  ],
  metrics: ['kilobytesPerClient', 'memoryGrowth', 'delayP99', 'filesLeft'],
}

/** @type {import('./rows.js').ClaimRow} */
export const crowd = {
  name: 'crowd',
  title: '400 downloads from a process that may have 512 files and connections open',
  contestants: ['xsendfile'],
  files: ['1k.pdf', '1g.zip'],
  load: { kind: 'crowd', path: '1g.zip', checkPath: '1k.pdf', clients: 400 },
  mostDescriptors: 512,
  rounds: 2,
  seconds: 1,
  fresh: true,
  claims: [
    { of: 'xsendfile', metric: 'answered503', floor: 1 },
    { of: 'xsendfile', metric: 'otherAnswers', floor: 0, less: true },
    { of: 'xsendfile', metric: 'crashes', floor: 0, less: true },
    { of: 'xsendfile', metric: 'filesLeft', floor: 0, less: true },
  ],
  metrics: ['answered200', 'answered503', 'otherAnswers', 'crashes', 'filesLeft'],
}

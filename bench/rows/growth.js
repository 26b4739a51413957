// @ts-check
// How cost grows. Each explanation stands beside the curve in the results, and must be true of it.

const contestants = ['xsendfile', 'hand-over to nginx', 'send']

/** @type {import('./rows.js').CurveRow} */
export const bySize = {
  name: 'growth-size',
  title: 'From 1 KB to 1 GB',
  axis: 'size of the file',
  contestants,
  metric: 'megabytesPerSecond',
  logarithmic: true,
  points: [
    { label: '1 KB', x: 1024, name: '1k.zip' },
    { label: '100 KB', x: 100 * 1024, name: '100k.zip' },
    { label: '1 MB', x: 1024 ** 2, name: '1m.zip' },
    { label: '1 GB', x: 1024 ** 3, name: '1g.zip' },
  ].map(({ label, x, name }) => ({
    label,
    x,
    files: [name],
    load: { kind: x < 1024 ** 2 ? 'requests' : 'downloads', connections: 8, path: name },
  })),
  rounds: 2,
  seconds: 1,
  explanation: `Two straight parts. Up to about 1 MB a request costs much the same whatever its size, so that larger files come at a higher
rate. From there on the bytes themselves are the cost, and the rate stays at what one core can move. Embedded, each byte is copied from the
page cache into the process, and from there to the socket. nginx saves one of the two copies, but not the work of the system for each
packet, which is as much.`,
}

/** @type {import('./rows.js').CurveRow} */
export const byClients = {
  name: 'growth-clients',
  title: 'From 1 to 1,000 clients, a file of 1 KB',
  axis: 'connections',
  contestants,
  metric: 'requestsPerSecond',
  files: ['1k.pdf'],
  points: [1, 64, 1000].map((connections) => ({
    label: String(connections),
    x: connections,
    load: { kind: 'requests', connections, path: '1k.pdf' },
  })),
  rounds: 2,
  seconds: 1,
  explanation: `A single client waits for each answer before it asks again, and so does the server for it. The rate grows until the core is
never without work, at some tens of clients. From there on it stays level: more clients wait for their turn, and cost no more
than their connections.`,
}

/** @type {import('./rows.js').CurveRow} */
export const byFiles = {
  name: 'growth-files',
  title: 'From 1 to 1,000,000 files in one folder, 1,000 of them asked for in turn, 1 KB each',
  axis: 'files in the folder',
  contestants,
  metric: 'requestsPerSecond',
  points: [1, 1000, 1_000_000].map((count) => ({
    label: count.toLocaleString('en-US'),
    x: count,
    manyFiles: count,
    load: { kind: 'requests', connections: 64 },
  })),
  rounds: 2,
  seconds: 1,
  explanation: `No slope. The file system finds a name in a folder of a million as fast as in a folder of a hundred, and the library keeps
no list of what is there. Of one file, those who ask at the same time share the opening and the reading.`,
}

/** @type {import('./rows.js').CurveRow} */
export const byDepth = {
  name: 'growth-depth',
  title: 'From 1 to 50 folders deep, a file of 1 KB',
  axis: 'folders above the file',
  contestants,
  metric: 'requestsPerSecond',
  points: [1, 25, 50].map((depth) => {
    const name = `${'folder/'.repeat(depth)}1k.pdf`
    return {
      label: String(depth),
      x: depth,
      files: [name],
      load: { kind: 'requests', connections: 64, path: name },
    }
  }),
  rounds: 2,
  seconds: 1,
  explanation: `It falls slowly. The system walks a path name by name: when the file is opened, and once more when its real path is asked for.
Handed over it falls more, because nginx looks at each folder on the way for symbolic links (\`disable_symlinks\`).`,
}

/** @type {import('./rows.js').ClaimRow} */
export const byProcesses = {
  name: 'growth-processes',
  title: 'Two processes by node:cluster, a file of 1 KB, 64 connections; servers and load share both cores',
  contestants: ['xsendfile, two processes', 'xsendfile, one process'],
  files: ['1k.pdf'],
  load: { kind: 'requests', connections: 64, path: '1k.pdf' },
  rounds: 3,
  seconds: 1,
  claims: [
    { of: 'xsendfile, two processes', against: 'xsendfile, one process', metric: 'requestsPerSecond' },
  ],
  metrics: ['requestsPerSecond', 'cpuPerRequest', 'latencyP99', 'serverBusy', 'loadBusy'],
  explanation: `Two processes answer more than one and less than twice as much: the load runs on the same two cores.`,
}

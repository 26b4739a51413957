// @ts-check

const metrics = ['requestsPerSecond', 'cpuPerRequest', 'latencyP99', 'serverBusy', 'loadBusy']
const metric = 'requestsPerSecond'

/** @type {import('./rows.js').ClaimRow} */
export const handOver = {
  name: 'hand-over',
  title: 'The handler of a hand-over, every check, no front end, 64 connections',
  contestants: ['hand-over', 'hand-over in place', 'unchecked hand-over'],
  files: ['1k.pdf'],
  load: { kind: 'requests', connections: 64, path: '1k.pdf', bare: true },
  rounds: 5,
  seconds: 1,
  warmUp: 3,
  claims: [
    { of: 'hand-over', against: 'unchecked hand-over', metric, floor: 0.65, aim: 0.85 },
    { of: 'hand-over in place', against: 'unchecked hand-over', metric, floor: 0.75, aim: 0.95 },
  ],
  metrics,
}

/** @type {import('./rows.js').ClaimRow} */
export const handOverMany = {
  name: 'hand-over-many',
  title: 'The same, 1,000 files asked for in turn',
  contestants: handOver.contestants,
  manyFiles: 1000,
  load: { kind: 'requests', connections: 64, bare: true },
  rounds: 3,
  seconds: 1,
  warmUp: 3,
  claims: handOver.claims,
  metrics,
  explanation: `Requests for one file that come together share its opening. Here hardly two of them want the same.`,
}

/** @type {import('./rows.js').ClaimRow} */
export const handOver1k = {
  name: 'hand-over-1k',
  title: 'A file of 1 KB handed over to nginx, 64 connections',
  contestants: [
    'hand-over to nginx',
    'hand-over to nginx in place',
    'unchecked hand-over to nginx',
    'send behind nginx',
    'WSGI X-Sendfile behind nginx',
    'nginx',
  ],
  files: ['1k.pdf'],
  load: { kind: 'requests', connections: 64, path: '1k.pdf' },
  rounds: 4,
  seconds: 1,
  warmUp: 3,
  claims: [
    { of: 'hand-over to nginx', against: 'unchecked hand-over to nginx', metric, floor: 0.75, aim: 0.9 },
    {
      of: 'hand-over to nginx in place',
      against: 'unchecked hand-over to nginx',
      metric,
      floor: 0.88,
      aim: 0.96,
    },
    { of: 'hand-over to nginx', against: 'send behind nginx', metric },
    { of: 'hand-over to nginx', against: 'WSGI X-Sendfile behind nginx', metric },
    { of: 'hand-over to nginx', against: 'nginx', metric },
  ],
  metrics,
}

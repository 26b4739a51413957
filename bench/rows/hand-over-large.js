// @ts-check
import { otherFrontEnds } from '../contestants.js'

const metric = 'megabytesPerSecond'

const ofTenMegabytes = {
  files: ['10m.zip', '1k.pdf'],
  load: /** @type {const} */ ({ kind: 'downloads', connections: 8, path: '10m.zip' }),
  // A hand-over costs as little for a large file as for a small one, but there are a hundred times fewer of them.
  warmUpLoad: /** @type {const} */ ({ kind: 'requests', connections: 8, path: '1k.pdf' }),
  warmUp: 2,
  rounds: 5,
  seconds: 1.5,
  metrics: [metric, 'applicationCpuPerGigabyte', 'cpuPerGigabyte', 'serverBusy', 'loadBusy'],
}

const ofOneGigabyte = {
  ...ofTenMegabytes,
  files: ['1g.zip', '1k.pdf'],
  load: { ...ofTenMegabytes.load, path: '1g.zip' },
  rounds: 3,
}

const ours = 'hand-over to nginx'

const throughNginx = {
  contestants: [ours, 'unchecked hand-over to nginx', 'nginx'],
  claims: [
    { of: ours, against: 'nginx', metric, floor: 0.97 },
    { of: 'unchecked hand-over to nginx', against: 'nginx', metric },
    { of: ours, against: 'unchecked hand-over to nginx', metric },
  ],
  explanation: `By itself nginx answers at once; a hand-over asks an application on the way. What that costs where the application does nothing
shows the unchecked handler.`,
}

/** @type {import('./rows.js').ClaimRow} */
export const handOver10m = {
  name: 'hand-over-10m',
  title: 'A file of 10 MB handed over to nginx, 8 connections',
  ...ofTenMegabytes,
  ...throughNginx,
}

/** @type {import('./rows.js').ClaimRow} */
export const handOver1g = {
  name: 'hand-over-1g',
  title: 'A file of 1 GB handed over to nginx, 8 connections',
  ...ofOneGigabyte,
  ...throughNginx,
}

/** @type {import('./rows.js').ClaimRow} */
export const handOverCpu = {
  name: 'hand-over-cpu',
  title: "The application's CPU for each GB, files of 1 GB behind nginx, 8 connections",
  contestants: [ours, 'send behind nginx'],
  ...ofOneGigabyte,
  rounds: 2,
  claims: [
    {
      of: ours,
      against: 'send behind nginx',
      metric: 'applicationCpuPerGigabyte',
      floor: 0.01,
      less: true,
    },
  ],
}

/**
 * The other front ends, each against its own way with the same file.
 *
 * @type {readonly import('./rows.js').ClaimRow[]}
 */
export const handOverElsewhere = otherFrontEnds.map((name) => ({
  name: `hand-over-${name}`,
  title: `A file of 10 MB handed over to ${name}, 8 connections`,
  contestants: [`hand-over to ${name}`, name],
  ...ofTenMegabytes,
  warmUp: 1,
  rounds: 2,
  seconds: 1,
  claims: [{ of: `hand-over to ${name}`, against: name, metric }],
}))

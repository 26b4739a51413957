// @ts-check
import { otherFrontEnds } from '../contestants.js'

const metric = 'megabytesPerSecond'
const metrics = [metric, 'applicationCpuPerGigabyte', 'cpuPerGigabyte', 'serverBusy', 'loadBusy']

/** @type {import('./rows.js').ClaimRow} */
export const handOver10m = {
  name: 'hand-over-10m',
  title: 'A file of 10 MB handed over to nginx, 8 connections',
  contestants: ['hand-over to nginx', 'nginx'],
  files: ['10m.zip', '1k.pdf'],
  load: { kind: 'downloads', connections: 8, path: '10m.zip' },
  // A hand-over costs as little for a large file as for a small one, but there are a hundred times fewer of them.
  warmUpLoad: { kind: 'requests', connections: 8, path: '1k.pdf' },
  warmUp: 2,
  rounds: 5,
  seconds: 1.5,
  claims: [{ of: 'hand-over to nginx', against: 'nginx', metric, floor: 0.97 }],
  metrics,
}

/** @type {import('./rows.js').ClaimRow} */
export const handOver1g = {
  ...handOver10m,
  name: 'hand-over-1g',
  title: 'A file of 1 GB handed over to nginx, 8 connections',
  files: ['1g.zip', '1k.pdf'],
  load: { kind: 'downloads', connections: 8, path: '1g.zip' },
  rounds: 4,
}

/** @type {import('./rows.js').ClaimRow} */
export const handOverCpu = {
  ...handOver1g,
  name: 'hand-over-cpu',
  title: "The application's CPU for each GB, files of 1 GB behind nginx, 8 connections",
  contestants: ['hand-over to nginx', 'send behind nginx'],
  rounds: 2,
  claims: [
    {
      of: 'hand-over to nginx',
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
  ...handOver10m,
  name: `hand-over-${name}`,
  title: `A file of 10 MB handed over to ${name}, 8 connections`,
  contestants: [`hand-over to ${name}`, name],
  rounds: 2,
  seconds: 1,
  claims: [{ of: `hand-over to ${name}`, against: name, metric }],
}))

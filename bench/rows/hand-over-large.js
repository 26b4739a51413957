// @ts-check
import { otherFrontEnds } from '../contestants.js'

const metric = 'megabytesPerSecond'
const metrics = [metric, 'applicationCpuPerGigabyte', 'cpuPerGigabyte', 'serverBusy', 'loadBusy']

/** @type {import('./rows.js').ClaimRow} */
export const handOver10m = {
  name: 'hand-over-10m',
  title: 'A file of 10 MB handed over to nginx, 8 connections',
  contestants: ['hand-over to nginx', 'nginx'],
  files: ['10m.zip'],
  load: { kind: 'downloads', connections: 8, path: '10m.zip' },
  rounds: 5,
  seconds: 2,
  claims: [{ of: 'hand-over to nginx', against: 'nginx', metric, floor: 0.97 }],
  metrics,
}

/** @type {import('./rows.js').ClaimRow} */
export const handOver1g = {
  ...handOver10m,
  name: 'hand-over-1g',
  title: 'A file of 1 GB handed over to nginx, 8 connections',
  files: ['1g.zip'],
  load: { kind: 'downloads', connections: 8, path: '1g.zip' },
  rounds: 5,
}

/** @type {import('./rows.js').ClaimRow} */
export const handOverCpu = {
  ...handOver1g,
  name: 'hand-over-cpu',
  title: "The application's CPU for each GB, files of 1 GB behind nginx, 8 connections",
  contestants: ['hand-over to nginx', 'send behind nginx'],
  rounds: 3,
  seconds: 3,
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
  rounds: 3,
  claims: [{ of: `hand-over to ${name}`, against: name, metric }],
}))

// @ts-check
import { barChart } from './bars.js'
import { curveChart } from './curves.js'
import { rows } from '../rows/rows.js'

/** @typedef {import('../measure-row.js').RowResult} RowResult */

/**
 * The pictures of the README, and one for each curve.
 *
 * @param {readonly RowResult[]} results
 * @returns {Map<string, string>} SVG by the name of its file
 */
export function picturesOf(results) {
  const named = new Map(results.map((result) => [result.name, result]))
  /** @type {Map<string, string>} */
  const pictures = new Map()
  for (const { file, draw } of readmePictures) {
    const picture = draw(named)
    if (picture !== undefined) pictures.set(file, picture)
  }
  for (const row of rows) {
    const result = named.get(row.name)
    if ('points' in row && result !== undefined && result.points.length > 0) {
      pictures.set(`${row.name}.svg`, curveChart(row, result))
    }
  }
  return pictures
}

/**
 * What the bars of a picture show: contestants of a row in their order, by the names that users know.
 *
 * @type {Readonly<Record<string, string>>}
 */
const shownNames = {
  'hand-over to nginx, 1 GB': 'xsendfile, to nginx',
  'hand-over to nginx': 'xsendfile, to nginx',
}

/** @type {readonly { file: string, draw: (results: ReadonlyMap<string, RowResult>) => string | undefined }[]} */
const readmePictures = [
  {
    file: 'requests-per-second.svg',
    draw: (results) =>
      barsOf('Requests per second by library', results, {
        rows: ['embedded-1k', 'embedded-1k-express', 'embedded-1k-fastify', 'embedded-1k-hono'],
        names: [
          'xsendfile in place',
          'xsendfile',
          'sirv',
          'send',
          '@fastify/static',
          'Express res.sendFile',
          'Hono serveStatic',
        ],
        panels: [{ metric: 'requestsPerSecond', title: 'Requests per second (more is better)', digits: 0 }],
        note: 'A file of 1 KB, sent by Node itself on one core, 64 connections. Lines: least to most of all rounds.',
      }),
  },
  {
    file: 'bytes-per-second.svg',
    draw: (results) =>
      barsOf('Megabytes per second by library', results, {
        rows: ['embedded-10m', 'embedded-10m-others'],
        names: [
          'nginx',
          'Bun.file',
          'xsendfile with sendfile',
          'xsendfile',
          'sirv',
          'send',
          'Express res.sendFile',
          'Hono serveStatic',
          '@fastify/static',
        ],
        panels: [{ metric: 'megabytesPerSecond', title: 'Megabytes per second (more is better)', digits: 0 }],
        note: 'A file of 10 MB on one core, 8 connections. Lines: least to most of all rounds.',
      }),
  },
  {
    file: 'slow-clients.svg',
    draw: (results) =>
      barsOf('Memory and processor under slow clients', results, {
        rows: ['slow-clients'],
        names: ['hand-over to nginx, 1 GB', 'xsendfile with sendfile', 'xsendfile', 'send'],
        panels: [
          { metric: 'memoryGrowth', title: 'Growth of memory, MB (less is better)', digits: 0 },
          {
            metric: 'serverBusy',
            title: 'Processor once their connections are full, % of a core (less is better)',
            digits: 0,
          },
        ],
        note: '500 clients, each at 200 kB/s, on one file of 1 GB. Lines: least to most of all rounds.',
      }),
  },
]

/**
 * @param {string} title
 * @param {ReadonlyMap<string, RowResult>} results
 * @param {{ rows: readonly string[], names: readonly string[], panels: readonly { metric: string, title: string, digits: number }[], note: string }} what
 */
function barsOf(title, results, { rows: rowNames, names, panels, note }) {
  const contestants = rowNames.flatMap((name) => results.get(name)?.contestants ?? [])
  if (contestants.length === 0) return undefined
  const measured = names.flatMap((name) => contestants.find((contestant) => contestant.name === name) ?? [])
  const drawn = panels.map(({ metric, ...panel }) => ({
    ...panel,
    bars: measured.flatMap(({ name, metrics }) => {
      const spread = metrics[metric]
      const label = shownNames[name] ?? name
      return spread === undefined ? [] : [{ label, spread, ours: label.startsWith('xsendfile') }]
    }),
  }))
  return barChart(title, drawn, note)
}

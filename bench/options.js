// @ts-check
import { parseArgs } from 'node:util'

const help = `npm run bench                        measures everything, and writes bench/results.md and the pictures
npm run bench -- --only NAME[,NAME]  only these rows, and writes nothing
npm run bench -- --only NAME --keep  the same, and writes what they came to among the last results
npm run bench -- --list              what there is to measure
npm run bench -- --quick             one short round of each, which proves only that it runs
npm run bench -- --report            writes bench/results.md and the pictures anew, from the last figures

WSGI_XSENDFILE=FOLDER names a checkout of the original Python library, which then takes part; it needs Debian's
gunicorn and python3-paste.
`

/**
 * @typedef {object} Options
 * @property {readonly import('./rows/rows.js').Row[]} chosen
 * @property {boolean} keep whether what is measured is written
 * @property {boolean} quick
 * @property {boolean} report
 */

/**
 * What the command line asks for. Ends the process when it asks to be told something, or makes no sense.
 *
 * @param {readonly string[]} args
 * @param {readonly import('./rows/rows.js').Row[]} rows
 * @returns {Options}
 */
export function optionsFrom(args, rows) {
  const { only, keep, quick, list, help: wantsHelp, report } = parsed(args)
  if (wantsHelp) tell(help)
  if (list) tell(`${rows.map(({ name, title }) => `${name.padEnd(24)} ${title}`).join('\n')}\n`)
  const names = only?.split(',') ?? rows.map(({ name }) => name)
  const unknown = names.filter((name) => rows.every((row) => row.name !== name))
  if (unknown.length > 0) refuse(`There is no row ${unknown.join(', ')}; --list names them.`)
  const chosen = rows.filter(({ name }) => names.includes(name))
  return { chosen, keep: !quick && (keep || only === undefined), quick, report }
}

/** @param {readonly string[]} args */
function parsed(args) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        only: { type: 'string' },
        keep: { type: 'boolean', default: false },
        quick: { type: 'boolean', default: false },
        list: { type: 'boolean', default: false },
        report: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    return values
  } catch (error) {
    return refuse(/** @type {Error} */ (error).message)
  }
}

/**
 * @param {string} text
 * @returns {never}
 */
function tell(text) {
  process.stdout.write(text)
  process.exit(0)
}

/**
 * @param {string} why
 * @returns {never}
 */
function refuse(why) {
  process.stderr.write(`npm run bench: ${why}\n\n${help}`)
  process.exit(2)
}

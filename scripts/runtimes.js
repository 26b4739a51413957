// @ts-check
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { installDependencies } from './dependencies.js'
import { installRuntimes, runtimes } from './javascript-runtimes.js'
import { projectFolder, runNode } from './run.js'

/** @typedef {import('./javascript-runtimes.js').RuntimeName} RuntimeName */

const names = /** @type {RuntimeName[]} */ (Object.keys(runtimes))

const usage = `npm run test:runtimes                the table of requests and the tests of files, on every runtime
npm run test:runtimes -- bun deno    on these: ${names.join(', ')}`

/** What every runtime is tested with, and NestJS 11 on every Node.js. */
const files = ['test/conformance/runtimes', 'test/conformance/nest-11', 'test/files']

/** Clients that leave in the tests of handles; a day's tests have more for the runtime that they run on. */
const clients = '1200'

const asked = namesAskedFor(process.argv.slice(2))

await installDependencies()
const missing = await installRuntimes(asked)
const there = asked.filter((name) => !missing.includes(name))
const { passed, counts } = await test(there)

console.log('\nThe library on other runtimes:')
for (const name of asked)
  console.log(`  ${title(name).padEnd(18)}${missing.includes(name) ? 'missing' : counts(name)}`)
if (missing.length > 0) console.error(`\nnpm has no ${missing.map(title).join(', ')} for this machine.`)
process.exit(passed && missing.length === 0 ? 0 : 1)

/**
 * Runs the tests on all of these runtimes.
 *
 * @param {readonly RuntimeName[]} under
 */
async function test(under) {
  const report = fileURLToPath(new URL('.cache/runtimes/report.json', projectFolder))
  mkdirSync(new URL('.cache/runtimes', projectFolder), { recursive: true })
  rmSync(report, { force: true })
  console.log(`Testing on ${under.map(title).join(', ')} ...`)
  const env = { ...process.env, XSENDFILE_RUNTIMES: under.join(','), XSENDFILE_TEST_CLIENTS: clients }
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const status = await runNode('node_modules/vitest/vitest.mjs', ['run', ...files, ...reporters], { env })
  return { passed: status === 0, counts: counter(report) }
}

/**
 * Counts tests by the runtime that their names tell.
 *
 * @param {string} report of Vitest
 * @returns {(name: RuntimeName) => string}
 */
function counter(report) {
  /** @type {{ testResults: { assertionResults: { fullName: string, status: string }[] }[] }} */
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'))
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults)
  return (name) => {
    const own = tests.filter(({ fullName }) => fullName.includes(title(name)))
    const failed = own.filter(({ status }) => status === 'failed').length
    const passes = own.filter(({ status }) => status === 'passed').length
    return failed === 0 ? `${passes} tests passed` : `${failed} of ${own.length} tests FAILED`
  }
}

/** @param {RuntimeName} name */
function title(name) {
  return `${runtimes[name].title} ${runtimes[name].version}`
}

/** @param {readonly string[]} args */
function namesAskedFor(args) {
  const unknown = args.find((arg) => !names.some((name) => name === arg))
  if (unknown !== undefined) {
    const help = unknown === '--help' || unknown === '-h'
    console.log(help ? usage : `npm run test:runtimes: there is no runtime "${unknown}"\n\n${usage}`)
    process.exit(help ? 0 : 1)
  }
  return args.length === 0 ? names : names.filter((name) => args.includes(name))
}

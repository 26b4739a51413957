// @ts-check
import { installDependencies } from './dependencies.js'
import { installRuntimes, runtimes } from './javascript-runtimes.js'
import { runNode } from './run.js'

const usage = `npm run test:runtimes                the table of requests and the tests of files, on every runtime
npm run test:runtimes -- bun deno    on these: ${Object.keys(runtimes).join(', ')}`

/** What every runtime is tested with. */
const files = ['test/conformance/runtimes', 'test/files']

const asked = namesAskedFor(process.argv.slice(2))

await installDependencies()
const missing = await installRuntimes(asked)
const results = []
for (const name of asked) results.push(await test(name))

console.log(`\nThe library on other runtimes:\n${results.map(({ line }) => line).join('\n')}`)
process.exit(results.every(({ passed }) => passed) ? 0 : 1)

/**
 * Tests one runtime.
 *
 * @param {import('./javascript-runtimes.js').RuntimeName} name
 */
async function test(name) {
  const { title, version } = runtimes[name]
  const called = `${title} ${version}`.padEnd(18)
  if (missing.includes(name))
    return { passed: false, line: `${called}missing: npm has no such program for here` }
  console.log(`\n== ${title} ${version}`)
  const begun = performance.now()
  const env = { ...process.env, XSENDFILE_RUNTIMES: name }
  // A server of CommonJS that users have, on the versions of Node.js that they have it on.
  const more = name === 'node22' || name === 'node24' ? ['test/conformance/nest-11'] : []
  const status = await runNode('node_modules/vitest/vitest.mjs', ['run', ...files, ...more], { env })
  const seconds = ((performance.now() - begun) / 1000).toFixed(0)
  const passed = status === 0
  return { passed, line: `${called}${passed ? 'passed' : 'FAILED'} after ${seconds} s` }
}

/** @param {readonly string[]} args */
function namesAskedFor(args) {
  const names = /** @type {import('./javascript-runtimes.js').RuntimeName[]} */ (Object.keys(runtimes))
  const unknown = args.find((arg) => !names.some((name) => name === arg))
  if (unknown !== undefined) {
    const help = unknown === '--help' || unknown === '-h'
    console.log(help ? usage : `npm run test:runtimes: there is no runtime "${unknown}"\n\n${usage}`)
    process.exit(help ? 0 : 1)
  }
  return args.length === 0 ? names : names.filter((name) => args.includes(name))
}

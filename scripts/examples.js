// @ts-check
import { runNode } from './run.js'

// Every example, or those that are named; the tests of a day run the quick ones.
const names = process.argv.slice(2)
const env = { ...process.env, XSENDFILE_EXAMPLES: names.length === 0 ? 'all' : names.join(',') }
const args = ['run', 'test/examples', '--reporter=verbose']
process.exit(await runNode('node_modules/vitest/vitest.mjs', args, { env }))

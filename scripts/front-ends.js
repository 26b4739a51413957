// @ts-check
import { runNode } from './run.js'

// Every door before every front end; the tests of a day have one door before most of them.
const env = { ...process.env, XSENDFILE_TEST_FRONT_ENDS: 'all' }
const files = ['test/conformance/front-ends', 'test/front-ends', 'test/files', 'test/cli']
process.exit(await runNode('node_modules/vitest/vitest.mjs', ['run', ...files], { env }))

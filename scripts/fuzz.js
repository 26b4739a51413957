// @ts-check
import { runNode } from './run.js'

// As many requests as the tests promise, or as many as asked for: npm run test:fuzz -- 1000000
const requests = process.argv[2] ?? '100000'
const env = { ...process.env, XSENDFILE_TEST_REQUESTS: requests }
process.exit(await runNode('node_modules/vitest/vitest.mjs', ['run', 'test/fuzz'], { env }))

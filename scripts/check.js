// @ts-check
import { runNode } from './run.js'

/**
 * Everything that must hold before a commit, the quickest first.
 *
 * @type {readonly { readonly name: string, readonly file: string, readonly args: readonly string[] }[]}
 */
const steps = [
  { name: 'Build', file: 'scripts/build.js', args: [] },
  { name: 'Format', file: 'node_modules/oxfmt/bin/oxfmt', args: ['--check'] },
  {
    name: 'Lint, layers and cycles',
    file: 'node_modules/oxlint/bin/oxlint',
    args: ['--type-aware', '--max-warnings', '0'],
  },
  { name: 'Types', file: 'node_modules/typescript/bin/tsc', args: ['--noEmit'] },
  {
    name: 'Types of what browsers run',
    file: 'node_modules/typescript/bin/tsc',
    args: ['--noEmit', '-p', 'portal/browser'],
  },
  { name: 'Unused files, exports and dependencies', file: 'node_modules/knip/bin/knip.js', args: [] },
  { name: 'Package', file: 'node_modules/publint/src/cli.js', args: ['--strict'] },
  {
    name: 'Types of the package',
    file: 'node_modules/@arethetypeswrong/cli/dist/index.js',
    args: ['--pack', '.', '--profile', 'esm-only'],
  },
  { name: 'Tests with coverage', file: 'node_modules/vitest/vitest.mjs', args: ['run', '--coverage'] },
  { name: 'Cost of hostile fields', file: 'bench/fields.js', args: ['5'] },
]

for (const { name, file, args } of steps) {
  const begun = performance.now()
  console.log(`\n== ${name}`)
  const status = await runNode(file, args)
  const seconds = ((performance.now() - begun) / 1000).toFixed(1)
  if (status !== 0) {
    console.error(`== ${name} failed after ${seconds} s`)
    process.exit(status)
  }
  console.log(`== ${name} passed in ${seconds} s`)
}

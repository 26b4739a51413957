// @ts-check
import { installPackages, testPackages } from './debian-packages.js'
import { installDependencies } from './dependencies.js'
import { runNode } from './run.js'

await installDependencies()
const missing = await installPackages(testPackages)
for (const name of missing) {
  console.log(`Debian's package ${name} is missing and cannot be installed here; what needs it is left out.`)
}
process.exit(await runNode('scripts/check.js', []))

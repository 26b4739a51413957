// @ts-check
import { installPackages, testPackages } from './debian-packages.js'
import { installDependencies } from './dependencies.js'
import { installRuntimes, newestRuntimes, runtimes } from './javascript-runtimes.js'
import { runNode } from './run.js'

await installDependencies()
const missing = await installPackages(testPackages)
for (const name of missing) {
  console.log(`Debian's package ${name} is missing and cannot be installed here; what needs it is left out.`)
}
for (const name of await installRuntimes(newestRuntimes)) {
  const { title, version } = runtimes[name]
  console.log(`${title} ${version} is missing and cannot be installed here; what needs it is left out.`)
}
process.exit(await runNode('scripts/check.js', []))

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestedServer, testedServer } from './server.ts'

/** H2O; a configuration is the whole of it. */
export const h2oServer: TestedServer = testedServer('h2o', (configuration, folder) => {
  const main = join(folder, 'h2o.conf')
  writeFileSync(main, `num-threads: 1\n${configuration}`)
  return { start: ['-c', main], check: ['-t', '-c', main] }
})

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestedServer, testedServer } from './server.ts'

/** lighttpd; a configuration is the whole of it, but for where it writes. */
export const lighttpdServer: TestedServer = testedServer('lighttpd', (site, folder) => {
  writeFileSync(join(folder, 'site.conf'), site)
  const main = join(folder, 'lighttpd.conf')
  writeFileSync(
    main,
    `server.upload-dirs = ( "${folder}" )
server.pid-file = "${folder}/lighttpd.pid"
include "${folder}/site.conf"
`,
  )
  return { start: ['-D', '-f', main], check: ['-tt', '-f', main] }
})

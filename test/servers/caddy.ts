import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestedServer, testedServer } from './server.ts'

/** Caddy; a configuration is the sites of its Caddyfile. */
export const caddyServer: TestedServer = testedServer('caddy', (sites, folder) => {
  const main = join(folder, 'Caddyfile')
  writeFileSync(main, `{\n\tadmin off\n\tauto_https disable_redirects\n}\n${sites}`)
  const file = ['--config', main, '--adapter', 'caddyfile']
  return {
    start: ['run', ...file],
    check: ['validate', ...file],
    environment: { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
  }
})

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestedServer, testedServer } from './server.ts'

/** What Debian's Apache has switched on when the modules that the configuration names are. */
const modules = [
  'mpm_event',
  'authz_core',
  'mime',
  'headers',
  'proxy',
  'proxy_http',
  'socache_shmcb',
  'ssl',
  'xsendfile',
]

/** Apache httpd with mod_xsendfile; a configuration is what Debian has in `sites-enabled`. */
export const apacheServer: TestedServer = testedServer('apache2', (site, folder) => {
  writeFileSync(join(folder, 'site.conf'), site)
  writeFileSync(join(folder, 'apache2.conf'), mainConfiguration(folder))
  const arguments_ = ['-d', folder, '-f', join(folder, 'apache2.conf')]
  return {
    start: [...arguments_, '-DFOREGROUND'],
    check: [...arguments_, '-t'],
    logFile: join(folder, 'error.log'),
  }
})

function mainConfiguration(folder: string): string {
  const load = modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`)
  return `ServerName localhost
PidFile ${folder}/apache2.pid
Mutex file:${folder} default
ErrorLog ${folder}/error.log
LogLevel info
${load.join('\n')}
TypesConfig /etc/mime.types
StartServers 1
ServerLimit 2
ThreadsPerChild 25
MaxRequestWorkers 50
# As Debian has it: nothing is given that is not named.
<Directory />
    Require all denied
</Directory>
IncludeOptional ${folder}/site.conf
`
}

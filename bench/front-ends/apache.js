// @ts-check
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { configurationFor } from '../library.js'
import { firstLine, startUnprivileged } from './account.js'

/** @type {import('./front-ends.js').FrontEnd} */
export const apache = {
  name: 'apache',
  debianPackages: ['apache2', 'libapache2-mod-xsendfile'],
  prefix: '',
  version: () => firstLine('apache2', ['-v']).replace('Server version: ', ''),

  command({ folder, root, port, upstreamPort }) {
    const site =
      upstreamPort === undefined
        ? staticSite(root, port)
        : configurationFor('apache', { root, listen: port, upstream: upstreamPort })
    writeFileSync(join(folder, 'apache2.conf'), mainConfiguration(folder, site))
    return startUnprivileged(
      'apache2',
      ['-d', folder, '-f', join(folder, 'apache2.conf'), '-DFOREGROUND'],
      [folder],
    )
  },
}

/**
 * @param {string} root
 * @param {number} port
 */
function staticSite(root, port) {
  return `Listen 127.0.0.1:${port}
<VirtualHost 127.0.0.1:${port}>
    DocumentRoot ${root}
    EnableSendfile On
    <Directory ${root}>
        Require all granted
    </Directory>
</VirtualHost>
`
}

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

/**
 * @param {string} folder
 * @param {string} site
 */
function mainConfiguration(folder, site) {
  const load = modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`)
  return `ServerName localhost
PidFile ${folder}/apache2.pid
Mutex file:${folder} default
ErrorLog ${folder}/error.log
${load.join('\n')}
TypesConfig /etc/mime.types
StartServers 1
ServerLimit 4
ThreadsPerChild 64
MaxRequestWorkers 256
MaxKeepAliveRequests 0
<Directory />
    Require all denied
</Directory>
${site}`
}

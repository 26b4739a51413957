// @ts-check
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run } from './run.js'

/**
 * Programs, and modules by their path, that tests, the bench and the portal use, by the Debian package that brings them.
 *
 * @type {Readonly<Record<string, string>>}
 */
const programs = {
  nginx: 'nginx',
  apache2: 'apache2',
  'libapache2-mod-xsendfile': '/usr/lib/apache2/modules/mod_xsendfile.so',
  lighttpd: 'lighttpd',
  'lighttpd-mod-openssl': '/usr/lib/lighttpd/mod_openssl.so',
  caddy: 'caddy',
  h2o: 'h2o',
  curl: 'curl',
  wget: 'wget',
  chromium: 'chromium',
  wrk: 'wrk',
  gunicorn: 'gunicorn',
  puma: 'puma',
  // Its own folder has its version in its name.
  'ruby-rack': '/usr/share/doc/ruby-rack/copyright',
  'php-cli': 'php',
  'php-symfony-http-foundation': '/usr/share/php/Symfony/Component/HttpFoundation/BinaryFileResponse.php',
  'php-symfony-mime': '/usr/share/php/Symfony/Component/Mime/MimeTypes.php',
  'python3-django': '/usr/lib/python3/dist-packages/django/__init__.py',
  'python3-pyramid': '/usr/lib/python3/dist-packages/pyramid/__init__.py',
  'python3-webob': '/usr/lib/python3/dist-packages/webob/__init__.py',
  'libapache2-mod-wsgi-py3': '/usr/lib/apache2/modules/mod_wsgi.so',
  'python3-paste': '/usr/lib/python3/dist-packages/paste',
}

/** What only the bench needs, to measure the original library. */
const ofTheBench = new Set(['python3-paste'])

/** What the tests need of Debian. */
export const testPackages = Object.keys(programs).filter((name) => !ofTheBench.has(name))

/**
 * Installs packages whose programs are missing, where Debian's package manager may be used.
 *
 * @param {readonly string[]} packages
 * @returns {Promise<readonly string[]>} the packages that are still missing
 */
export async function installPackages(packages) {
  const missing = packages.filter(isMissing)
  if (missing.length === 0 || !mayInstall()) return missing
  console.log(`Installing from Debian: ${missing.join(', ')} ...`)
  // What is needed is the programs; in run level 1 no package starts a server of its own.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  /** @type {import('node:child_process').SpawnOptions} */
  const options = { env, stdio: ['ignore', 'ignore', 'inherit'] }
  await run('apt-get', ['update', '-qq'], options)
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], options)
  return missing.filter(isMissing)
}

/**
 * Whether what a package brings is not there.
 *
 * @param {string} name of a Debian package
 */
export function isMissing(name) {
  const program = programs[name]
  if (program === undefined) return true
  return program.startsWith('/') ? !existsSync(program) : findProgram(program) === undefined
}

/**
 * Finds a program as a shell would; servers lie where only root looks.
 *
 * @param {string} name
 * @returns {string | undefined}
 */
export function findProgram(name) {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', '/sbin']
  return folders.map((folder) => join(folder, name)).find(isExecutable)
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function mayInstall() {
  return existsSync('/usr/bin/apt-get') && process.getuid?.() === 0
}

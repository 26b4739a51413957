// @ts-check
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { renameSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { installPackages } from './debian-packages.js'
import { installDependencies } from './dependencies.js'
import { endIfFailed, projectFolder, runNode } from './run.js'
import { isUpToDate, librarySources } from './up-to-date.js'

const args = process.argv.slice(2)

await installDependencies()
await buildLibrary()
await buildPortal()
if (wantsNginx()) await installNginx()
await startPortal()

async function buildLibrary() {
  if (isUpToDate('dist', librarySources)) return
  console.log('Building the library ...')
  const status = await runNode('scripts/build.js', [])
  if (status === 0) return
  // What the compiler wrote before it failed must not pass for up to date.
  remove('dist')
  process.exit(status)
}

async function buildPortal() {
  if (isPortalUpToDate()) return
  console.log('Building the portal ...')
  // Aside, so that what another start is about to run stays whole.
  const unfinished = `build/portal-${process.pid}`
  const compiler = 'node_modules/typescript/bin/tsc'
  for (const [project, folder] of [
    ['portal', unfinished],
    ['portal/browser', `${unfinished}/browser`],
  ]) {
    const status = await runNode(compiler, ['-p', String(project), '--outDir', String(folder)])
    if (status !== 0) remove(unfinished)
    endIfFailed(status, 'Building the portal')
  }
  if (!isPortalUpToDate()) {
    remove('build/portal')
    renameSync(new URL(unfinished, projectFolder), new URL('build/portal', projectFolder))
  }
  remove(unfinished)
}

function isPortalUpToDate() {
  return isUpToDate('build/portal', ['portal', 'tsconfig.json'])
}

/** @param {string} folder */
function remove(folder) {
  rmSync(new URL(folder, projectFolder), { recursive: true, force: true })
}

async function installNginx() {
  const missing = await installPackages(['nginx'])
  if (missing.length === 0) return
  console.error(`npm start: nginx is missing, and cannot be installed from here. Install it yourself, on Debian and
Ubuntu with "sudo apt-get install nginx", on a Mac with "brew install nginx", and start again; or leave
"--sender nginx" out.`)
  process.exit(1)
}

/** The portal judges its options itself; this only has to know what to install. */
function wantsNginx() {
  const { values } = parseArgs({ args, strict: false, options: { sender: { type: 'string' } } })
  return values['sender'] === 'nginx' && !args.some((arg) => arg === '--help' || arg === '-h')
}

async function startPortal() {
  const main = fileURLToPath(new URL('build/portal/main.js', projectFolder))
  // Should this process be killed, the portal loses the channel and ends too.
  const portal = spawn(process.execPath, [main, ...args], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      // On Windows the console tells the portal itself, and kill() would not let it end anything.
      if (process.platform !== 'win32') portal.kill(signal)
    })
  }
  endWithNpm(portal)
  const [status] = await once(portal, 'exit')
  process.exit(status ?? 1)
}

/**
 * npm starts this in a shell, which goes without a word when npm is told to end, and leaves us behind.
 *
 * @param {import('node:child_process').ChildProcess} portal
 */
function endWithNpm(portal) {
  if (process.env['npm_lifecycle_event'] !== 'start') return
  const shell = process.ppid
  setInterval(() => {
    if (process.ppid !== shell) portal.kill('SIGTERM')
  }, 300)
}

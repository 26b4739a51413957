// @ts-check
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, rmSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { installPackages } from './debian-packages.js'
import { installDependencies } from './dependencies.js'
import { endIfFailed, projectFolder, runNode } from './run.js'

const args = process.argv.slice(2)

await installDependencies()
await buildLibrary()
await buildPortal()
if (wantsNginx()) await installNginx()
await startPortal()

async function buildLibrary() {
  if (isUpToDate('dist', ['src', 'tsconfig.json', 'tsconfig.build.json'])) return
  console.log('Building the library ...')
  const status = await runNode('scripts/build.js', [])
  if (status === 0) return
  // What the compiler wrote before it failed must not pass for up to date.
  rmSync(new URL('dist', projectFolder), { recursive: true, force: true })
  process.exit(status)
}

async function buildPortal() {
  if (isUpToDate('build/portal', ['portal', 'tsconfig.json'])) return
  console.log('Building the portal ...')
  rmSync(new URL('build/portal', projectFolder), { recursive: true, force: true })
  const compiler = 'node_modules/typescript/bin/tsc'
  endIfFailed(await runNode(compiler, ['-p', 'portal/tsconfig.json']), 'Building the portal')
}

/**
 * Whether something was built after all of its sources were changed.
 *
 * @param {string} built a folder
 * @param {readonly string[]} sources files and folders
 */
function isUpToDate(built, sources) {
  const builtTimes = timesIn(built)
  const sourceTimes = sources.flatMap(timesIn)
  return builtTimes.length > 0 && Math.min(...builtTimes) >= Math.max(...sourceTimes)
}

/**
 * When the files in a folder were changed; tests are not built.
 *
 * @param {string} path
 * @returns {number[]}
 */
function timesIn(path) {
  const stats = statSync(new URL(path, projectFolder), { throwIfNoEntry: false })
  if (stats === undefined || path.endsWith('.test.ts')) return []
  if (!stats.isDirectory()) return [stats.mtimeMs]
  return readdirSync(new URL(path, projectFolder)).flatMap((name) => timesIn(`${path}/${name}`))
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

import { execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { ask } from './ask.ts'
import { touchFresh, writeFiles } from './files.ts'
import { judge } from './judge.ts'
import { routes } from './routes.ts'
import { table } from './table.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'xsendfile-nest-11-'))
const root = join(folder, 'files')

/** Runs npm quietly, without the environment that an npm around us has set. */
function npm(args: readonly string[], cwd: string): string {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')))
  return execFileSync('npm', [...args], { cwd, encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'pipe'] })
}

beforeAll(() => {
  cpSync(join(project, 'test/frameworks/nest-11'), folder, { recursive: true })
  npm(['ci', '--no-audit', '--no-fund'], folder)
  const tarball = npm(['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], project).trim()
  npm(['install', '--no-save', '--no-audit', '--no-fund', join(folder, tarball)], folder)
  writeFiles(root)
}, 180_000)
afterAll(() => rmSync(folder, { recursive: true }))

describe.each(['express', 'fastify'])('the packed library under NestJS 11 on %s, in CommonJS', (platform) => {
  let port: number
  let stop: () => void
  beforeAll(async () => {
    const options = JSON.stringify({ root, routes, platform })
    const child = fork(join(folder, 'application.cjs'), [options], { cwd: folder })
    const [message] = (await once(child, 'message')) as [{ readonly port: number }]
    port = message.port
    stop = () => void child.kill('SIGKILL')
  })
  afterAll(() => stop())

  it.each(table)('$section: $name', async (row) => {
    touchFresh(root)
    judge(row, await ask(port, 'http', row))
  })
})

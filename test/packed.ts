import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the project. */
export const project: string = fileURLToPath(new URL('..', import.meta.url))

/** Runs npm quietly, without the environment that an npm around us has set. */
export function npm(args: readonly string[], cwd: string): string {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')))
  return execFileSync('npm', [...args], { cwd, encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'pipe'] })
}

/**
 * Copies an application of `test/frameworks` out of the project, and installs what its lockfile names and the packed
 * library, as a user would.
 *
 * @returns the folder
 */
export function installBeside(application: string): string {
  const folder = mkdtempSync(join(tmpdir(), `xsendfile-${application}-`))
  cpSync(join(project, 'test/frameworks', application), folder, { recursive: true })
  npm(['ci', '--no-audit', '--no-fund'], folder)
  const tarball = npm(['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], project).trim()
  npm(['install', '--no-save', '--no-audit', '--no-fund', join(folder, tarball)], folder)
  return folder
}

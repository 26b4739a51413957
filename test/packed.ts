import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the project. */
export const project: string = fileURLToPath(new URL('..', import.meta.url))

/** The environment of a user: without what an npm around us, and the test runner, have set. */
export function userEnvironment(): NodeJS.ProcessEnv {
  const ours =
    /^(?:npm_|VITEST|(?:TEST|MODE|DEV|PROD|SSR|BASE_URL)$|NODE_ENV$|NODE_OPTIONS$|NODE_V8_COVERAGE$|XSENDFILE_)/
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)))
}

/** Runs npm quietly, as a user does. */
export function npm(
  args: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>> = {},
): string {
  const env = { ...userEnvironment(), ...environment }
  return execFileSync('npm', [...args], { cwd, encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'pipe'] })
}

/**
 * Packs the library as it is built already.
 *
 * @returns the path of the tarball
 */
export function pack(folder: string): string {
  const name = npm(['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], project)
  return join(folder, name.trim())
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
  npm(['install', '--no-save', '--no-audit', '--no-fund', pack(folder)], folder)
  return folder
}

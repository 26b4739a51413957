// @ts-check
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism, cpus, release, totalmem } from 'node:os'
import { taskset } from './children.js'
import { findProgram } from '../scripts/debian-packages.js'
import { frontEnds } from './front-ends/front-ends.js'
import { bunProgram, wantedVersions } from './peers/install.js'

/**
 * What it was measured on.
 *
 * @typedef {object} Machine
 * @property {string} processor
 * @property {number} cores
 * @property {number} memoryGigabytes
 * @property {string} system
 * @property {boolean} pinned whether servers and loads kept to cores of their own
 * @property {Readonly<Record<string, string>>} versions
 */

/** @returns {Machine} */
export function thisMachine() {
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGigabytes: Math.round(totalmem() / 1024 ** 3),
    system: `${distribution()}, Linux ${release()}`,
    pinned: taskset !== undefined,
    versions: {
      Node: process.versions.node,
      ...Object.fromEntries(Object.values(frontEnds).map(({ name, version }) => [name, version()])),
      ...(existsSync(bunProgram)
        ? { Bun: execFileSync(bunProgram, ['--version'], { encoding: 'utf8' }).trim() }
        : {}),
      wrk:
        /wrk (?:debian\/)?([\w.+-]+)/.exec(
          spawnSync(findProgram('wrk') ?? 'wrk', ['-v'], { encoding: 'utf8' }).stdout,
        )?.[1] ?? '',
      ...wantedVersions(),
    },
  }
}

function distribution() {
  const file = '/etc/os-release'
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  return /^PRETTY_NAME="?([^"\n]+)/m.exec(text)?.[1] ?? 'Linux'
}

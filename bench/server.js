// @ts-check
import { once } from 'node:events'
import { chmodSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cores, end, removeAtEnd, start, startTalking } from './children.js'
import { contestants } from './contestants.js'
import { frontEnds } from './front-ends/front-ends.js'
import { bunProgram } from './peers/install.js'
import { freePort, untilListening } from './ports.js'
import { treeOf } from './proc.js'

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

/** The most memory that Node takes for the fields of one request, where a row sends long ones. */
const mostFieldBytes = 262_144

/** A contestant that is running: an application, a front end, or both. */
export class Server {
  /** @type {ChildProcess[]} */
  #children = []
  /** @type {ChildProcess | undefined} */
  #application

  /**
   * @param {string} name
   * @param {number} port where clients come to
   */
  constructor(name, port) {
    this.name = name
    this.port = port
  }

  /** @param {ChildProcess} child */
  add(child, isApplication = false) {
    this.#children.push(child)
    if (isApplication) this.#application = child
  }

  /** Every process of it. */
  get pids() {
    return this.#children.flatMap(({ pid }) => (pid === undefined ? [] : treeOf(pid)))
  }

  /** The processes of the application alone. */
  get applicationPids() {
    const pid = this.#application?.pid
    return pid === undefined ? [] : treeOf(pid)
  }

  /** Whether all of it is still running. */
  get isAlive() {
    return this.#children.every(({ exitCode, signalCode }) => exitCode === null && signalCode === null)
  }

  /** Lets the application collect its garbage. */
  async collect() {
    await this.#tell('collect')
  }

  /** Lets the application begin to watch its event loop. */
  async begin() {
    await this.#tell('begin')
  }

  /** @returns {Promise<number>} milliseconds of delay of the event loop that 99 of 100 turns stay below, since `begin` */
  async delayP99() {
    const { delayP99 = Number.NaN } = await this.#tell('end')
    return delayP99
  }

  async stop() {
    for (const child of this.#children.toReversed()) await end(child)
  }

  /**
   * @param {'collect' | 'begin' | 'end'} message
   * @returns {Promise<{ delayP99?: number }>}
   */
  async #tell(message) {
    const application = this.#application
    if (application === undefined || !application.connected) return {}
    const answer = once(application, 'message')
    application.send(message)
    const [reply] = await answer
    return reply
  }
}

/**
 * Starts a contestant and waits until it listens.
 *
 * @param {string} name
 * @param {string} root
 * @param {{ mostDescriptors?: number | undefined }} [limits]
 */
export async function startServer(name, root, { mostDescriptors } = {}) {
  const contestant = contestants[name]
  if (contestant === undefined) throw new Error(`There is no contestant ${name}`)
  const server = new Server(name, await freePort())
  try {
    const upstreamPort = contestant.behind === undefined ? server.port : await freePort()
    if (contestant.program !== undefined) {
      await addApplication(server, contestant, root, upstreamPort, mostDescriptors)
    }
    if (contestant.behind !== undefined) {
      await addFrontEnd(
        server,
        contestant.behind,
        root,
        contestant.program === undefined ? undefined : upstreamPort,
      )
    }
    return server
  } catch (error) {
    await server.stop()
    throw error
  }
}

/**
 * @param {Server} server
 * @param {import('./contestants.js').Contestant} contestant
 * @param {string} root
 * @param {number} port
 * @param {number | undefined} mostDescriptors
 */
async function addApplication(server, contestant, root, port, mostDescriptors) {
  const { program = '', options, handsOverTo, runtime = 'node', flags = [] } = contestant
  const prefix = handsOverTo === undefined ? undefined : frontEnds[handsOverTo]?.prefix
  const settings = { root, port, prefix, sender: handsOverTo, ...options }
  const file = fileURLToPath(new URL(`contestants/${program}`, import.meta.url))
  const command = [...runtimes[runtime](port), ...flags, file, JSON.stringify(settings)]
  const limited =
    mostDescriptors === undefined
      ? command
      : ['/bin/sh', '-c', `ulimit -n ${mostDescriptors}; exec "$0" "$@"`, ...command]
  const begin = runtime === 'gunicorn' ? start : startTalking
  const child = begin(contestant.cores ?? cores.server, limited, {
    env: { ...process.env, NODE_ENV: 'production' },
  })
  server.add(child, true)
  await untilListening(port, child, program)
}

/** @type {Readonly<Record<'node' | 'bun' | 'gunicorn', (port: number) => readonly string[]>>} */
const runtimes = {
  node: () => [process.execPath, '--expose-gc', `--max-http-header-size=${mostFieldBytes}`],
  bun: () => [bunProgram],
  gunicorn: () => ['/usr/bin/python3'],
}

/**
 * @param {Server} server
 * @param {string} name
 * @param {string} root
 * @param {number | undefined} upstreamPort
 */
async function addFrontEnd(server, name, root, upstreamPort) {
  const frontEnd = frontEnds[name]
  if (frontEnd === undefined) throw new Error(`There is no front end ${name}`)
  const folder = removeAtEnd(mkdtempSync(join(tmpdir(), `xsendfile-bench-${name}-`)))
  chmodSync(folder, 0o755)
  const { command, options } = frontEnd.command({ folder, root, port: server.port, upstreamPort })
  const child = start(cores.server, command, options)
  server.add(child)
  await untilListening(server.port, child, name)
}

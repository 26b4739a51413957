// @ts-check
import { startServer } from './server.js'
import { loads } from './loads/loads.js'

/**
 * Measures contestants in turn, round by round, each round in the opposite order of the one before, so that what else
 * the machine does falls on all of them.
 *
 * @param {readonly string[]} names
 * @param {import('./loads/loads.js').Load} load
 * @param {import('./loads/loads.js').Context} context
 * @param {{ rounds: number, warmUp: number, fresh: boolean }} plan
 * @returns {Promise<Map<string, import('./loads/loads.js').Metrics[]>>} the figures of each round by contestant
 */
export async function measureInTurn(names, load, context, { rounds, warmUp, fresh }) {
  const measure = loads[load.kind]
  /** @type {Map<string, import('./loads/loads.js').Metrics[]>} */
  const figures = new Map(names.map((name) => [name, []]))
  const stage = new Stage(context.root, fresh)
  try {
    if (!fresh && warmUp > 0) {
      for (const name of names) await measure(await stage.enter(name), load, { ...context, seconds: warmUp })
    }
    for (let round = 0; round < rounds; round += 1) {
      for (const name of round % 2 === 0 ? names : names.toReversed()) {
        figures.get(name)?.push(await measure(await stage.enter(name), load, context))
        await stage.leave(name)
      }
    }
    return figures
  } finally {
    await stage.clear()
  }
}

/** The servers that are running; one that has nothing to do costs the others nothing. */
class Stage {
  /** @type {Map<string, import('./server.js').Server>} */
  #servers = new Map()

  /**
   * @param {string} root
   * @param {boolean} fresh
   */
  constructor(root, fresh) {
    this.root = root
    this.fresh = fresh
  }

  /** @param {string} name */
  async enter(name) {
    const server = this.#servers.get(name) ?? (await startServer(name, this.root))
    this.#servers.set(name, server)
    return server
  }

  /** @param {string} name */
  async leave(name) {
    if (!this.fresh) return
    await this.#servers.get(name)?.stop()
    this.#servers.delete(name)
  }

  async clear() {
    for (const server of this.#servers.values()) await server.stop()
  }
}

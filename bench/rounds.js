// @ts-check
import { startServer } from './server.js'
import { loads } from './loads/loads.js'

/**
 * A contestant with what is asked of it.
 *
 * @typedef {object} Entry
 * @property {string} label
 * @property {string} contestant
 * @property {import('./loads/loads.js').Load} load
 */

/**
 * @typedef {object} Plan
 * @property {number} rounds
 * @property {number} warmUp seconds; 0 for none
 * @property {import('./loads/loads.js').Load | undefined} warmUpLoad what is asked for before that
 * @property {boolean} fresh whether every round has a server of its own
 * @property {number | undefined} mostDescriptors that a server may have open
 */

/** @typedef {Map<string, import('./loads/loads.js').Metrics[]>} Figures those of each round, by label */

/**
 * Measures contestants in turn, round by round, so that what else the machine does falls on all of them.
 *
 * @param {readonly Entry[]} entries
 * @param {import('./loads/loads.js').Context} context
 * @param {Plan} plan
 * @returns {Promise<Figures>}
 */
export async function measureInTurn(entries, context, plan) {
  /** @type {Figures} */
  const figures = new Map(entries.map(({ label }) => [label, []]))
  const stage = new Stage(context.root, plan)
  try {
    if (!plan.fresh && plan.warmUp > 0)
      await warmUp(stage, entries, { ...context, seconds: plan.warmUp }, plan)
    for (let round = 0; round < plan.rounds; round += 1) {
      for (const entry of turnsOf(entries, round)) {
        figures.get(entry.label)?.push(await stage.measure(entry, context))
      }
    }
    return figures
  } finally {
    await stage.clear()
  }
}

/**
 * @param {Stage} stage
 * @param {readonly Entry[]} entries
 * @param {import('./loads/loads.js').Context} context
 * @param {Plan} plan
 */
async function warmUp(stage, entries, context, { warmUpLoad }) {
  for (const entry of entries) {
    if (warmUpLoad !== undefined) await stage.measure({ ...entry, load: warmUpLoad }, context)
    await stage.measure(entry, context)
  }
}

/**
 * Each round begins with the contestant after the one before, and every other round goes backwards: who would always be at
 * one end would wait longest, and a machine that takes back what lies idle would have taken most from them.
 *
 * @param {readonly Entry[]} entries
 * @param {number} round
 */
function turnsOf(entries, round) {
  const first = round % entries.length
  const turned = [...entries.slice(first), ...entries.slice(0, first)]
  return round % 2 === 0 ? turned : turned.toReversed()
}

/** The servers that are running; one that has nothing to do costs the others nothing. */
class Stage {
  /** @type {Map<string, import('./server.js').Server>} */
  #servers = new Map()

  /**
   * @param {string} root
   * @param {Plan} plan
   */
  constructor(root, plan) {
    this.root = root
    this.plan = plan
  }

  /**
   * @param {Entry} entry
   * @param {import('./loads/loads.js').Context} context
   */
  async measure({ label, contestant, load }, context) {
    const server = this.#servers.get(label) ?? (await startServer(contestant, this.root, this.plan))
    this.#servers.set(label, server)
    const metrics = await loads[load.kind](server, load, context)
    if (this.plan.fresh) await this.clear()
    return metrics
  }

  async clear() {
    const servers = [...this.#servers.values()]
    this.#servers.clear()
    for (const server of servers) await server.stop()
  }
}

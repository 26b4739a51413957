// @ts-check
import { cpuSeconds, treeOf } from '../proc.js'

/** Milliseconds between two looks at a load that may end at any time. */
const interval = 50

/** How busy a server and its load keep their processors, so that one sees which of them set the pace. */
export class Watch {
  /** @param {readonly number[]} serverPids */
  constructor(serverPids) {
    this.serverPids = serverPids
    this.begun = performance.now()
    this.serverBegun = cpuSeconds(serverPids)
    this.loadShare = Number.NaN
    /** @type {NodeJS.Timeout | undefined} */
    this.timer = undefined
  }

  /** @param {number} pid of the load */
  follow(pid) {
    const begun = performance.now()
    let most = 0
    this.timer = setInterval(() => {
      const used = cpuSeconds(treeOf(pid))
      // When it ends, its threads go before it does, and what they have used goes with them.
      if (used <= most) return
      most = used
      this.loadShare = used / ((performance.now() - begun) / 1000)
    }, interval)
  }

  /** @returns {{ serverSeconds: number, serverBusy: number, loadBusy: number }} shares of one processor in per cent */
  end() {
    clearInterval(this.timer)
    const seconds = (performance.now() - this.begun) / 1000
    const used = cpuSeconds(this.serverPids) - this.serverBegun
    return { serverSeconds: used, serverBusy: (100 * used) / seconds, loadBusy: 100 * this.loadShare }
  }
}

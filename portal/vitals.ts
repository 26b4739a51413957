import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Vitals } from './browser/messages.ts'

/** Milliseconds between two readings. */
const beat = 200

/** Milliseconds between two looks at the event loop; a look that comes on time counts as no delay. */
const resolution = 5

/** Tells how the application's process is, from now on. @returns what ends it */
export function watchVitals(listener: (vitals: Vitals) => void): () => void {
  const recent = monitorEventLoopDelay({ resolution })
  const sinceBegin = monitorEventLoopDelay({ resolution })
  recent.enable()
  sinceBegin.enable()
  let last = { seconds: performance.now() / 1000, cpuSeconds: cpuSeconds() }
  const timer = setInterval(() => {
    const now = { seconds: performance.now() / 1000, cpuSeconds: cpuSeconds() }
    const cpuPercent = (100 * (now.cpuSeconds - last.cpuSeconds)) / (now.seconds - last.seconds)
    const vitals = { cpuSeconds: now.cpuSeconds, cpuPercent, memory: process.memoryUsage.rss() }
    listener({ ...vitals, delay: late(recent), delaySinceBegin: late(sinceBegin) })
    last = now
    recent.reset()
  }, beat)
  return () => {
    clearInterval(timer)
    recent.disable()
    sinceBegin.disable()
  }
}

/** Processor time of all threads of this process; nginx is a process of its own. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** The 99th percentile in milliseconds. */
function late(histogram: ReturnType<typeof monitorEventLoopDelay>): number {
  return Math.max(0, histogram.percentile(99) / 1e6 - resolution)
}

// @ts-check
// What every contestant on Node has in common; its settings come as JSON.
import { createServer } from 'node:http'
import { monitorEventLoopDelay } from 'node:perf_hooks'

/**
 * @typedef {object} Settings
 * @property {string} root the folder of the files
 * @property {number} port of 127.0.0.1
 * @property {string} [io] the option of that name
 * @property {string} [prefix] under which the files are handed over
 * @property {string} [sender] who is handed the files
 * @property {number} [processes] of a cluster
 */

/** @type {Settings} */
export const settings = JSON.parse(process.argv[2] ?? '{}')

/** @param {import('node:http').RequestListener} handler */
export function serve(handler) {
  createServer(handler).listen(settings.port, '127.0.0.1')
}

const delay = monitorEventLoopDelay({ resolution: 1 })

process.on('message', (message) => {
  if (message === 'collect') {
    globalThis.gc?.()
    process.send?.({})
  } else if (message === 'begin') {
    delay.enable()
    delay.reset()
    process.send?.({})
  } else {
    process.send?.({ delayP99: delay.percentile(99) / 1e6 })
    delay.disable()
  }
})

// Whoever started it is gone.
process.on('disconnect', () => process.exit())

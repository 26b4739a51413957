import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** `xsendfile gateway` in a process of its own. */
export interface GatewayProcess {
  /** Where it says that it listens. */
  readonly port: number
  /** What it wrote when it had started. */
  readonly greeting: string
  /** What it has logged so far. */
  readonly log: () => string
  /** Its memory in bytes, as the system counts it. */
  memory(): number
  isAlive(): boolean
  /** @returns its exit status */
  end(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): Promise<number | null>
}

const program = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

/** Starts the built command line on a free port. */
export async function startGatewayProcess(...args: readonly string[]): Promise<GatewayProcess> {
  const child = spawn(process.execPath, [program, 'gateway', '--listen', '0', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let log = ''
  let greeting = ''
  child.stderr.on('data', (text: Buffer) => (log += text.toString()))
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (text: Buffer) => {
      greeting += text.toString()
      if (greeting.endsWith('\n')) resolve()
    })
    child.on('exit', () => reject(new Error(`xsendfile gateway ended at once: ${log}`)))
  })
  return {
    port: Number(/:(\d+) before/.exec(greeting)?.[1]),
    greeting,
    log: () => log,
    memory: () =>
      Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) * 1024,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    async end(signal) {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill(signal)
        await once(child, 'exit')
      }
      return child.exitCode
    },
  }
}

import { afterAll } from 'vitest'
import { type GatewayLogEntry, type GatewayOptions, createGateway } from '../../src/gateway.ts'

/** A gateway that listens, with all that it has logged. */
export interface StartedGateway {
  readonly port: number
  readonly log: readonly GatewayLogEntry[]
  /** The entry of a request, once it is there. */
  readonly entryOf: (target: string) => Promise<GatewayLogEntry>
  readonly stop: () => Promise<void>
}

/** Starts a gateway before whatever listens on a port; the tests of the file end it. */
export async function startGateway(
  upstream: number | string,
  options: Omit<GatewayOptions, 'upstream' | 'log'>,
): Promise<StartedGateway> {
  const log: GatewayLogEntry[] = []
  const gateway = createGateway({
    upstream: typeof upstream === 'number' ? `http://127.0.0.1:${upstream}` : upstream,
    log: (entry) => void log.push(entry),
    ...options,
  })
  const { port } = new URL(await gateway.listen(0))
  let stopped: Promise<void> | undefined
  const stop = (): Promise<void> => (stopped ??= gateway.close(100))
  afterAll(stop)
  return { port: Number(port), log, entryOf: (target) => untilLogged(log, target), stop }
}

async function untilLogged(log: readonly GatewayLogEntry[], target: string): Promise<GatewayLogEntry> {
  const end = Date.now() + 10_000
  for (;;) {
    const entry = log.find((candidate) => candidate.target === target)
    if (entry !== undefined) return entry
    if (Date.now() > end) throw new Error(`${target} was not logged`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

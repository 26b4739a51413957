import type { Server } from 'node:http'
import { listen } from '../servers/ports.ts'

/** A server of a test, and what ends it. */
export interface Listening {
  readonly port: number
  stop(): Promise<void>
}

/** Listens on a free port. */
export async function listenWith(server: Server): Promise<Listening> {
  return {
    port: await listen(server),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

import { type RequestListener, createServer } from 'node:http'
import { nginx } from '../../src/senders.ts'
import { startNginx } from '../servers/nginx.ts'
import { freePort, listen } from '../servers/ports.ts'
import type { Guide } from './guide.ts'

/** The servers of a guide, of which each function gives the port. */
export interface GuideServers {
  /**
   * Serves an example that exports an `app` for node:http.
   *
   * @param sender the value of XSENDFILE_SENDER
   */
  serve(language: 'js' | 'ts', text: string, sender?: string): Promise<number>
  /** Starts nginx on what is written by hand, into one `server`. */
  nginxWith(locations: string): Promise<number>
  /** Starts nginx on what the library writes. */
  nginxBefore(application: number): Promise<number>
  /** Has something else stopped with the rest. */
  add(running: { stop(): Promise<void> }): void
  stop(): Promise<void>
}

/** The location that every guide has in nginx. */
export const prefix = '/internal-documents/'

export function guideServers(guide: Guide): GuideServers {
  const running: { stop(): Promise<void> }[] = []
  const start = async (site: (port: number) => string): Promise<number> => {
    const port = await freePort()
    running.push(await startNginx(site(port), port))
    return port
  }
  return {
    async serve(language, text, sender = '') {
      process.env['XSENDFILE_SENDER'] = sender
      const { app } = await guide.example(language, text)
      delete process.env['XSENDFILE_SENDER']
      const server = createServer(app as RequestListener)
      running.push({ stop: async () => void server.close() })
      return listen(server)
    },
    nginxWith: (locations) => start((port) => `server { listen 127.0.0.1:${port};\n${locations} }`),
    nginxBefore: (application) =>
      start((port) =>
        nginx(prefix).configuration({
          root: guide.root,
          upstream: `127.0.0.1:${application}`,
          listen: `127.0.0.1:${port}`,
        }),
      ),
    add: (other) => void running.push(other),
    async stop() {
      for (const each of running.toReversed()) await each.stop()
    },
  }
}

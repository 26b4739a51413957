import type { FallbackEvent } from '../../src/index.ts'
import type { NginxConfigurationOptions, NginxSender } from '../../src/senders.ts'
import type { ApplicationOptions, Door } from '../doors/applications.ts'
import { startNginx } from '../servers/nginx.ts'
import { freePort } from '../servers/ports.ts'

/** An application behind a real nginx that was started on the generated configuration. */
export interface Site {
  /** Where nginx listens. */
  readonly port: number
  /** Where the application listens. */
  readonly applicationPort: number
  /** What the application could not hand over. */
  readonly fallbacks: readonly FallbackEvent[]
  /** What nginx wrote to its error log so far. */
  readonly log: () => string
  stop(): Promise<void>
}

/** What a site is made of; the root is a path, as nginx sees it. */
export interface SiteOptions extends ApplicationOptions {
  readonly root: string
  /** What the configuration is told besides the root and the ports. */
  readonly configuration?: Partial<NginxConfigurationOptions>
}

/** Starts an application and, on exactly the text that its sender gives, a real nginx before it. */
export async function startSite(door: Door, sender: NginxSender, options: SiteOptions): Promise<Site> {
  const fallbacks: FallbackEvent[] = []
  const application = await door.start({
    ...options,
    xsendfile: { ...options.xsendfile, sender },
    listen: (documents) => {
      documents.on('fallback', (event) => void fallbacks.push(event))
      options.listen?.(documents)
    },
  })
  const port = await freePort()
  const { root, configuration } = options
  const upstream = `127.0.0.1:${application.port}`
  const text = sender.configuration({ root, upstream, listen: `127.0.0.1:${port}`, ...configuration })
  const server = await startNginx(text, port).catch(async (error: unknown) => {
    await application.stop()
    throw error
  })
  return {
    port,
    applicationPort: application.port,
    fallbacks,
    log: server.log,
    async stop() {
      await server.stop()
      await application.stop()
    },
  }
}

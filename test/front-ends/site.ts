import type { FallbackEvent } from '../../src/index.ts'
import type { ConfigurableSender, ConfigurationOptions } from '../../src/senders.ts'
import type { ApplicationOptions, Door, RunningApplication } from '../doors/applications.ts'
import type { FrontEnd } from './front-ends.ts'
import { freePort } from '../servers/ports.ts'
import type { RunningServer, TestedServer } from '../servers/server.ts'

/** An application behind a real server that was started on the generated configuration. */
export interface Site {
  /** Where the server listens. */
  readonly port: number
  /** Where the application listens. */
  readonly applicationPort: number
  /** What the application could not hand over. */
  readonly fallbacks: readonly FallbackEvent[]
  /** What the server wrote to its error log so far. */
  readonly log: () => string
  stop(): Promise<void>
}

/** What a site is made of; the root is a path, as the server sees it. */
export interface SiteOptions extends ApplicationOptions {
  readonly root: string
  /** What the configuration is told besides the root and the ports. */
  readonly configuration?: ConfigurationOptions
}

/** Starts an application and, on exactly the text that its sender gives, a real server before it. */
export async function startSite(
  server: TestedServer,
  door: Door,
  sender: ConfigurableSender,
  options: SiteOptions,
): Promise<Site> {
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
  try {
    const text = sender.configuration({ root, upstream, listen: `127.0.0.1:${port}`, ...configuration })
    return siteOf(await server.start(text, port), application, port, fallbacks)
  } catch (error) {
    await application.stop()
    throw error
  }
}

function siteOf(
  running: RunningServer,
  application: RunningApplication,
  port: number,
  fallbacks: readonly FallbackEvent[],
): Site {
  return {
    port,
    applicationPort: application.port,
    fallbacks,
    log: running.log,
    async stop() {
      await running.stop()
      await application.stop()
    },
  }
}

/** Starts the same for one of the list. */
export function startFrontEnd(
  { server, sender, configuration }: FrontEnd,
  door: Door,
  name: string,
  options: SiteOptions,
): Promise<Site> {
  const told = { ...configuration?.(), ...options.configuration }
  return startSite(server, door, sender(name), { ...options, configuration: told })
}

import type { FastifyPluginAsync } from 'fastify'
import type { Sent } from './adapters/adapter.ts'
import type { FastifyHandles } from './adapters/fastify.ts'
import type { SendOptions, XsendfileOptions } from './core/options.ts'
import type { SendPath, XsendfileApplication } from './door.ts'
import { xsendfile } from './fastify.ts'
import type { RootLocation } from './settings.ts'

export type * from './api.ts'
export { XsendfileError, requestPath } from './api.ts'

/** Options of a root, and the root itself. */
export interface XsendfilePluginOptions extends XsendfileOptions {
  /** Where the files are: the path of a directory, its file URL, or a store of your own. */
  readonly root: RootLocation
  /**
   * What the reply and the instance are decorated with; for applications with several roots.
   *
   * @default 'xsendfile'
   */
  readonly decorator?: string | undefined
}

/** What a reply is decorated with: answers with a file below the root. */
export type ReplyWithFile = (path: SendPath, options?: SendOptions) => Promise<Sent>

/** What the instance is decorated with: the root, to find its files and to listen to its events. */
export type FilesOfInstance = Pick<XsendfileApplication<[], unknown>, 'find' | 'on'>

declare module 'fastify' {
  interface FastifyReply {
    /** Answers with a file below the root; return or await it. */
    readonly xsendfile: ReplyWithFile
  }
  interface FastifyInstance {
    /** The root of `reply.xsendfile`. */
    readonly xsendfile: FilesOfInstance
  }
}

/** A reply and its request, as `send` takes them. */
type DecoratedReply = FastifyHandles[1] & { readonly request: FastifyHandles[0] }

const plugin: FastifyPluginAsync<XsendfilePluginOptions> = async (
  instance,
  { root, decorator = 'xsendfile', ...options },
) => {
  const documents = xsendfile(root, options)
  function replyWithFile(this: DecoratedReply, path: SendPath, sendOptions?: SendOptions): Promise<Sent> {
    return documents.send(this.request, this, path, sendOptions)
  }
  documents.on('refused', (event) => instance.log.debug(event, 'a file was asked for and not given'))
  documents.on('fallback', (event) => instance.log.warn(event, 'a file could not be handed over'))
  instance.decorateReply(decorator, replyWithFile)
  instance.decorate(decorator, {
    find: documents.find.bind(documents),
    on: documents.on.bind(documents),
  } satisfies FilesOfInstance)
  instance.addHook('onClose', async () => documents.close())
}

/**
 * Private downloads as a plugin of Fastify: decorates replies with `xsendfile(path, options)`, logs what could not be
 * handed over, and closes the root with the application.
 *
 * @example
 * ```ts
 * import Fastify from 'fastify'
 * import xsendfilePlugin, { requestPath } from 'xsendfile/fastify-plugin'
 *
 * const app = Fastify()
 * await app.register(xsendfilePlugin, { root: '/srv/my-app/documents' })
 *
 * app.get('/documents/*', (request, reply) => reply.xsendfile(requestPath(request, '/documents/')))
 * ```
 */
const xsendfilePlugin: FastifyPluginAsync<XsendfilePluginOptions> = Object.assign(plugin, {
  // As fastify-plugin does: decorations are for whom registers it, and not for the plugin alone.
  [Symbol.for('skip-override')]: true,
  [Symbol.for('fastify.display-name')]: 'xsendfile',
  [Symbol.for('plugin-meta')]: { name: 'xsendfile', fastify: '5.x' },
})

export default xsendfilePlugin

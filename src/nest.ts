import { FileToSend, nestAdapter } from './adapters/nest.ts'
import type { SendOptions, XsendfileOptions } from './core/options.ts'
import { type SendPath, type XsendfileApplication, defineDoor } from './door.ts'
import type { RootLocation } from './settings.ts'

export { FileToSend, type NestContext, XsendfileInterceptor } from './adapters/nest.ts'
export type * from './api.ts'
export { XsendfileError, requestPath } from './api.ts'

/** One root with its files, bound to one sender, for handlers of NestJS. */
export interface NestXsendfileApplication extends Omit<XsendfileApplication<[], unknown>, 'send'> {
  /**
   * Says which file a handler answers with; the handler returns what this gives, and `XsendfileInterceptor` answers.
   * Who may have the file is decided before, by guards or by the handler.
   */
  send(path: SendPath, options?: SendOptions): FileToSend
}

const door = defineDoor(nestAdapter)

/**
 * Private downloads for NestJS 11 and 12, on Express and on Fastify: a handler returns what `send` gives, and
 * `XsendfileInterceptor` answers. Guards, pipes, other interceptors and exception filters run as with every handler;
 * a failure goes to the exception filters.
 *
 * @example
 * ```ts
 * import { Controller, Get, Req, UseInterceptors } from '@nestjs/common'
 * import { type TargetedRequest, XsendfileInterceptor, requestPath, xsendfile } from 'xsendfile/nest'
 *
 * const documents = xsendfile('/srv/my-app/documents')
 *
 * @Controller('documents')
 * export class DocumentsController {
 *   @Get('*path')
 *   @UseInterceptors(XsendfileInterceptor)
 *   download(@Req() request: TargetedRequest) {
 *     return documents.send(requestPath(request, '/documents/'))
 *   }
 * }
 * ```
 */
export function xsendfile(root: RootLocation, options?: XsendfileOptions): NestXsendfileApplication {
  const application = door(root, options)
  return {
    send: (path, sendOptions) => new FileToSend((context) => application.send(context, path, sendOptions)),
    find: (path) => application.find(path),
    on: (type, listener) => application.on(type, listener),
    close: () => application.close(),
  }
}

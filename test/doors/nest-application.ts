import 'reflect-metadata'
import { All, Controller, Module, Req, Res, UseInterceptors } from '@nestjs/common'
import { type AbstractHttpAdapter, NestFactory } from '@nestjs/core'
import { ExpressAdapter } from '@nestjs/platform-express'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import type { Server } from 'node:http'
import { type FileToSend, type TargetedRequest, XsendfileInterceptor, xsendfile } from '../../src/nest.ts'
import type { ApplicationOptions } from './applications.ts'
import { askedPath } from './asked-path.ts'

/** The platforms of NestJS, each with its way to write "all that is below". */
export const nestPlatforms = {
  Express: { wildcard: '*path', adapter: (): AbstractHttpAdapter => new ExpressAdapter() },
  Fastify: { wildcard: '*', adapter: (): AbstractHttpAdapter => new FastifyAdapter() },
} as const

/** What both platforms have in their responses. */
interface Settable {
  header(name: string, value: string | string[]): unknown
}

/** An application of NestJS with a folder below each route. */
export async function nestServer(
  platform: keyof typeof nestPlatforms,
  { root, xsendfile: settings, routes, links, fields = {}, listen }: ApplicationOptions,
): Promise<Server> {
  const documents = xsendfile(root, settings)
  listen?.(documents)
  const { wildcard, adapter } = nestPlatforms[platform]
  const controllers = Object.entries(routes).map(([route, options]) => {
    @Controller(route)
    @UseInterceptors(XsendfileInterceptor)
    class FolderController {
      @All(wildcard)
      answer(@Req() request: TargetedRequest, @Res({ passthrough: true }) response: Settable): FileToSend {
        for (const [name, value] of Object.entries(fields)) response.header(name, value)
        return documents.send(askedPath(links, route, request, `/${route}/`), options)
      }
    }
    return FolderController
  })
  @Module({ controllers })
  class ApplicationModule {}
  const application = await NestFactory.create(ApplicationModule, adapter(), {
    logger: false,
  })
  await application.init()
  if (platform === 'Fastify') await application.getHttpAdapter().getInstance().ready()
  return application.getHttpServer() as Server
}

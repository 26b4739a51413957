import { createAdaptorServer } from '@hono/node-server'
import express from 'express'
import express4 from 'express4'
import { Hono } from 'hono'
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import * as http2 from 'node:http2'
import * as https from 'node:https'
import { serve } from 'srvx/node'
import { xsendfile as fetchXsendfile } from '../../src/index.ts'
import { xsendfile as expressXsendfile } from '../../src/express.ts'
import { withoutStreams, xsendfile as nodeXsendfile } from '../../src/node.ts'
import type { RootLocation, SendOptions, XsendfileApplication, XsendfileOptions } from '../../src/index.ts'
import { listen as listenOn } from '../servers/ports.ts'
import { type LinkReaders, askedPath } from './asked-path.ts'
import { fastifyApplication } from './fastify-application.ts'
import { koaApplication } from './koa-application.ts'
import { nestServer } from './nest-application.ts'
import { localhostCertificate } from './localhost-certificate.ts'

/** What an application of a test is made of. */
export interface ApplicationOptions {
  readonly root: RootLocation
  readonly xsendfile?: XsendfileOptions
  /** The options of `send` by the first segment of the path; files are asked for below it. */
  readonly routes: Readonly<Record<string, SendOptions>>
  /** What reads the links of a route whose files are asked for by links. */
  readonly links?: LinkReaders
  /** The fields that the application sets on the answer before it calls `send`; not under Fetch, which has no answer yet. */
  readonly fields?: Readonly<Record<string, string | string[]>>
  /** Is given what `xsendfile` made, to listen to its events. */
  readonly listen?: (documents: Listenable) => void
}

/** What all doors make: something with events. */
export type Listenable = Pick<XsendfileApplication<[], unknown>, 'on' | 'find' | 'close'>

/** An application that listens on loopback. */
export interface RunningApplication {
  readonly port: number
  stop(): Promise<void>
}

/** A door under the server that its users have. */
export interface Door {
  readonly name: string
  readonly protocol: 'http' | 'https' | 'http2'
  start(options: ApplicationOptions): Promise<RunningApplication>
}

/** Every door, under every server that it is made for. */
export const doors: readonly Door[] = [
  door('node:http', 'http', (options) => createServer(nodeListener(options))),
  door('node:https', 'https', (options) => https.createServer(localhostCertificate, nodeListener(options))),
  door('node:http2', 'http2', (options) => http2Server(nodeListener(options))),
  door('Express 5', 'http', (options) => createServer(expressApplication(express(), options))),
  door('Express 4', 'http', (options) =>
    createServer(expressApplication(express4() as unknown as express.Express, options)),
  ),
  door('Koa 3', 'http', (options) => createServer(koaApplication(options).callback())),
  door('Koa 3 over HTTP/2', 'http2', (options) => http2Server(koaApplication(options).callback())),
  door('Fastify 5', 'http', async (options) => {
    const application = fastifyApplication(options)
    await application.ready()
    return application.server
  }),
  door('NestJS 12 on Express', 'http', (options) => nestServer('Express', options)),
  door('NestJS 12 on Fastify', 'http', (options) => nestServer('Fastify', options)),
  door("Hono's Node server", 'http', (options) => createAdaptorServer(honoApplication(options)) as Server),
  door("Hono's Node server, without streams", 'http', withoutStreamsOnHono),
  door('srvx, without streams', 'http', withoutStreamsOnSrvx),
]

function door(
  name: string,
  protocol: Door['protocol'],
  serverFor: (options: ApplicationOptions) => Server | Promise<Server>,
): Door {
  return {
    name,
    protocol,
    async start(options) {
      const made: Listenable[] = []
      const listen = (documents: Listenable): void => {
        made.push(documents)
        options.listen?.(documents)
      }
      const server = await serverFor({ ...options, listen })
      return { port: await listenOn(server), stop: () => stop(server, made) }
    },
  }
}

async function stop(server: Server, made: readonly Listenable[]): Promise<void> {
  for (const documents of made) documents.close()
  await new Promise((resolve) => {
    server.close(resolve)
    if ('closeAllConnections' in server) server.closeAllConnections()
  })
}

/** The compatibility API of node:http2 takes the same listener, which its types do not say. */
function http2Server(listener: unknown): Server {
  const server = http2.createServer(listener as Parameters<typeof http2.createServer>[1] & object)
  return server as unknown as Server
}

/** What a Fetch handler of the application does. */
export function fetchHandler({
  root,
  xsendfile,
  routes,
  links,
  listen,
}: ApplicationOptions): (request: Request) => Promise<Response> {
  const documents = fetchXsendfile(root, xsendfile)
  listen?.(documents)
  return (request) => {
    const route = new URL(request.url).pathname.split('/')[1] ?? ''
    return documents.send(request, askedPath(links, route, request, `/${route}/`), routes[route])
  }
}

function nodeListener(
  options: ApplicationOptions,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { root, xsendfile, routes, fields = {}, listen } = options
  const documents = nodeXsendfile(root, xsendfile)
  listen?.(documents)
  return async (request, response) => {
    const route = request.url?.split('/')[1] ?? ''
    for (const [name, value] of Object.entries(fields)) response.setHeader(name, value)
    await documents.send(
      request,
      response,
      askedPath(options.links, route, request, `/${route}/`),
      routes[route],
    )
  }
}

function expressApplication(
  application: express.Express,
  { root, xsendfile, routes, links, fields = {}, listen }: ApplicationOptions,
): express.Express {
  const documents = expressXsendfile(root, xsendfile)
  listen?.(documents)
  for (const [route, options] of Object.entries(routes)) {
    application.use(`/${route}`, async (request, response) => {
      response.set(fields)
      await documents.send(request, response, askedPath(links, route, request), options)
    })
  }
  return application
}

function honoApplication(options: ApplicationOptions): Hono {
  const handler = fetchHandler(options)
  return new Hono().all('*', (context) => handler(context.req.raw))
}

function withoutStreamsOnHono(options: ApplicationOptions): Server {
  return createAdaptorServer({ fetch: withoutStreams(honoApplication(options).fetch) }) as Server
}

function withoutStreamsOnSrvx(options: ApplicationOptions): Server {
  const fetch = withoutStreams(fetchHandler(options))
  return serve({ fetch, manual: true, gracefulShutdown: false }).node?.server as Server
}

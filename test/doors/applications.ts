import { serve } from '@hono/node-server'
import express from 'express'
import express4 from 'express4'
import { Hono } from 'hono'
import { type RequestListener, type Server, createServer } from 'node:http'
import * as http2 from 'node:http2'
import * as https from 'node:https'
import { requestPath, xsendfile as fetchXsendfile } from '../../src/index.ts'
import { xsendfile as expressXsendfile } from '../../src/express.ts'
import { xsendfile as nodeXsendfile } from '../../src/node.ts'
import type { RootLocation, SendOptions, XsendfileApplication, XsendfileOptions } from '../../src/index.ts'
import { listen as listenOn } from '../servers/ports.ts'
import { localhostCertificate } from './localhost-certificate.ts'

/** What an application of a test is made of. */
export interface ApplicationOptions {
  readonly root: RootLocation
  readonly xsendfile?: XsendfileOptions
  /** The options of `send` by the first segment of the path; files are asked for below it. */
  readonly routes: Readonly<Record<string, SendOptions>>
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
  { name: 'node:http', protocol: 'http', start: (options) => run(createServer(nodeListener(options))) },
  {
    name: 'node:https',
    protocol: 'https',
    start: (options) => run(https.createServer(localhostCertificate, nodeListener(options))),
  },
  {
    name: 'node:http2',
    protocol: 'http2',
    start: (options) =>
      run(http2.createServer(nodeListener(options) as unknown as Http2Listener) as unknown as Server),
  },
  {
    name: 'Express 5',
    protocol: 'http',
    start: (options) => run(createServer(expressApplication(express(), options))),
  },
  {
    name: 'Express 4',
    protocol: 'http',
    start: (options) =>
      run(createServer(expressApplication(express4() as unknown as express.Express, options))),
  },
  {
    name: "Hono's Node server",
    protocol: 'http',
    start: (options) =>
      run(serve({ fetch: honoApplication(options).fetch, port: 0, hostname: '127.0.0.1' }) as Server),
  },
]

type Http2Listener = (request: http2.Http2ServerRequest, response: http2.Http2ServerResponse) => void

/** What a Fetch handler of the application does. */
export function fetchHandler({
  root,
  xsendfile,
  routes,
  listen,
}: ApplicationOptions): (request: Request) => Promise<Response> {
  const documents = fetchXsendfile(root, xsendfile)
  listen?.(documents)
  return (request) => {
    const route = new URL(request.url).pathname.split('/')[1] ?? ''
    return documents.send(request, requestPath(request, `/${route}/`), routes[route])
  }
}

function nodeListener({ root, xsendfile, routes, listen }: ApplicationOptions): RequestListener {
  const documents = nodeXsendfile(root, xsendfile)
  listen?.(documents)
  return (request, response) => {
    const route = request.url?.split('/')[1] ?? ''
    void documents.send(request, response, requestPath(request, `/${route}/`), routes[route])
  }
}

function expressApplication(
  application: express.Express,
  { root, xsendfile, routes, listen }: ApplicationOptions,
): express.Express {
  const documents = expressXsendfile(root, xsendfile)
  listen?.(documents)
  for (const [route, options] of Object.entries(routes)) {
    application.use(`/${route}`, async (request, response) => {
      await documents.send(request, response, requestPath(request), options)
    })
  }
  return application
}

function honoApplication(options: ApplicationOptions): Hono {
  const handler = fetchHandler(options)
  return new Hono().all('*', (context) => handler(context.req.raw))
}

async function run(server: Server): Promise<RunningApplication> {
  const port = server.listening ? (server.address() as { port: number }).port : await listenOn(server)
  return {
    port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        if ('closeAllConnections' in server) server.closeAllConnections()
      }),
  }
}

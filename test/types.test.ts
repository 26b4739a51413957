import type { Request as ExpressRequest, Response as ExpressResponse } from 'express'
import type { Request as Express4Request, Response as Express4Response } from 'express4'
import type { RouterContext } from '@koa/router'
import type { ExecutionContext, NestInterceptor } from '@nestjs/common'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type Koa from 'koa'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import { expect, it } from 'vitest'
import type { xsendfile as expressDoor } from '../src/express.ts'
import type { xsendfile as fastifyDoor } from '../src/fastify.ts'
import {
  type Sent,
  type StorePath,
  type StoredFile,
  requestPath,
  type xsendfile as fetchDoor,
} from '../src/index.ts'
import type { xsendfile as koaDoor } from '../src/koa.ts'
import { type SignedLinks, type WsgiTokenLinks, signedLinks, wsgiTokenLinks } from '../src/links.ts'
import type { FileToSend, XsendfileInterceptor, xsendfile as nestDoor } from '../src/nest.ts'
import type { xsendfile as nodeDoor } from '../src/node.ts'

/** Never called: that it compiles, errors where they are expected among it, is the test. */
export async function compiles(
  fetchDocuments: ReturnType<typeof fetchDoor>,
  nodeDocuments: ReturnType<typeof nodeDoor>,
  expressDocuments: ReturnType<typeof expressDoor>,
  objects: {
    readonly request: Request
    readonly node: [IncomingMessage, ServerResponse]
    readonly http2: [Http2ServerRequest, Http2ServerResponse]
    readonly express: [ExpressRequest, ExpressResponse]
    readonly express4: [Express4Request, Express4Response]
    readonly maybe: string | undefined
    readonly file: StoredFile
  },
): Promise<void> {
  const { request, node, http2, express, express4, maybe, file } = objects

  // The real objects of each framework are what its door takes.
  const response: Response = await fetchDocuments.send(request, 'plans.pdf')
  const sent: Sent = await nodeDocuments.send(...node, ['2026', 'plans.pdf'], { disposition: 'attachment' })
  await nodeDocuments.send(...http2, new Uint8Array([0x61]))
  await expressDocuments.send(...express, file)
  await expressDocuments.send(...express4, 'plans.pdf', {
    headers: { 'X-Foo': 'bar', 'Set-Cookie': ['a=1'] },
  })
  await fetchDocuments.send(request, 'plans.pdf', { disposition: undefined, headers: new Headers() })

  // A path that may be missing does not compile.
  // @ts-expect-error undefined is no path
  await fetchDocuments.send(request, maybe)
  // @ts-expect-error undefined is no segment
  await fetchDocuments.send(request, ['users', maybe])
  // @ts-expect-error there is no path at all
  await fetchDocuments.send(request)
  // @ts-expect-error a number is no path
  await nodeDocuments.send(...node, 5)

  // Nor does the wrong door.
  // @ts-expect-error node:http has no Request
  await nodeDocuments.send(request, 'plans.pdf')
  // @ts-expect-error Fetch has no response to write on
  await fetchDocuments.send(...node, 'plans.pdf')

  // Nor options that cannot be.
  // @ts-expect-error there is no such disposition
  await fetchDocuments.send(request, 'plans.pdf', { disposition: 'download' })
  // @ts-expect-error only the sender of the file knows its length
  await fetchDocuments.send(request, 'plans.pdf', { headers: { 'Content-Length': '5' } })
  // @ts-expect-error there is no such option
  await fetchDocuments.send(request, 'plans.pdf', { attachment: true })
  // @ts-expect-error a stored file comes from find
  await fetchDocuments.send(request, {
    name: 'plans.pdf',
    size: 5,
    lastModified: new Date(),
    mediaType: 'a/b',
  })
  // @ts-expect-error there is no such event
  fetchDocuments.on('sent', () => undefined)

  void [response, sent]
}

/** Never called either: the frameworks whose handlers have other things at hand. */
export async function compilesToo(
  documents: {
    readonly koa: ReturnType<typeof koaDoor>
    readonly fastify: ReturnType<typeof fastifyDoor>
    readonly nest: ReturnType<typeof nestDoor>
    readonly node: ReturnType<typeof nodeDoor>
    readonly fetch: ReturnType<typeof fetchDoor>
  },
  objects: {
    readonly ctx: Koa.Context
    readonly parameterized: Koa.ParameterizedContext<{ user: string }, { db: object }>
    readonly routed: RouterContext
    readonly fastify: [FastifyRequest, FastifyReply]
    readonly typed: [
      FastifyRequest<{ Params: { name: string }; Headers: { 'x-a': string } }>,
      FastifyReply<{ Reply: { 200: string; 404: { error: string } } }>,
    ]
    readonly interceptor: XsendfileInterceptor
    readonly context: ExecutionContext
    readonly request: Request
  },
): Promise<void> {
  const { ctx, parameterized, routed, fastify, typed, interceptor, context, request } = objects
  const sent: Sent = await documents.koa.send(ctx, 'plans.pdf')
  await documents.koa.send(parameterized, ['2026', 'plans.pdf'], { disposition: 'attachment' })
  await documents.koa.send(routed, requestPath(routed, '/documents/'))
  await documents.fastify.send(...fastify, requestPath(fastify[0], '/documents/'))
  await documents.fastify.send(...typed, [typed[0].params.name])
  const file: FileToSend = documents.nest.send('plans.pdf', { filename: 'Plans.pdf' })
  const asNestKnowsIt: NestInterceptor = interceptor

  // A path that may be missing, or that is still awaited, does not compile.
  // @ts-expect-error a parameter of a route may be missing
  await documents.koa.send(routed, routed.params['name'])
  // @ts-expect-error undefined is no path
  documents.nest.send(undefined)
  // @ts-expect-error `find` gives a promise
  await documents.koa.send(ctx, documents.koa.find('plans.pdf'))
  // @ts-expect-error what `find` gives may be undefined
  await documents.koa.send(ctx, await documents.koa.find('plans.pdf'))
  // @ts-expect-error there is no path at all
  await documents.fastify.send(...fastify)

  // Nor does the wrong door.
  // @ts-expect-error Koa has a context
  await documents.koa.send(request, 'plans.pdf')
  // @ts-expect-error Fastify has a request and a reply
  await documents.fastify.send(ctx.req, ctx.res, 'plans.pdf')
  // @ts-expect-error node:http has the raw ones
  await documents.node.send(...fastify, 'plans.pdf')
  // @ts-expect-error Fetch has a Request
  await documents.fetch.send(ctx, 'plans.pdf')
  // @ts-expect-error the interceptor has the context of NestJS
  documents.nest.send(context, 'plans.pdf')

  void [sent, file, asNestKnowsIt]
}

/** Nor this: what links are made of, and where they lead. */
export async function compilesLinks(
  documents: ReturnType<typeof fetchDoor>,
  links: SignedLinks,
  wsgi: WsgiTokenLinks,
  { request, maybe }: { readonly request: Request; readonly maybe: string | undefined },
): Promise<void> {
  signedLinks({ secret: maybe, lifetime: 60 })
  signedLinks({ secret: ['a', new Uint8Array(32)], lifetime: 60 })
  wsgiTokenLinks({ secret: maybe, hash: (bytes) => bytes.toString() })
  links.path(['reports', new Uint8Array([0xff])], { lifetime: 60, recipient: 'alice' })
  await documents.send(request, links.read(request, '/downloads/', { recipient: maybe }))
  await documents.find(wsgi.read(request))

  // @ts-expect-error a link lives for some time
  signedLinks({ secret: maybe })
  // @ts-expect-error one secret of several must not be missing
  signedLinks({ secret: [maybe], lifetime: 60 })
  // @ts-expect-error there is no such hash
  wsgiTokenLinks({ secret: maybe, hash: 'md4' })
  // @ts-expect-error undefined is no path
  links.path(maybe)
  // @ts-expect-error a link for whoever is not signed in would be one for everybody
  links.path('plans.pdf', { recipient: maybe })
  // @ts-expect-error this form has no recipient
  wsgi.path('plans.pdf', { recipient: 'alice' })
  // @ts-expect-error nor when it is read
  wsgi.read(request, '/', { recipient: 'alice' })
  // @ts-expect-error stores do not learn of links
  const path: StorePath = links.read(request)

  void path
}

it('the types say what can be', () => {
  for (const each of [compiles, compilesToo, compilesLinks]) expect(each).toEqual(expect.any(Function))
})

import 'reflect-metadata'
import { Router } from '@koa/router'
import { Controller, Get, Module, Req, UseInterceptors } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import express from 'express'
import express4 from 'express4'
import Fastify from 'fastify'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import Koa from 'koa'
import mount from 'koa-mount'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type Server, createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { xsendfile as expressXsendfile } from '../../src/express.ts'
import { xsendfile as fastifyXsendfile } from '../../src/fastify.ts'
import { requestPath, xsendfile } from '../../src/index.ts'
import { xsendfile as koaXsendfile } from '../../src/koa.ts'
import {
  type FileToSend,
  type TargetedRequest,
  XsendfileInterceptor,
  xsendfile as nestXsendfile,
} from '../../src/nest.ts'
import { listen } from '../servers/ports.ts'
import { exchange } from '../servers/wire.ts'
import { nestPlatforms } from './nest-application.ts'

const folder = mkdtempSync(join(tmpdir(), 'xsendfile-mounts-'))
const root = join(folder, 'root')
const names = ['plain.txt', 'a b.txt', 'é.txt', '%2F', '%252F', 'a%2Fb', 'a;b=c', '?#.txt', 'a+b']
mkdirSync(join(root, 'sub'), { recursive: true })
for (const name of names) writeFileSync(join(root, name), name)
writeFileSync(join(root, 'sub/inner.txt'), 'inner')
writeFileSync(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xff])]), 'not UTF-8')
writeFileSync(join(folder, 'secret.txt'), 'secret')
afterAll(() => rmSync(folder, { recursive: true }))

/** Servers whose folder is at /api/v1/files/, each nested in its framework's own way. */
const servers: Readonly<Record<string, () => Server | Promise<Server>>> = {
  'Express 5, use() in a Router': () => createServer(expressApplication(express())),
  'Express 4, use() in a Router': () =>
    createServer(expressApplication(express4() as unknown as express.Express)),
  'Express 5, a route in a Router': () => {
    const documents = expressXsendfile(root)
    const router = express.Router()
    router.get('/files/*path', (request, response) =>
      documents.send(request, response, requestPath(request, '/files/')),
    )
    return createServer(express().use('/api', express.Router().use('/v1', router)))
  },
  'Koa, koa-mount in koa-mount': () => {
    const documents = koaXsendfile(root)
    const files = new Koa().use((ctx) => documents.send(ctx, requestPath(ctx)))
    return createServer(new Koa().use(mount('/api/v1', mount('/files', files))).callback())
  },
  'Koa, nested routers': () => {
    const documents = koaXsendfile(root)
    const files = new Router().get('/files/{*path}', (ctx) =>
      documents.send(ctx, requestPath(ctx, '/api/v1/files/')),
    )
    const router = new Router({ prefix: '/api' }).use('/v1', files.routes())
    return createServer(new Koa().use(router.routes()).callback())
  },
  'Fastify, prefixes': async () => {
    const documents = fastifyXsendfile(root)
    const app = Fastify()
    await app.register(
      async (api) => {
        await api.register(
          async (files) => {
            files.get('/*', (request, reply) =>
              documents.send(request, reply, requestPath(request, '/api/v1/files/')),
            )
          },
          { prefix: '/v1/files' },
        )
      },
      { prefix: '/api' },
    )
    await app.ready()
    return app.server
  },
  'NestJS on Express, global prefix': () => nestServer('Express'),
  'NestJS on Fastify, global prefix': () => nestServer('Fastify'),
  'Hono, basePath() and route()': () => {
    const documents = xsendfile(root)
    const files = new Hono().get('/files/*', (c) =>
      documents.send(c.req.raw, requestPath(c.req.raw, '/api/v1/files/')),
    )
    return createAdaptorServer(new Hono().basePath('/api').route('/v1', files)) as Server
  },
  'Hono, mount()': () => {
    const documents = xsendfile(root)
    const files = (request: Request): Promise<Response> => documents.send(request, requestPath(request))
    return createAdaptorServer(new Hono().mount('/api/v1/files', files)) as Server
  },
}

function expressApplication(application: express.Express): express.Express {
  const documents = expressXsendfile(root)
  const router = express.Router()
  router.use('/files', (request, response) => documents.send(request, response, requestPath(request)))
  return application.use('/api', express.Router().use('/v1', router))
}

async function nestServer(platform: keyof typeof nestPlatforms): Promise<Server> {
  const documents = nestXsendfile(root)
  const { wildcard, adapter } = nestPlatforms[platform]
  @Controller('files')
  @UseInterceptors(XsendfileInterceptor)
  class FilesController {
    @Get(wildcard)
    answer(@Req() request: TargetedRequest): FileToSend {
      return documents.send(requestPath(request, '/api/v1/files/'))
    }
  }
  @Module({ controllers: [FilesController] })
  class ApplicationModule {}
  const application = await NestFactory.create(ApplicationModule, adapter(), { logger: false })
  await application.setGlobalPrefix('api/v1').init()
  if (platform === 'Fastify') await application.getHttpAdapter().getInstance().ready()
  return application.getHttpServer() as Server
}

/** Whose router decodes parameters as UTF-8 before any handler sees the request, and refuses what is none. */
const refusesForeignBytes = new Set([
  'Express 5, a route in a Router',
  'Fastify, prefixes',
  'NestJS on Express, global prefix',
  'NestJS on Fastify, global prefix',
])

describe.each(Object.entries(servers))('a folder mounted under %s', (name, start) => {
  let server: Server
  let port: number
  beforeAll(async () => {
    server = await start()
    port = await listen(server)
  })
  afterAll(() => void server.close())

  const get = async (target: string): Promise<readonly [status: number, content: string]> => {
    const { status, content } = await exchange(port, { method: 'GET', target, fields: [] })
    return [status, content]
  }

  it.each([
    ['plain.txt', 'plain.txt'],
    ['plain.txt?x=/../y', 'plain.txt'],
    ['a%20b.txt', 'a b.txt'],
    ['%C3%A9.txt', 'Ã©.txt'],
    ['%3F%23.txt', '?#.txt'],
    ['a+b', 'a+b'],
    ['a;b=c', 'a;b=c'],
    ['%2e%2E', undefined],
    ['sub/inner.txt', 'inner'],
    // Decoded exactly once: these name files whose names hold a percent sign.
    ['%252F', '%2F'],
    ['%25252F', '%252F'],
    ['a%252Fb', 'a%2Fb'],
    ['%FF', 'not UTF-8'],
    // Not found, whatever the framework makes of them before.
    ['sub%2Finner.txt', undefined],
    ['..%2Fsecret.txt', undefined],
    ['..%252Fsecret.txt', undefined],
    ['%2e%2e/secret.txt', undefined],
    ['..;/secret.txt', undefined],
    ['sub//inner.txt', undefined],
    ['/plain.txt', undefined],
    ['plain.txt/', undefined],
    ['plain.txt%00', undefined],
    ['a%', undefined],
    ['a%4', undefined],
    ['%u0061', undefined],
    ['', undefined],
  ])('%s', async (path, expected) => {
    const [status, content] = await get(`/api/v1/files/${path}`)
    if (expected === undefined) {
      // Some routers refuse a path that is no UTF-8 or has a broken escape by 400.
      expect([400, 404], content).toContain(status)
      expect(content).not.toContain('secret')
    } else if (path === '%FF' && refusesForeignBytes.has(name)) {
      expect([400, 404]).toContain(status)
    } else {
      expect([status, content]).toEqual([200, expected])
    }
  })

  it('in absolute-form', async () => {
    expect(await get('http://other.example/api/v1/files/a%20b.txt')).toEqual([200, 'a b.txt'])
  })

  it.each([
    '/api/v1/files',
    '/api/v1/filesplain.txt',
    '/api/v1/other/plain.txt',
    '/api/v1/%66iles',
    '//api/v1/files/plain.txt',
  ])('not under %s', async (target) => {
    const [status] = await get(target)
    expect([400, 404]).toContain(status)
  })
})

import { createAdaptorServer } from '@hono/node-server'
import fastifyCompress from '@fastify/compress'
import compression from 'compression'
import express from 'express'
import express4 from 'express4'
import Fastify from 'fastify'
import { Hono } from 'hono'
import { compress } from 'hono/compress'
import Koa from 'koa'
import koaCompress from 'koa-compress'
import morgan from 'morgan'
import { chmodSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { type Server, createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { xsendfile as expressXsendfile } from '../../src/express.ts'
import { xsendfile as fastifyXsendfile } from '../../src/fastify.ts'
import { xsendfile as fetchXsendfile } from '../../src/index.ts'
import { xsendfile as koaXsendfile } from '../../src/koa.ts'
import { xsendfile as nodeXsendfile } from '../../src/node.ts'
import { embedded, nginx } from '../../src/senders.ts'
import { nginxProgram, startNginx } from '../servers/nginx.ts'
import { freePort, listen } from '../servers/ports.ts'
import { type WireAnswer, exchange } from '../servers/wire.ts'

const content = 'compressible '.repeat(40_000)
const root = mkdtempSync(join(tmpdir(), 'xsendfile-middleware-'))
chmodSync(root, 0o755)
writeFileSync(join(root, 'large.txt'), content)
utimesSync(join(root, 'large.txt'), 784_111_777, 784_111_777)
afterAll(() => rmSync(root, { recursive: true }))

/** Servers with middleware that compresses whatever it may; each answers "/text" with a text of its own. */
const servers: Readonly<Record<string, (settings: Parameters<typeof nodeXsendfile>[1]) => Server>> = {
  'compression under Express 5': (settings) => createServer(withCompression(express(), settings)),
  'compression under Express 4': (settings) =>
    createServer(withCompression(express4() as unknown as express.Express, settings)),
  'compression under node:http': (settings) => {
    const documents = nodeXsendfile(root, settings)
    const compressing = compression({ threshold: 0, filter: () => true })
    return createServer((request, response) => {
      compressing(request as never, response as never, () => {
        if (request.url === '/text') response.end(content)
        else void documents.send(request, response, 'large.txt')
      })
    })
  },
  'koa-compress under Koa 3': (settings) => {
    const documents = koaXsendfile(root, settings)
    const application = new Koa().use(koaCompress({ threshold: 0, filter: () => true }))
    application.use(async (ctx) => {
      if (ctx.path === '/text') ctx.body = content
      else await documents.send(ctx, 'large.txt')
    })
    return createServer(application.callback())
  },
  '@fastify/compress under Fastify 5': (settings) => {
    const documents = fastifyXsendfile(root, settings)
    const application = Fastify()
    void application.register(fastifyCompress, { threshold: 0 })
    // Registered after the plugin, as its hook would not see them otherwise.
    void application.register(async (within) => {
      within.get('/text', (_, reply) => void reply.type('text/plain').send(content))
      within.get('/file', (request, reply) => documents.send(request, reply, 'large.txt'))
    })
    return createServer(async (request, response) => {
      await application.ready()
      application.routing(request, response)
    })
  },
  "hono/compress under Hono's Node server": (settings) => {
    const documents = fetchXsendfile(root, settings)
    const application = new Hono().use(compress({ threshold: 0 }))
    application.get('/text', (context) => context.text(content))
    application.get('*', (context) => documents.send(context.req.raw, 'large.txt'))
    return createAdaptorServer(application) as Server
  },
}

function withCompression(
  application: express.Express,
  settings: Parameters<typeof nodeXsendfile>[1],
): express.Express {
  const documents = expressXsendfile(root, settings)
  application.use(compression({ threshold: 0, filter: () => true }))
  application.get('/text', (_, response) => void response.send(content))
  application.get('/file', async (request, response) => {
    await documents.send(request, response, 'large.txt')
  })
  return application
}

describe.each(Object.entries(servers))('%s', (_, serverWith) => {
  const ask = async (
    settings: Parameters<typeof nodeXsendfile>[1],
    target: string,
    range?: string,
  ): Promise<WireAnswer> => {
    const server = serverWith(settings)
    const port = await listen(server)
    const fields: [string, string][] = [['Accept-Encoding', 'gzip, deflate, br']]
    if (range !== undefined) fields.push(['Range', range])
    const answer = await exchange(port, { method: 'GET', target, fields })
    server.close()
    return answer
  }

  it('compresses what is not ours, so the middleware is at work', async () => {
    expect((await ask({ sender: embedded() }, '/text')).fields.has('content-encoding')).toBe(true)
  })

  it('leaves a whole file as it is', async () => {
    const answer = await ask({ sender: embedded() }, '/file')
    expect([answer.status, answer.complete, answer.content === content]).toEqual([200, true, true])
    expect(answer.fields.has('content-encoding')).toBe(false)
    expect(answer.fields.get('content-length')).toEqual([String(content.length)])
  })

  it('leaves a part of a file as it is', async () => {
    const answer = await ask({ sender: embedded() }, '/file', 'bytes=13-25')
    expect([answer.status, answer.content]).toEqual([206, 'compressible '])
    expect(answer.fields.has('content-encoding')).toBe(false)
    expect(answer.fields.get('content-range')).toEqual([`bytes 13-25/${content.length}`])
  })

  it.skipIf(nginxProgram === undefined)(
    'leaves what nginx sends in its place as it is, whole and in part',
    async () => {
      const sender = nginx('/internal-middleware/')
      const server = serverWith({ sender })
      const upstream = `127.0.0.1:${await listen(server)}`
      const port = await freePort()
      const front = await startNginx(
        sender.configuration({ root, upstream, listen: `127.0.0.1:${port}` }),
        port,
      )
      const get = (fields: [string, string][]): Promise<WireAnswer> =>
        exchange(port, {
          method: 'GET',
          target: '/file',
          fields: [['Accept-Encoding', 'gzip, br'], ...fields],
        })
      const [whole, part] = [await get([]), await get([['Range', 'bytes=13-25']])]
      await front.stop()
      server.close()
      expect([whole.status, whole.complete, whole.content === content]).toEqual([200, true, true])
      expect([part.status, part.content]).toEqual([206, 'compressible '])
      for (const { fields } of [whole, part]) expect(fields.has('content-encoding')).toBe(false)
    },
  )

  it('leaves a hand-over as it is', async () => {
    const answer = await ask({ sender: nginx('/internal-middleware/') }, '/file')
    expect([answer.status, answer.content]).toEqual([200, ''])
    expect(answer.fields.get('x-accel-redirect')).toEqual(['/internal-middleware/large.txt'])
    expect(answer.fields.has('content-encoding')).toBe(false)
    expect(answer.fields.get('etag')?.[0]).toMatch(/^(?:W\/)?"[0-9a-f]+-[0-9a-f]+"$/)
  })
})

describe('a logger under Express', () => {
  const logged = async (
    settings: Parameters<typeof nodeXsendfile>[1],
    fields: [string, string][],
  ): Promise<string> => {
    const documents = expressXsendfile(root, settings)
    const line = new Promise<string>((resolve) => {
      const write = (text: string): void => resolve(text.trim())
      const application = express().use(
        morgan(':status :res[content-length] :res[content-type]', { stream: { write } }),
      )
      application.get('/', (request, response) => documents.send(request, response, 'large.txt'))
      const server = createServer(application)
      void (async () => {
        await exchange(await listen(server), { method: 'GET', target: '/', fields })
        server.close()
      })()
    })
    return await line.finally(() => documents.close())
  }

  it.each<[string, [string, string][], string]>([
    ['a whole file', [], '200 520000 text/plain; charset=utf-8'],
    ['a part', [['Range', 'bytes=0-9']], '206 10 text/plain; charset=utf-8'],
    ['nothing new', [['If-None-Match', '*']], '304 - -'],
    ['no such range', [['Range', 'bytes=999999-']], '416 22 text/plain; charset=utf-8'],
  ])('sees %s', async (_, fields, line) => {
    expect(await logged({ sender: embedded() }, fields)).toBe(line)
  })

  it('sees a hand-over', async () => {
    expect(await logged({ sender: nginx('/internal-logger/') }, [])).toBe('200 0 text/plain; charset=utf-8')
  })
})

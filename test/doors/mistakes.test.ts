import { createAdaptorServer } from '@hono/node-server'
import express from 'express'
import Fastify from 'fastify'
import { Hono } from 'hono'
import Koa from 'koa'
import bodyParser from 'koa-bodyparser'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type Server, createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { xsendfile as expressXsendfile } from '../../src/express.ts'
import { xsendfile as fastifyXsendfile } from '../../src/fastify.ts'
import { xsendfile } from '../../src/index.ts'
import { xsendfile as koaXsendfile } from '../../src/koa.ts'
import { xsendfile as nodeXsendfile } from '../../src/node.ts'
import { listen } from '../servers/ports.ts'
import { type WireAnswer, exchange } from '../servers/wire.ts'

const root = mkdtempSync(join(tmpdir(), 'xsendfile-mistakes-'))
writeFileSync(join(root, 'large.bin'), Buffer.alloc(4 * 1024 * 1024, 'large '))
afterAll(() => rmSync(root, { recursive: true }))

async function askOnce(server: Server, method: string, content?: string): Promise<WireAnswer> {
  const port = await listen(server)
  const fields: [string, string][] = content === undefined ? [] : [['Content-Type', 'application/json']]
  const answer = await exchange(port, { method, target: '/', fields, content })
  server.close()
  return answer
}

/** Servers that read the content of a request before they answer with a file. */
const readers: Readonly<Record<string, () => Server | Promise<Server>>> = {
  'node:http': () => {
    const documents = nodeXsendfile(root, { methods: ['POST'] })
    return createServer(async (request, response) => {
      expect(await text(request)).toBe('{"a":1}')
      await documents.send(request, response, 'large.bin')
    })
  },
  Express: () => {
    const documents = expressXsendfile(root, { methods: ['POST'] })
    const app = express().use(express.json())
    app.post('/', (request, response) => {
      expect(request.body).toEqual({ a: 1 })
      return documents.send(request, response, 'large.bin')
    })
    return createServer(app)
  },
  Koa: () => {
    const documents = koaXsendfile(root, { methods: ['POST'] })
    const app = new Koa().use(bodyParser()).use((ctx) => {
      expect(ctx.request.body).toEqual({ a: 1 })
      return documents.send(ctx, 'large.bin')
    })
    return createServer(app.callback())
  },
  Fastify: async () => {
    const documents = fastifyXsendfile(root, { methods: ['POST'] })
    const app = Fastify()
    app.post('/', (request, reply) => {
      expect(request.body).toEqual({ a: 1 })
      return documents.send(request, reply, 'large.bin')
    })
    await app.ready()
    return app.server
  },
  Hono: () => {
    const documents = xsendfile(root, { methods: ['POST'] })
    const app = new Hono().post('/', async (c) => {
      expect(await c.req.json()).toEqual({ a: 1 })
      return documents.send(c.req.raw, 'large.bin')
    })
    return createAdaptorServer(app) as Server
  },
}

it.each(Object.entries(readers))(
  '%s: a request whose content was read before gets its file',
  async (_, serverFor) => {
    const answer = await askOnce(await serverFor(), 'POST', '{"a":1}')
    expect([answer.status, answer.complete, answer.content.length]).toEqual([200, true, 4 * 1024 * 1024])
  },
)

type AnySend = (...args: unknown[]) => Promise<unknown>

/** The doors whose `send` can be called with whatever there is. */
const sends: Readonly<Record<string, AnySend>> = {
  fetch: (...args) => (xsendfile(root).send as AnySend)(...args),
  node: (...args) => (nodeXsendfile(root).send as AnySend)(...args),
  express: (...args) => (expressXsendfile(root).send as AnySend)(...args),
  koa: (...args) => (koaXsendfile(root).send as AnySend)(...args),
  fastify: (...args) => (fastifyXsendfile(root).send as AnySend)(...args),
}

describe('the wrong door', () => {
  /** What a handler of each framework is called with, real. */
  const handlesOf: Readonly<
    Record<string, (use: (...handles: unknown[]) => Promise<void>) => Server | Promise<Server>>
  > = {
    Fetch: (use) =>
      createServer((_, response) => void use(new Request('http://localhost/')).then(() => response.end())),
    'node:http': (use) =>
      createServer((request, response) => void use(request, response).then(() => response.end())),
    Express: (use) =>
      createServer(
        express().use((request, response) => use(request, response).then(() => void response.end())),
      ),
    Koa: (use) => createServer(new Koa().use((ctx) => use(ctx).then(() => void (ctx.body = ''))).callback()),
    Hono: (use) => createAdaptorServer(new Hono().get('/', (c) => use(c).then(() => c.text('')))) as Server,
    Fastify: async (use) => {
      const app = Fastify()
      app.get('/', (request, reply) => use(request, reply).then(() => reply.send('')))
      await app.ready()
      return app.server
    },
  }

  const remedies: Readonly<Record<string, string>> = {
    Fetch: 'was given a Request of the Fetch standard; import from "xsendfile"',
    'node:http':
      'was given a request of node:http; import from "xsendfile/node", or from the door of your framework',
    Express: 'was given the request of Express; import from "xsendfile/express"',
    Koa: 'was given the context of Koa; import from "xsendfile/koa"',
    Hono: 'was given the context of Hono; import from "xsendfile" and give it c.req.raw',
    Fastify: 'was given the request of Fastify; import from "xsendfile/fastify"',
  }

  const fits = new Set([
    'fetch Fetch',
    'node node:http',
    'node Express',
    'express node:http',
    'express Express',
    'koa Koa',
    'fastify Fastify',
  ])

  it.each(
    Object.keys(sends).flatMap((door) =>
      Object.keys(handlesOf)
        .filter((framework) => !fits.has(`${door} ${framework}`))
        .map((framework) => [door, framework] as const),
    ),
  )('%s for %s', async (door, framework) => {
    let error: unknown
    const server = await handlesOf[framework]?.(async (...handles) => {
      error = await sends[door]?.(...handles, 'large.bin').catch((reason: unknown) => reason)
    })
    if (server === undefined) return expect.fail()
    await askOnce(server, 'GET')
    expect(error).toMatchObject({ code: 'ERR_XSENDFILE_ARGUMENT_INVALID' })
    expect((error as Error).message).toContain(remedies[framework])
  })

  it.each([undefined, null, 'large.bin', 5])('for %o, which no framework has', async (given) => {
    for (const send of Object.values(sends)) {
      await expect(send(given, 'large.bin')).rejects.toMatchObject({ code: 'ERR_XSENDFILE_ARGUMENT_INVALID' })
    }
  })
})

describe('a path that is made from nothing', () => {
  const send = (path: unknown): Promise<unknown> =>
    xsendfile(root).send(new Request('http://localhost/'), path as string)

  it.each<[unknown, string]>([
    [
      undefined,
      'Cannot look for a file by a path of type undefined: what it is made from is missing, such as a parameter of the route or a file that `find` did not find; check it before; give text',
    ],
    [
      ['users', undefined],
      'Cannot look for a file by a segment of type undefined: what it is made from is missing',
    ],
    [null, 'Cannot look for a file by a path of type null: what it is made from is missing'],
    [
      xsendfile(root).find('large.bin'),
      'Cannot look for a file by a path of type promise: write `await` before it; give text',
    ],
    [5, 'Cannot look for a file by a path of type number: give text'],
  ])('%o', async (path, message) => {
    await expect(send(path)).rejects.toMatchObject({
      code: 'ERR_XSENDFILE_PATH_INVALID',
      message: expect.stringContaining(message) as string,
    })
  })
})

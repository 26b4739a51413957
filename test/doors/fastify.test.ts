import Fastify, { type FastifyInstance } from 'fastify'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { afterAll, describe, expect, it } from 'vitest'
import { type Sent, type XsendfileError, xsendfile } from '../../src/fastify.ts'
import { embedded, nginx } from '../../src/senders.ts'
import { listen } from '../servers/ports.ts'
import { type WireAnswer, exchange } from '../servers/wire.ts'
import { failingStore } from './failing-store.ts'
import { openFilesBelow, warningsDuring } from './observations.ts'

const root = mkdtempSync(join(tmpdir(), 'xsendfile-fastify-'))
writeFileSync(join(root, 'ten.txt'), '0123456789')
writeFileSync(join(root, 'large.bin'), Buffer.alloc(8 * 1024 * 1024, 'large '))
afterAll(() => rmSync(root, { recursive: true }))

/** A line that Fastify logs. */
interface LogLine {
  readonly level: number
  readonly msg?: string
  readonly res?: { readonly statusCode: number }
  readonly err?: { readonly code?: string; readonly message: string }
}

const warn = 40

/** An application with its log. */
function loggingApplication(): { app: FastifyInstance; log: LogLine[] } {
  const log: LogLine[] = []
  const stream = new Writable({
    write(line: Buffer, _, done) {
      log.push(JSON.parse(line.toString()) as LogLine)
      done()
    },
  })
  return { app: Fastify({ logger: { stream, level: 'info' } }), log }
}

async function ask(
  app: FastifyInstance,
  fields: [string, string][] = [],
  method = 'GET',
): Promise<WireAnswer> {
  await app.ready()
  const port = await listen(app.server)
  const answer = await exchange(port, { method, target: '/', fields })
  await app.close()
  return answer
}

describe('hooks and the log', () => {
  const seen = async (
    path: string,
    fields: [string, string][] = [],
    method = 'GET',
    sender = embedded(),
  ): Promise<readonly unknown[]> => {
    const documents = xsendfile(root, { sender })
    const { app, log } = loggingApplication()
    const hooks: unknown[] = []
    app.addHook('onSend', async (_, reply, payload) => {
      hooks.push(['onSend', reply.statusCode, reply.getHeader('content-length')])
      return payload
    })
    app.addHook('onResponse', async (_, reply) => {
      hooks.push(['onResponse', reply.statusCode, reply.getHeader('content-length')])
    })
    app.all('/', async (request, reply) => void (await documents.send(request, reply, path)))
    await ask(app, fields, method)
    documents.close()
    const logged = log.filter(({ msg }) => msg === 'request completed').map(({ res }) => res?.statusCode)
    expect(log.filter(({ level }) => level >= warn)).toEqual([])
    return [...hooks, ...logged]
  }

  it.each<
    [path: string, fields: [string, string][], method: string, status: number, length: string | undefined]
  >([
    ['ten.txt', [], 'GET', 200, '10'],
    ['large.bin', [], 'GET', 200, '8388608'],
    ['ten.txt', [['Range', 'bytes=2-4']], 'GET', 206, '3'],
    ['ten.txt', [], 'HEAD', 200, '10'],
    ['ten.txt', [['If-None-Match', '*']], 'GET', 304, undefined],
    ['missing', [], 'GET', 404, '10'],
    ['ten.txt', [], 'POST', 405, '19'],
  ])('see the answer about %s with %o to %s: %i', async (path, fields, method, status, length) => {
    expect(await seen(path, fields, method)).toEqual([
      ['onSend', status, length],
      ['onResponse', status, length],
      status,
    ])
  })

  it('see a hand-over', async () => {
    expect(await seen('large.bin', [], 'GET', nginx('/internal-fastify/'))).toEqual([
      ['onSend', 200, '0'],
      ['onResponse', 200, '0'],
      200,
    ])
  })

  it('may put another content in its place, and the file is closed', async () => {
    const documents = xsendfile(root)
    const { app } = loggingApplication()
    app.addHook('onSend', async (_, reply) => {
      reply.removeHeader('content-length')
      return 'own'
    })
    app.get('/', async (request, reply) => void (await documents.send(request, reply, 'large.bin')))
    expect((await ask(app)).content).toBe('own')
    expect(await openFilesBelow(root)).toEqual([])
  })
})

describe('a handler', () => {
  const documents = xsendfile(root)

  it.each<[string, (app: FastifyInstance) => unknown]>([
    [
      'that awaits',
      (app) =>
        app.get('/', async (request, reply) => void (await documents.send(request, reply, 'large.bin'))),
    ],
    [
      'that returns what `send` gives',
      (app) => app.get('/', (request, reply) => documents.send(request, reply, 'large.bin')),
    ],
    [
      'that is not asynchronous',
      (app) => app.get('/', (request, reply) => void documents.send(request, reply, 'large.bin')),
    ],
    [
      'that is a hook',
      (app) => {
        app.addHook(
          'preHandler',
          async (request, reply) => void (await documents.send(request, reply, 'large.bin')),
        )
        app.get('/', () => 'never')
      },
    ],
  ])('%s answers once, and nothing is logged', async (_, add) => {
    const { app, log } = loggingApplication()
    add(app)
    const [answer, warnings] = await warningsDuring(() => ask(app))
    expect([answer.status, answer.complete, answer.content.length]).toEqual([200, true, 8_388_608])
    expect([log.filter(({ level }) => level >= warn), warnings]).toEqual([[], []])
  })

  it('goes on when the answer is written', async () => {
    const { app } = loggingApplication()
    let sent: Sent | undefined
    app.get('/', async (request, reply) => {
      sent = await documents.send(request, reply, 'large.bin')
      expect(reply.raw.writableFinished).toBe(true)
    })
    await ask(app)
    expect(sent).toEqual({ status: 200, sender: 'embedded', outcome: 'whole' })
  })

  it('works under inject()', async () => {
    const { app } = loggingApplication()
    app.get('/', (request, reply) => documents.send(request, reply, 'large.bin'))
    app.get('/ten', (request, reply) => documents.send(request, reply, 'ten.txt'))
    const large = await app.inject('/')
    expect([large.statusCode, large.rawPayload.length]).toEqual([200, 8_388_608])
    const part = await app.inject({ url: '/ten', headers: { range: 'bytes=2-4' } })
    expect([part.statusCode, part.body, part.headers['content-range']]).toEqual([206, '234', 'bytes 2-4/10'])
    const head = await app.inject({ method: 'HEAD', url: '/ten' })
    expect([head.statusCode, head.body, head.headers['content-length']]).toEqual([200, '', '10'])
    await app.close()
  })
})

describe('a failure', () => {
  it('goes to the error handler and the onError hook', async () => {
    const documents = xsendfile(failingStore(root, 'open', 'EIO'))
    const { app } = loggingApplication()
    const told: unknown[] = []
    app.addHook('onError', async (_, __, error) => void told.push(error))
    app.setErrorHandler((error, _, reply) => {
      void reply.code(502).send((error as XsendfileError).code)
    })
    app.get('/', async (request, reply) => void (await documents.send(request, reply, 'ten.txt')))
    const answer = await ask(app)
    expect([answer.status, answer.content]).toEqual([502, 'ERR_XSENDFILE_OPEN_FAILED'])
    expect(told).toMatchObject([{ code: 'ERR_XSENDFILE_OPEN_FAILED' }])
  })

  it('when content has begun is logged, and told to listeners', async () => {
    const documents = xsendfile(failingStore(root, 'later read', 'EIO'))
    const codes: string[] = []
    documents.on('failure', ({ error }) => void codes.push((error as XsendfileError).code))
    const { app, log } = loggingApplication()
    app.get('/', async (request, reply) => void (await documents.send(request, reply, 'large.bin')))
    const answer = await ask(app)
    expect([answer.status, answer.complete, codes]).toEqual([200, false, ['ERR_XSENDFILE_READ_FAILED']])
    expect(log.filter(({ level }) => level >= warn)).toMatchObject([
      { err: { code: 'ERR_XSENDFILE_READ_FAILED' } },
    ])
  })
})

it('a client that leaves is no error, and its file is closed', async () => {
  const documents = xsendfile(root)
  const failures: unknown[] = []
  documents.on('failure', (event) => void failures.push(event))
  const { app, log } = loggingApplication()
  let sent: Sent | undefined
  app.get('/', async (request, reply) => {
    sent = await documents.send(request, reply, 'large.bin')
  })
  await app.ready()
  const socket = connect(await listen(app.server), '127.0.0.1')
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await once(socket, 'data')
  expect(await openFilesBelow(root, 1)).toHaveLength(1)
  socket.destroy()
  expect(await openFilesBelow(root)).toEqual([])
  await app.close()
  expect([failures, log.filter(({ level }) => level >= warn), sent?.outcome]).toEqual([[], [], 'whole'])
})

it("notFound: 'leave' lets Fastify give its own 404", async () => {
  const documents = xsendfile(root, { notFound: 'leave' })
  const { app } = loggingApplication()
  app.setNotFoundHandler((_, reply) => void reply.code(404).send('own'))
  app.get('/', async (request, reply) => {
    const { outcome } = await documents.send(request, reply, 'missing')
    if (outcome === 'not-found') reply.callNotFound()
    return reply
  })
  const answer = await ask(app)
  expect([answer.status, answer.content]).toEqual([404, 'own'])
})

describe('a mistake', () => {
  const documents = xsendfile(root)

  it('without `await` is answered by Fastify, and the process tells what to write', async () => {
    const { app } = loggingApplication()
    app.get('/', async (request, reply) => void documents.send(request, reply, 'ten.txt'))
    const [answer, warnings] = await warningsDuring(() => ask(app), 1)
    expect([answer.status, answer.content]).toEqual([200, ''])
    expect(warnings).toEqual([
      'ERR_XSENDFILE_ALREADY_ANSWERED: Cannot send a file: the reply has been sent already; write `await documents.send(request, reply, path)`, call it once, and send nothing besides; listen to "failure" to deal with this',
    ])
  })

  it('to send twice leaves the first answer', async () => {
    const { app } = loggingApplication()
    app.get('/', async (request, reply) => {
      await documents.send(request, reply, 'ten.txt')
      await documents.send(request, reply, 'large.bin')
    })
    const [answer, warnings] = await warningsDuring(() => ask(app), 1)
    expect([answer.status, answer.content]).toEqual([200, '0123456789'])
    expect(warnings.join()).toContain('ERR_XSENDFILE_ALREADY_ANSWERED')
  })
})

import Koa from 'koa'
import conditionalGet from 'koa-conditional-get'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type Sent, type XsendfileError, xsendfile } from '../../src/koa.ts'
import { embedded, nginx } from '../../src/senders.ts'
import { listen } from '../servers/ports.ts'
import { type WireAnswer, exchange } from '../servers/wire.ts'
import { failingStore } from './failing-store.ts'
import { openFilesBelow, warningsDuring } from './observations.ts'

const root = mkdtempSync(join(tmpdir(), 'xsendfile-koa-'))
writeFileSync(join(root, 'ten.txt'), '0123456789')
writeFileSync(join(root, 'large.bin'), Buffer.alloc(8 * 1024 * 1024, 'large '))
afterAll(() => rmSync(root, { recursive: true }))

/** An application whose errors are collected. */
function applicationOf(...middleware: readonly Koa.Middleware[]): { app: Koa; errors: Error[] } {
  const app = new Koa()
  const errors: Error[] = []
  app.on('error', (error: Error) => void errors.push(error))
  for (const one of middleware) app.use(one)
  return { app, errors }
}

async function ask(app: Koa, fields: [string, string][] = [], method = 'GET'): Promise<WireAnswer> {
  const server = createServer(app.callback())
  const port = await listen(server)
  const answer = await exchange(port, { method, target: '/', fields })
  server.close()
  return answer
}

describe('middleware before the download', () => {
  /** What a logger would write, after the download and before Koa writes it. */
  const seen = async (
    path: string,
    fields: [string, string][] = [],
    method = 'GET',
    sender = embedded(),
  ): Promise<unknown[]> => {
    const documents = xsendfile(root, { sender })
    let log: unknown[] = []
    const { app } = applicationOf(
      async (ctx, next) => {
        await next()
        log = [ctx.status, ctx.length, ctx.type, ctx.res.hasHeader('Accept-Ranges')]
      },
      async (ctx) => void (await documents.send(ctx, path)),
    )
    await ask(app, fields, method)
    documents.close()
    return log
  }

  it('sees status, length, type and fields of the answer', async () => {
    expect(await seen('ten.txt')).toEqual([200, 10, 'text/plain', true])
    expect(await seen('large.bin')).toEqual([200, 8_388_608, 'application/octet-stream', true])
    expect(await seen('ten.txt', [['Range', 'bytes=2-4']])).toEqual([206, 3, 'text/plain', true])
    expect(await seen('ten.txt', [], 'HEAD')).toEqual([200, 10, 'text/plain', true])
    expect(await seen('ten.txt', [['If-None-Match', '*']])).toEqual([304, undefined, '', false])
    expect(await seen('missing')).toEqual([404, 10, 'text/plain', false])
    expect(await seen('ten.txt', [], 'POST')).toEqual([405, 19, 'text/plain', false])
    expect(await seen('ten.txt', [], 'GET', nginx('/internal-koa/'))).toEqual([200, 0, 'text/plain', false])
  })

  it('that judges preconditions itself comes to the same answer', async () => {
    const documents = xsendfile(root)
    const { app } = applicationOf(
      conditionalGet(),
      async (ctx) => void (await documents.send(ctx, 'ten.txt')),
    )
    const { status, fields } = await ask(app)
    const tag = fields.get('etag')?.[0] ?? ''
    expect(status).toBe(200)
    expect((await ask(app, [['If-None-Match', tag]])).status).toBe(304)
    expect((await ask(app, [['If-None-Match', '"other"']])).status).toBe(200)
    expect((await ask(app, [['Range', 'bytes=2-4']])).status).toBe(206)
  })

  it('may put another content in its place, and the file is closed', async () => {
    const documents = xsendfile(root)
    for (const own of ['own', null]) {
      const { app, errors } = applicationOf(
        async (ctx, next) => {
          await next()
          ctx.body = own
        },
        async (ctx) => void (await documents.send(ctx, 'large.bin')),
      )
      await ask(app)
      expect([await openFilesBelow(root), errors]).toEqual([[], []])
    }
  })

  it('may throw after the download, and the file is closed', async () => {
    const documents = xsendfile(root)
    const { app } = applicationOf(
      async (_, next) => {
        await next()
        throw new Error('after')
      },
      async (ctx) => void (await documents.send(ctx, 'large.bin')),
    )
    const answer = await ask(app)
    expect([answer.status, answer.content]).toEqual([500, 'Internal Server Error'])
    expect(answer.fields.has('etag')).toBe(false)
    expect(await openFilesBelow(root)).toEqual([])
  })
})

describe('a failure', () => {
  it('is thrown, so that middleware can catch it', async () => {
    const documents = xsendfile(failingStore(root, 'open', 'EIO'))
    const { app, errors } = applicationOf(
      async (ctx, next) => {
        try {
          await next()
        } catch (error) {
          ctx.status = 502
          ctx.body = (error as XsendfileError).code
        }
      },
      async (ctx) => void (await documents.send(ctx, 'large.bin')),
    )
    const answer = await ask(app)
    expect([answer.status, answer.content, errors]).toEqual([502, 'ERR_XSENDFILE_OPEN_FAILED', []])
  })

  it('when content has begun is told to the application and to listeners, once each', async () => {
    const documents = xsendfile(failingStore(root, 'later read', 'EIO'))
    const codes: string[] = []
    documents.on('failure', ({ error }) => void codes.push((error as XsendfileError).code))
    const { app, errors } = applicationOf(async (ctx) => void (await documents.send(ctx, 'large.bin')))
    const answer = await ask(app)
    expect([answer.status, answer.complete]).toEqual([200, false])
    expect([codes, errors]).toMatchObject([
      ['ERR_XSENDFILE_READ_FAILED'],
      [{ code: 'ERR_XSENDFILE_READ_FAILED' }],
    ])
  })
})

it('a client that leaves is no error, and its file is closed', async () => {
  const documents = xsendfile(root)
  const failures: unknown[] = []
  documents.on('failure', (event) => void failures.push(event))
  const { app, errors } = applicationOf(async (ctx) => void (await documents.send(ctx, 'large.bin')))
  const server = createServer(app.callback())
  const socket = connect(await listen(server), '127.0.0.1')
  // A second request waits behind the first.
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(2))
  await once(socket, 'data')
  expect(await openFilesBelow(root, 1)).toHaveLength(1)
  socket.destroy()
  expect(await openFilesBelow(root)).toEqual([])
  server.close()
  expect([errors, failures]).toEqual([[], []])
})

it("notFound: 'leave' lets Koa give its own 404", async () => {
  const documents = xsendfile(root, { notFound: 'leave' })
  let sent: Sent | undefined
  const { app } = applicationOf(async (ctx) => void (sent = await documents.send(ctx, 'missing')))
  const answer = await ask(app)
  expect([answer.status, answer.content, sent?.outcome]).toEqual([404, 'Not Found', 'not-found'])
})

describe('a mistake', () => {
  const answerAndWarnings = async (
    ...middleware: readonly Koa.Middleware[]
  ): Promise<readonly [status: number, content: string, warnings: readonly string[]]> => {
    const { app } = applicationOf(...middleware)
    const [answer, warnings] = await warningsDuring(() => ask(app), 1)
    return [answer.status, answer.content, warnings]
  }

  it('without `await` is answered by Koa with 404, and the process tells what to write', async () => {
    const documents = xsendfile(root)
    const [status, , warnings] = await answerAndWarnings((ctx) => void documents.send(ctx, 'ten.txt'))
    expect(status).toBe(404)
    expect(warnings).toEqual([
      'ERR_XSENDFILE_ALREADY_ANSWERED: Cannot send a file: the response has been answered already; write `await documents.send(ctx, path)`, and call it once; listen to "failure" to deal with this',
    ])
  })

  it('without `await` does not end the process when the disk fails', async () => {
    const documents = xsendfile(failingStore(root, 'open', 'EIO'))
    const codes: string[] = []
    documents.on('failure', ({ error }) => void codes.push((error as XsendfileError).code))
    const [status] = await answerAndWarnings((ctx) => void documents.send(ctx, 'ten.txt'))
    expect([status, codes]).toEqual([404, ['ERR_XSENDFILE_OPEN_FAILED']])
  })

  it('to send twice leaves the first answer', async () => {
    const documents = xsendfile(root)
    const [status, content, warnings] = await answerAndWarnings(async (ctx) => {
      await documents.send(ctx, 'ten.txt')
      await documents.send(ctx, 'large.bin')
    })
    expect([status, content]).toEqual([200, '0123456789'])
    expect(warnings).toEqual([
      'ERR_XSENDFILE_ALREADY_ANSWERED: Cannot send a file: ctx.body has been set already; call `send` once, and set no content besides; listen to "failure" to deal with this',
    ])
  })

  it('to take the answer from Koa is told', async () => {
    const documents = xsendfile(root)
    const [status, content, warnings] = await answerAndWarnings(async (ctx) => {
      ctx.respond = false
      await documents.send(ctx, 'ten.txt')
      ctx.res.end('own')
    })
    expect([status, content]).toEqual([404, 'own'])
    expect(warnings.join()).toContain('ctx.respond is false')
  })
})

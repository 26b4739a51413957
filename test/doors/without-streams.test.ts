import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { etag } from 'hono/etag'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { serve } from 'srvx/node'
import { type XsendfileError, xsendfile } from '../../src/index.ts'
import { withoutStreams } from '../../src/node.ts'
import { listen } from '../servers/ports.ts'
import { type WireAnswer, exchange } from '../servers/wire.ts'
import { failingStore } from './failing-store.ts'
import { openFilesBelow } from './observations.ts'

const root = mkdtempSync(join(tmpdir(), 'xsendfile-without-streams-'))
const large = Buffer.alloc(3 * 1024 * 1024, 'large ').toString()
writeFileSync(join(root, 'large.txt'), large)
const documents = xsendfile(root)
afterAll(() => rmSync(root, { recursive: true }))

type Handler = (request: Request) => Promise<Response>

/** What stands on node:http and says so. */
const servers: Readonly<Record<string, (handler: Handler) => Server>> = {
  "Hono's server": (handler) => createAdaptorServer({ fetch: withoutStreams(handler) }) as Server,
  srvx: (handler) =>
    serve({ fetch: withoutStreams(handler), manual: true, gracefulShutdown: false }).node?.server as Server,
}

const running: Server[] = []
afterEach(() => {
  for (const server of running.splice(0)) server.close()
})

function send(request: Request): Promise<Response> {
  return documents.send(request, 'large.txt', { disposition: 'attachment' })
}

describe.each(Object.entries(servers))('under %s', (_, serverOf) => {
  async function start(handler: Handler): Promise<number> {
    const server = serverOf(handler)
    running.push(server)
    return listen(server)
  }

  const ask = async (handler: Handler, method = 'GET'): Promise<WireAnswer> =>
    exchange(await start(handler), { method, target: '/', fields: [] })

  it('nobody reads the body of an answer', async () => {
    const answers: Response[] = []
    const answer = await ask(async (request) => {
      const response = await send(request)
      answers.push(response)
      return response
    })
    expect([answer.status, answer.complete, answer.content === large]).toEqual([200, true, true])
    // It is held, and yet was not read: who reads has another outcome.
    expect([answers[0]?.body?.locked, answers[0]?.bodyUsed]).toEqual([true, false])
  })

  it('status and fields are what they are when the answer comes out', async () => {
    const answer = await ask(async (request) => {
      const { body, headers } = await send(request)
      headers.append('Set-Cookie', 'a=1')
      headers.append('Set-Cookie', 'b=2; Path=/')
      headers.set('X-Later', 'yes')
      headers.delete('Content-Length')
      return new Response(body, { status: 203, headers })
    })
    expect([answer.status, answer.complete, answer.content === large]).toEqual([203, true, true])
    expect(answer.fields.get('set-cookie')).toEqual(['a=1', 'b=2; Path=/'])
    expect(answer.fields.get('x-later')).toEqual(['yes'])
    expect(answer.fields.get('transfer-encoding')).toEqual(['chunked'])
  })

  it('who keeps a copy of the answer gets the same bytes as the client', async () => {
    const kept: Promise<string>[] = []
    const answer = await ask(async (request) => {
      const response = await send(request)
      kept.push(response.clone().text())
      return response
    })
    expect([answer.content === large, (await kept[0]) === large]).toEqual([true, true])
  })

  it('who replaces the body has it replaced, and the file is closed', async () => {
    const answer = await ask(async (request) => {
      const response = await send(request)
      const shouting = new TransformStream<Uint8Array, Uint8Array>({
        transform: (chunk, controller) =>
          controller.enqueue(Buffer.from(Buffer.from(chunk).toString().toUpperCase())),
      })
      const length = { headers: { 'Content-Length': String(large.length) } }
      return new Response(response.body?.pipeThrough(shouting) ?? null, length)
    })
    expect(answer.content === large.toUpperCase()).toBe(true)
    expect(await openFilesBelow(root)).toEqual([])
  })

  it('who has read some of the body answers with the rest', async () => {
    const answer = await ask(async (request) => {
      const { body } = await send(request)
      const reader = body?.getReader()
      const { value } = (await reader?.read()) ?? {}
      const rest = new ReadableStream({
        async pull(controller) {
          const read = await reader?.read()
          if (read?.done === false) controller.enqueue(read.value)
          else controller.close()
        },
      })
      return new Response(rest, { headers: { 'X-Read': String(value?.length) } })
    })
    const read = Number(answer.fields.get('x-read')?.[0])
    expect(read).toBeGreaterThan(0)
    expect(answer.content === large.slice(read)).toBe(true)
  })

  it('HEAD has no content, and leaves no file open', async () => {
    const answer = await ask(send, 'HEAD')
    expect([answer.status, answer.content]).toEqual([200, ''])
    expect(answer.fields.get('content-length')).toEqual([String(large.length)])
    expect(await openFilesBelow(root)).toEqual([])
  })

  it('a HEAD that a handler answers as if it were GET has no content, and leaves no file open', async () => {
    const answer = await ask((request) => send(new Request(request.url)), 'HEAD')
    expect([answer.status, answer.content]).toEqual([200, ''])
    expect(await openFilesBelow(root)).toEqual([])
  })

  it('other answers go out as they are', async () => {
    const answer = await ask(async () => {
      return new Response('a text', { status: 201, headers: { 'X-Own': 'yes' } })
    })
    expect([answer.status, answer.content, answer.fields.get('x-own')]).toEqual([201, 'a text', ['yes']])
  })

  it('other answers go out as they are while somebody holds one of ours', async () => {
    const held = await documents.send(new Request('http://localhost/'), 'large.txt')
    const answer = await ask(async () => Response.json({ own: true }))
    expect([answer.status, answer.content]).toEqual([200, '{"own":true}'])
    await held.body?.cancel()
  })

  it('a read that fails when content has begun breaks the connection off, and is told', async () => {
    const codes: string[] = []
    const failing = xsendfile(failingStore(root, 'later read', 'EIO'))
    failing.on('failure', ({ error }) => void codes.push((error as XsendfileError).code))
    const answer = await ask((request) => failing.send(request, 'large.txt', { disposition: 'attachment' }))
    expect([answer.status, answer.complete, codes]).toEqual([200, false, ['ERR_XSENDFILE_READ_FAILED']])
    expect(await openFilesBelow(root)).toEqual([])
  })

  it('a client that leaves closes the file', async () => {
    const port = await start(send)
    const socket = connect(port, '127.0.0.1')
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await once(socket, 'data')
    socket.resetAndDestroy()
    expect(await openFilesBelow(root)).toEqual([])
  })

  it('one connection carries many answers', async () => {
    const port = await start(send)
    const socket = connect(port, '127.0.0.1')
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(3))
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
    const chunks: Buffer[] = []
    for await (const chunk of socket) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString('latin1')
    expect(text.split('HTTP/1.1 200 OK').length).toBe(5)
    expect(text.split(large).length).toBe(5)
  })
})

it('middleware of Hono that reads answers has them, and the tag is its own where there is none', async () => {
  const app = new Hono().use(etag()).get('/', async ({ req }) => {
    const response = await send(req.raw)
    response.headers.delete('ETag')
    return response
  })
  const server = createAdaptorServer({ fetch: withoutStreams(app.fetch) }) as Server
  running.push(server)
  const answer = await exchange(await listen(server), { method: 'GET', target: '/', fields: [] })
  expect([answer.status, answer.content === large]).toEqual([200, true])
  expect(answer.fields.get('etag')?.[0]).toMatch(/^"[0-9a-f]{40}"$/)
})

it('without a server on node:http an answer is what the handler made', async () => {
  const response = await send(new Request('http://localhost/'))
  const given: unknown[][] = []
  const fetch = withoutStreams((...args: [Request, unknown?]) => {
    given.push(args)
    return response
  })
  for (const bindings of [undefined, {}, { outgoing: 'something' }, { outgoing: {} }, 'bindings']) {
    const request = new Request('http://localhost/')
    expect(await fetch(request, bindings)).toBe(response)
    expect(given.pop()).toEqual([request, bindings])
  }
  expect((await response.text()) === large).toBe(true)
})

it('what the handler throws is thrown', async () => {
  const thrown = new Error('refused')
  const fetch = withoutStreams(() => {
    throw thrown
  })
  expect(() => fetch(new Request('http://localhost/'))).toThrow(thrown)
  const rejecting = withoutStreams(() => Promise.reject(thrown))
  await expect(rejecting(new Request('http://localhost/'))).rejects.toBe(thrown)
})

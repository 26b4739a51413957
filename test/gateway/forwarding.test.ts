import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { Agent, type IncomingMessage, type ServerResponse, createServer, request as ask } from 'node:http'
import * as https from 'node:https'
import { type Socket, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'undici'
import { WebSocketServer } from 'ws'
import { createGateway } from '../../src/gateway.ts'
import { localhostCertificate } from '../doors/localhost-certificate.ts'
import { listen } from '../servers/ports.ts'
import { locate } from '../servers/programs.ts'
import { converse, exchange } from '../servers/wire.ts'
import { type StartedGateway, startGateway } from './started.ts'
import { type NotingUpstream, startUpstream } from './upstreams.ts'

const root = mkdtempSync(join(tmpdir(), 'xsendfile-forwarding-'))
afterAll(() => rmSync(root, { recursive: true }))

let answer: (request: IncomingMessage, response: ServerResponse) => void
let upstream: NotingUpstream
let gateway: StartedGateway
let port: number
beforeAll(async () => {
  writeFileSync(join(root, 'a.txt'), 'a file')
  upstream = await startUpstream((request, response) => answer(request, response))
  gateway = await startGateway(upstream.port, { roots: { path: root, prefix: '/internal/' } })
  port = gateway.port
})

const plain = (_: IncomingMessage, response: ServerResponse): void => void response.end('mine')

/** What the application sees of a request. */
async function seen(method: string, target: string, fields: [string, string][] = [], content?: string) {
  answer = plain
  const { status } = await exchange(port, { method, target, fields, content })
  expect(status).toBe(200)
  return upstream.last()
}

describe('a request', () => {
  it.each([
    ['GET', '/a?b=c&d=%20%2F'],
    ['GET', '/%C3%A9/%2e%2e//x'],
    ['GET', '//evil.example/x'],
    ['POST', '/form'],
    ['PUT', '/upload'],
    ['DELETE', '/thing'],
    ['PATCH', '/thing'],
    ['OPTIONS', '/thing'],
    ['PROPFIND', '/thing'],
  ])('%s %s comes as it was written', async (method, target) => {
    const content = method === 'GET' ? undefined : 'content with \0 and \xff'
    const { method: asked, url, content: got, field } = await seen(method, target, [], content)
    expect([asked, url, got]).toEqual([method, target, content ?? ''])
    expect(field('host')).toEqual(['localhost'])
  })

  it('keeps its end-to-end fields, each line, byte for byte', async () => {
    const fields: [string, string][] = [
      ['Cookie', 'a=1; b="2"'],
      ['Authorization', 'Bearer x'],
      ['X-Name', Buffer.from('Zoë').toString('latin1')],
      ['Accept', 'a'],
      ['Accept', 'b'],
      ['Range', 'bytes=0-1'],
      ['If-None-Match', '"x"'],
    ]
    const { lines } = await seen('GET', '/', fields)
    for (const [name, value] of fields) expect(lines).toContain(`${name}: ${value}`)
  })

  it('streams its content: the application has the beginning before the end is written', async () => {
    const { port: own, stop } = await startStreaming()
    const socket = connect(own, '127.0.0.1')
    socket.write('POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n')
    await expectSoon(socket, 'first')
    socket.write('6\r\nsecond\r\n0\r\n\r\n')
    await expectSoon(socket, 'second')
    socket.destroy()
    await stop()
  })

  it('of 300 KB and of unknown length comes whole', async () => {
    const content = 'x'.repeat(300_000)
    const text = `POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n493e0\r\n${content}\r\n0\r\n\r\n`
    answer = plain
    expect((await exchange(port, text)).status).toBe(200)
    expect(upstream.last().content.length).toBe(300_000)
    // The same for methods that seldom have content: what is not framed could pass for the next request.
    expect((await exchange(port, text.replace('POST', 'GET'))).status).toBe(200)
    expect(upstream.last().content.length).toBe(300_000)
    expect(upstream.last().method).toBe('GET')
  })

  it('with Expect: 100-continue is waited for', async () => {
    answer = plain
    const { headers } = await new Promise<{ headers: IncomingMessage }>((resolve, reject) => {
      const client = ask({ port, method: 'POST', headers: { Expect: '100-continue', 'Content-Length': 4 } })
      client.on('continue', () => client.end('body'))
      client.on('response', (response) => resolve({ headers: response.resume() }))
      client.on('error', reject)
      client.flushHeaders()
    })
    expect(headers.statusCode).toBe(200)
    expect(upstream.last().content).toBe('body')
  })
})

describe('an answer', () => {
  it('comes with its status, its reason and its fields, each line', async () => {
    answer = (_, response) => {
      response.writeHead(
        418,
        'Short and stout',
        [
          ['Set-Cookie', 'a=1'],
          ['Set-Cookie', 'b=2'],
          ['X-Name', '\xeb'],
          ['Content-Length', '4'],
          ['Server', 'mine'],
          ['Date', 'Sun, 06 Nov 1994 08:49:37 GMT'],
        ].flat(),
      )
      // Bytes: Node would write the head of a text as UTF-8.
      response.end(Buffer.from('mine'))
    }
    const { raw } = await exchange(port, { method: 'GET', target: '/', fields: [] })
    expect(raw).toBe(
      'HTTP/1.1 418 Short and stout\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nX-Name: \xeb\r\nContent-Length: 4\r\n' +
        'Server: mine\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nConnection: close\r\n\r\nmine',
    )
  })

  it.each([204, 304])('%i has no content', async (status) => {
    answer = (_, response) => void response.writeHead(status, { ETag: '"x"' }).end()
    const answered = await exchange(port, { method: 'GET', target: '/', fields: [] })
    expect([answered.status, answered.content, answered.complete]).toEqual([status, '', true])
  })

  it('to HEAD keeps its length', async () => {
    answer = (_, response) => void response.writeHead(200, { 'Content-Length': '1000' }).end()
    const answered = await exchange(port, { method: 'HEAD', target: '/', fields: [] })
    expect([answered.fields.get('content-length'), answered.content]).toEqual([['1000'], ''])
  })

  it('streams: events come one by one, and the head before the first', async () => {
    let say: (text: string) => void = () => undefined
    answer = (_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' })
      response.flushHeaders()
      say = (text) => void response.write(text)
    }
    const socket = connect(port, '127.0.0.1')
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await expectSoon(socket, 'text/event-stream')
    say('data: one\n\n')
    await expectSoon(socket, 'data: one')
    say('data: two\n\n')
    await expectSoon(socket, 'data: two')
    socket.destroy()
  })

  it('is given up when the client leaves', async () => {
    const left = new Promise((resolve) => {
      answer = (_, response) => {
        response.on('close', resolve)
        response.write('x')
      }
    })
    const socket = connect(port, '127.0.0.1')
    socket.write('GET /left HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await expectSoon(socket, 'x\r\n')
    socket.destroy()
    expect(await left).toBeUndefined()
  })

  it('is given up when the client leaves before it begins', async () => {
    const arrived = new Promise<ServerResponse>((resolve) => {
      answer = (_, response) => resolve(response)
    })
    const socket = connect(port, '127.0.0.1')
    socket.write('GET /early HTTP/1.1\r\nHost: localhost\r\n\r\n')
    const response = await arrived
    socket.destroy()
    await once(response, 'close')
    expect(await gateway.entryOf('/early')).toMatchObject({ status: 0 })
  })

  it('for several requests on one connection comes in their order', async () => {
    answer = (request, response) => {
      setTimeout(() => response.end(`answer to ${request.url}`), request.url === '/1' ? 100 : 0)
    }
    const one = (target: string): string => `GET ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`
    const last = 'GET /3 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'
    const raw = await converse(port, one('/1') + one('/2') + last)
    expect(raw.match(/answer to \/\d/g)).toEqual(['answer to /1', 'answer to /2', 'answer to /3'])
  })

  it('leaves nothing behind on a connection that is kept', async () => {
    const listeners: number[] = []
    const count = (message: unknown): void => {
      const { socket } = message as { socket: Socket }
      if (socket.localPort === port) listeners.push(socket.listenerCount('close'))
    }
    subscribe('http.server.request.start', count)
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    answer = (request, response) => {
      if (request.url === '/file') response.setHeader('X-Accel-Redirect', '/internal/a.txt')
      response.end()
    }
    for (let round = 0; round < 20; round += 1) {
      const [response] = (await once(
        ask({ port, agent, path: round % 2 === 0 ? '/file' : '/' }).end(),
        'response',
      )) as [IncomingMessage]
      await once(response.resume(), 'end')
    }
    unsubscribe('http.server.request.start', count)
    agent.destroy()
    expect(listeners.length).toBe(20)
    expect(Math.max(...listeners)).toBeLessThanOrEqual((listeners[0] ?? 0) + 2)
  })

  it('is large, and comes byte for byte', async () => {
    const content = Buffer.alloc(5_000_000, 'abcdefghij')
    answer = (_, response) => void response.end(content)
    const answered = await exchange(port, { method: 'GET', target: '/', fields: [] })
    expect(answered.content === content.toString('latin1')).toBe(true)
  })
})

describe('the log', () => {
  it('says of each request who sent what', async () => {
    answer = (_, response) => void response.setHeader('X-Accel-Redirect', '/internal/a.txt').end()
    const file = await exchange(port, { method: 'GET', target: '/file?secret=1', fields: [] })
    answer = plain
    const own = await exchange(port, { method: 'POST', target: '/own', fields: [] })
    expect(await gateway.entryOf('/file?secret=1')).toEqual({
      client: '127.0.0.1',
      method: 'GET',
      target: '/file?secret=1',
      status: 200,
      bytes: file.raw.length,
      sentBy: 'file',
      milliseconds: expect.any(Number) as number,
    })
    expect(await gateway.entryOf('/own')).toMatchObject({ sentBy: 'upstream', bytes: own.raw.length })
  })

  it('may fail without anybody noticing', async () => {
    const log = (): never => {
      throw new Error('full')
    }
    const failing = createGateway({ upstream: `http://127.0.0.1:${upstream.port}`, roots: root, log })
    const own = Number(new URL(await failing.listen(0)).port)
    answer = plain
    expect((await exchange(own, { method: 'GET', target: '/', fields: [] })).content).toBe('mine')
    await failing.close()
  })
})

describe('WebSocket', () => {
  it('passes in both directions, and ends with either', async () => {
    const server = createServer()
    const sockets = new WebSocketServer({ server, handleProtocols: () => 'chat' })
    sockets.on('connection', (socket, request) => {
      socket.send(`hello ${request.url} ${String(request.headers['x-forwarded-for'])}`)
      socket.on('message', (data: Buffer) => socket.send(data.toString('latin1').toUpperCase()))
    })
    const own = await startGateway(await listen(server), { roots: root })
    const client = new WebSocket(`ws://127.0.0.1:${own.port}/chat?x=1`, ['chat'])
    const next = (): Promise<unknown> =>
      new Promise((resolve, reject) => {
        client.addEventListener('message', ({ data }) => resolve(data), { once: true })
        client.addEventListener('error', reject, { once: true })
      })
    expect(await next()).toBe('hello /chat?x=1 127.0.0.1')
    expect(client.protocol).toBe('chat')
    for (const length of [5, 70_000]) {
      const reply = next()
      client.send('a'.repeat(length))
      expect(await reply).toBe('A'.repeat(length))
    }
    const ended = new Promise((resolve) => client.addEventListener('close', resolve, { once: true }))
    for (const socket of sockets.clients) socket.close()
    await ended
    expect(await own.entryOf('/chat?x=1')).toMatchObject({ status: 101, sentBy: 'upstream' })
    await own.stop()
    server.close()
  })

  const handshake =
    'GET /socket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n'

  it('that the application refuses is an answer like others', async () => {
    answer = (_, response) => void response.writeHead(401, { 'Content-Length': '9' }).end('sign in!\n')
    const refused = await exchange(port, `${handshake}\r\n`)
    expect([refused.status, refused.content]).toEqual([401, 'sign in!\n'])
  })

  it('that is answered with a file gets the file, and no instruction', async () => {
    answer = (_, response) => void response.setHeader('X-Accel-Redirect', '/internal/a.txt').end()
    const sent = await exchange(port, `${handshake}\r\n`)
    expect([sent.status, sent.content]).toEqual([200, 'a file'])
    expect(sent.raw).not.toMatch(/x-accel/i)
  })

  it('with content is refused: nobody could say where it ends', async () => {
    const refused = await exchange(port, `${handshake}Content-Length: 5\r\n\r\nhello`)
    expect(refused.status).toBe(400)
  })

  it.each(['h2c', 'TLS/1.0', 'websocket, h2c'])(
    'is the only protocol: %s stays HTTP/1.1',
    async (protocol) => {
      answer = plain
      const text = handshake.replace('Upgrade: websocket', `Upgrade: ${protocol}\r\nHTTP2-Settings: AAMAAABk`)
      const stayed = await exchange(port, `${text}\r\n`)
      expect([stayed.status, stayed.content]).toEqual([200, 'mine'])
      expect(upstream.last().lines.join('\n')).not.toMatch(/upgrade|http2-settings/i)
    },
  )
})

describe('where the application is', () => {
  it('may be a socket of the file system', async () => {
    const path = join(root, 'app.sock')
    const server = createServer((request, response) => response.end(`${request.url} by socket`))
    server.listen(path)
    await once(server, 'listening')
    const own = await startGateway(`unix:${path}`, { roots: root })
    expect((await exchange(own.port, { method: 'GET', target: '/x', fields: [] })).content).toBe(
      '/x by socket',
    )
    await own.stop()
    server.close()
    server.closeAllConnections()
  })

  it('may speak HTTPS, and then must have a certificate that holds', async () => {
    const server = https.createServer(localhostCertificate, (_, response) => response.end('safe'))
    const own = await startGateway(`https://localhost:${await listen(server)}`, { roots: root })
    const refused = await exchange(own.port, { method: 'GET', target: '/tls', fields: [] })
    expect(refused.status).toBe(502)
    expect((await own.entryOf('/tls')).hint).toMatch(/certificate/)
    await own.stop()
    server.close()
  })
})

describe('with a certificate', () => {
  it('the gateway speaks HTTPS and says so to the application', async () => {
    answer = plain
    const { cert, key } = localhostCertificate
    const own = createGateway({
      upstream: `http://127.0.0.1:${upstream.port}`,
      roots: root,
      certificate: { cert, key },
    })
    const url = new URL(await own.listen(0))
    expect(url.protocol).toBe('https:')
    const request = { method: 'GET', target: '/', fields: [] }
    const answered = await exchange(Number(url.port), request, { rejectUnauthorized: false })
    expect(answered.content).toBe('mine')
    expect(upstream.last().field('x-forwarded-proto')).toEqual(['https'])
    await own.close()
  })
})

describe('announce', () => {
  it.each([
    ['X-Accel-Redirect', ['X-Accel-Redirect'], [`${root}/=/internal/`]],
    ['X-Sendfile', ['X-Sendfile'], []],
  ] as const)('%s tells the application, over what a client says', async (announce, type, mapping) => {
    const own = await startGateway(upstream.port, { roots: { path: root, prefix: '/internal/' }, announce })
    answer = plain
    const fields: [string, string][] = [
      ['X-Sendfile-Type', 'X-Evil'],
      ['X-Accel-Mapping', '/=/evil/'],
    ]
    await exchange(own.port, { method: 'GET', target: '/', fields })
    expect(upstream.last().field('x-sendfile-type')).toEqual(type)
    expect(upstream.last().field('x-accel-mapping')).toEqual(mapping)
    await own.stop()
  })
})

const curl = locate('curl')
describe.skipIf(curl === undefined)('curl', () => {
  it('resumes a download that was cut off', async () => {
    answer = (_, response) => void response.setHeader('X-Accel-Redirect', '/internal/a.txt').end()
    const part = join(root, 'part.txt')
    writeFileSync(part, 'a fi')
    const child = spawn(String(curl), ['-sS', '-C', '-', '-o', part, `http://127.0.0.1:${port}/`])
    expect(await once(child, 'exit')).toEqual([0, null])
    expect(readFileSync(part, 'utf8')).toBe('a file')
    expect(gateway.log.at(-1)).toMatchObject({ status: 206, sentBy: 'file' })
  })
})

/** An application that gives back what it gets, as it gets it. */
async function startStreaming(): Promise<StartedGateway> {
  const server = createServer((request, response) => {
    response.writeHead(200)
    response.flushHeaders()
    request.pipe(response)
  })
  afterAll(() => void server.close())
  return await startGateway(await listen(server), { roots: root })
}

function expectSoon(socket: Socket, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let got = ''
    const read = (chunk: Buffer): void => {
      got += chunk.toString('latin1')
      if (!got.includes(text)) return
      socket.off('data', read)
      clearTimeout(timer)
      resolve()
    }
    const timer = setTimeout(() => reject(new Error(`${text} did not come, but ${got}`)), 5000)
    socket.on('data', read)
    socket.on('error', reject)
  })
}

import express from 'express'
import Koa from 'koa'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { IncomingMessage, type RequestListener, ServerResponse, createServer } from 'node:http'
import { createServer as createHttp2Server, connect as connectHttp2 } from 'node:http2'
import { type AddressInfo, Socket, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Duplex } from 'node:stream'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { xsendfile as expressXsendfile } from '../../src/express.ts'
import { xsendfile as koaXsendfile } from '../../src/koa.ts'
import { type NodeRequest, type NodeResponse, type OpenFile, xsendfile } from '../../src/node.ts'
import { nginx } from '../../src/senders.ts'
import { listen } from '../servers/ports.ts'
import { type WireAnswer, exchange } from '../servers/wire.ts'
import { openFilesBelow } from './observations.ts'

const size = 600_000
const root = mkdtempSync(join(tmpdir(), 'xsendfile-attacks-'))
writeFileSync(join(root, 'alice.bin'), 'A'.repeat(size))
writeFileSync(join(root, 'bob.bin'), 'B'.repeat(size))
writeFileSync(join(root, 'small.txt'), 'small')
afterAll(() => rmSync(root, { recursive: true }))

const attachment = { disposition: 'attachment' } as const

async function ask(listener: RequestListener, target: string): Promise<WireAnswer> {
  const server = createServer(listener)
  const port = await listen(server)
  try {
    return await exchange(port, { method: 'GET', target, fields: [] })
  } finally {
    server.close()
  }
}

describe('who keeps what is written gets bytes that stay', () => {
  const kept = new Map<string, Buffer[]>()
  const keep = (response: ServerResponse, chunk: unknown): void => {
    const name = String(response.req.url)
    if (Buffer.isBuffer(chunk)) kept.set(name, [...(kept.get(name) ?? []), chunk])
  }

  class Recording extends ServerResponse {
    override write(...args: unknown[]): boolean {
      keep(this, args[0])
      return super.write(...(args as Parameters<ServerResponse['write']>))
    }
  }

  it.each(['a class of responses', "a method of Express's own response"])('%s', async (what) => {
    kept.clear()
    const documents = xsendfile(root)
    const handle = (request: NodeRequest, response: NodeResponse): void =>
      void documents.send(request, response, String(request.url), attachment)
    const application = express()
    Object.setPrototypeOf(application.response, Recording.prototype)
    application.use(handle)
    const server =
      what === 'a class of responses'
        ? createServer({ ServerResponse: Recording }, handle)
        : createServer(application)
    const port = await listen(server)
    await exchange(port, { method: 'GET', target: '/alice.bin', fields: [] })
    await exchange(port, { method: 'GET', target: '/bob.bin', fields: [] })
    server.close()
    const text = (name: string): string => Buffer.concat(kept.get(name) ?? []).toString()
    expect(text('/alice.bin')).toBe('A'.repeat(size))
    expect(text('/bob.bin')).toBe('B'.repeat(size))
  })

  it('a connection that is made up, as bridges from Fetch to node:http have it', async () => {
    const documents = xsendfile(root)
    const answerOf = async (url: string): Promise<() => string> => {
      const chunks: Buffer[] = []
      const socket = new Duplex({
        read: () => undefined,
        write(chunk: Buffer, _, done) {
          chunks.push(chunk)
          done()
        },
      }) as Socket
      const request = Object.assign(new IncomingMessage(socket), { method: 'GET', url, httpVersionMajor: 1 })
      const response = new ServerResponse(request)
      response.assignSocket(socket)
      await documents.send(request, response, url, attachment)
      return () => Buffer.concat(chunks).toString('latin1')
    }
    // What the one has kept is looked at when the other has come too.
    const [alice, bob] = [await answerOf('/alice.bin'), await answerOf('/bob.bin')]
    const counted = (text: string): number[] => ['A', 'B'].map((sign) => text.split(sign).length - 1)
    expect(counted(alice().replace(/^.*?\r\n\r\n/s, ''))).toEqual([size, 0])
    expect(counted(bob().replace(/^.*?\r\n\r\n/s, ''))).toEqual([0, size])
  })
})

describe('no instruction stands on the answer to a failure', () => {
  const options = { sender: nginx('/attacked/') } as const

  it('when writing the head of a hand-over fails', async () => {
    const documents = xsendfile(root, options)
    documents.on('failure', () => undefined)
    const answer = await ask((request, response) => {
      const setHeader = response.setHeader.bind(response)
      let thrown = false
      // Middleware that fails after the instruction has been set.
      response.writeHead = (...args) => {
        if (!thrown) {
          thrown = true
          throw new Error('boom')
        }
        return ServerResponse.prototype.writeHead.apply(response, args as [number])
      }
      setHeader('X-A', '1')
      void documents.send(request, response, 'small.txt', attachment)
    }, '/')
    documents.close()
    expect([answer.status, answer.content]).toEqual([500, 'Internal server error\n'])
    expect(answer.raw.toLowerCase()).not.toMatch(/x-accel|content-disposition|etag/)
  })

  it('when the application has set it', async () => {
    const documents = xsendfile(root, options)
    documents.on('failure', () => undefined)
    const answer = await ask((request, response) => {
      response.setHeader('X-Accel-Redirect', '/attacked/alice.bin')
      void documents.send(request, response, 'small.txt', attachment)
    }, '/')
    documents.close()
    expect(answer.status).toBe(500)
    expect(answer.raw).not.toContain('X-Accel-Redirect')
  })

  it("in the answer of Express's error handler", async () => {
    const documents = expressXsendfile(root, options)
    const application = express()
    application.get('/', async (request, response) => {
      response.setHeader('X-Accel-Redirect', '/attacked/alice.bin')
      response.setHeader('Content-Disposition', 'inline')
      await documents.send(request, response, 'small.txt', attachment)
    })
    const sorry: express.ErrorRequestHandler = (_, __, response, ___) => {
      response.status(500).send('sorry')
    }
    application.use(sorry)
    const answer = await ask(application, '/')
    documents.close()
    expect([answer.status, answer.content]).toEqual([500, 'sorry'])
    expect(answer.raw.toLowerCase()).not.toMatch(/x-accel|content-disposition/)
  })
})

describe('send never rejects for what stands in the way of an answer', () => {
  it('a head that can never be written breaks the connection off', async () => {
    const documents = xsendfile(root)
    const codes: unknown[] = []
    documents.on('failure', ({ error }) => void codes.push(error.message))
    const sent: unknown[] = []
    const server = createServer(async (request, response) => {
      response.writeHead = () => {
        throw new Error('boom')
      }
      sent.push((await documents.send(request, response, 'small.txt', attachment)).outcome)
    })
    const port = await listen(server)
    await expect(exchange(port, { method: 'GET', target: '/', fields: [] })).rejects.toThrow(
      /No answer came|ECONNRESET|hang up/,
    )
    server.close()
    expect([sent, codes]).toEqual([['failed'], ['boom']])
  })

  it.each([{ Age: ['1', '2'] }, { 'HTTP2-Settings': 'x' }])('HTTP/2 and the field %o', async (headers) => {
    const documents = xsendfile(root)
    documents.on('failure', () => undefined)
    const outcomes: unknown[] = []
    const server = createHttp2Server(async (request, response) => {
      outcomes.push(
        (await documents.send(request, response, 'small.txt', { ...attachment, headers })).outcome,
      )
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const client = connectHttp2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    const stream = client.request({ ':path': '/' })
    stream.on('error', () => undefined)
    stream.resume()
    await new Promise((resolve) => stream.on('close', resolve))
    client.close()
    server.close()
    expect(outcomes).toEqual(['failed'])
  })
})

describe('a client that asks for much at once and reads nothing', () => {
  it('has one file opened for each connection', async () => {
    const documents = xsendfile(root)
    let asked = 0
    let answered = 0
    const server = createServer(async (request, response) => {
      asked += 1
      await documents.send(request, response, 'big.bin', attachment)
      answered += 1
    })
    writeFileSync(join(root, 'big.bin'), Buffer.alloc(30_000_000))
    const port = await listen(server)
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(500))
    await vi.waitFor(() => expect(asked).toBe(500), { timeout: 15_000, interval: 50 })
    await vi.waitFor(async () => expect((await openFilesBelow(root)).length).toBe(1), { timeout: 15_000 })
    socket.destroy()
    await vi.waitFor(() => expect(answered).toBe(500), { timeout: 15_000, interval: 50 })
    await vi.waitFor(async () => expect(await openFilesBelow(root)).toEqual([]), { timeout: 15_000 })
    server.close()
  })
})

describe('a response without a socket, as where requests are made up', () => {
  it('is answered', async () => {
    const request = new IncomingMessage(new Socket())
    request.method = 'GET'
    request.httpVersionMajor = 1
    const response = new ServerResponse(request)
    const sent = await xsendfile(root).send(request, response, 'small.txt', attachment)
    expect([sent.status, response.headersSent]).toEqual([200, true])
  })

  it.each(['node:http', 'Koa'])(
    'is answered with much under %s where its connection has no events',
    async (name) => {
      const none = (): void => undefined
      const connection = { encrypted: true, readable: false, writable: true, destroy: none, end: none }
      const chunks: Buffer[] = []
      const written = {
        ...connection,
        _writableState: {},
        on: none,
        removeListener: none,
        cork: none,
        uncork: none,
        write(chunk: Buffer | string, encoding: BufferEncoding, done?: () => void) {
          chunks.push(Buffer.from(chunk as string, encoding))
          done?.()
        },
      }
      const request = Object.assign(new IncomingMessage(connection as unknown as Socket), {
        method: 'GET',
        url: '/alice.bin',
        httpVersionMajor: 1,
      })
      const response = new ServerResponse(request)
      response.assignSocket(written as unknown as Socket)
      const finished = once(response, 'finish')
      if (name === 'Koa') {
        const documents = koaXsendfile(root)
        const application = new Koa()
        application.use((ctx) => documents.send(ctx, 'alice.bin', attachment))
        void application.callback()(request, response)
      } else await xsendfile(root).send(request, response, 'alice.bin', attachment)
      await finished
      expect(response.statusCode).toBe(200)
      expect(
        Buffer.concat(chunks)
          .toString('latin1')
          .endsWith(`\r\n\r\n${'A'.repeat(size)}`),
      ).toBe(true)
    },
  )
})

describe('a store that gives another number of bytes than it said', () => {
  it.each([
    ['too few', 'abcde'],
    ['too many', 'a'.repeat(30)],
  ])('%s bytes: the answer is broken off', async (_, content) => {
    const file: OpenFile = {
      path: 'x',
      name: 'x',
      size: 20,
      modified: 0n,
      version: undefined,
      reference: () => undefined,
      reader() {
        let pieces = [Buffer.from(content)]
        return {
          async read() {
            const [first] = pieces
            pieces = []
            return first
          },
          close: () => undefined,
        }
      },
      close: () => undefined,
    }
    const codes: unknown[] = []
    const documents = xsendfile({ label: 'miscounting', open: async () => file })
    documents.on('failure', ({ error }) => void codes.push((error as Error & { code: string }).code))
    const answer = await ask((request, response) => {
      void documents.send(request, response, 'x', attachment)
    }, '/').catch(() => 'broken off')
    expect(typeof answer === 'string' || !answer.complete || answer.status === 500).toBe(true)
    expect(codes).toEqual(['ERR_XSENDFILE_FILE_SHRANK'])
  })
})

describe('fields in all the forms that the options take', () => {
  it('every line of a Headers and of pairs reaches the client', async () => {
    const documents = xsendfile(root)
    const headers = new Headers({ 'X-A': '1' })
    headers.append('Set-Cookie', 'a=1')
    headers.append('Set-Cookie', 'b=2')
    const ofHeaders = await ask((request, response) => {
      void documents.send(request, response, 'small.txt', { ...attachment, headers })
    }, '/')
    expect(ofHeaders.fields.get('set-cookie')).toEqual(['a=1', 'b=2'])
    const pairs = [
      ['Vary', 'Origin'],
      ['Vary', 'Cookie'],
    ] as const
    const ofPairs = await ask((request, response) => {
      void documents.send(request, response, 'small.txt', { ...attachment, headers: pairs })
    }, '/')
    expect(ofPairs.fields.get('vary')).toEqual(['Origin', 'Cookie'])
  })

  it('blanks around what middleware has set are none of it', async () => {
    const documents = xsendfile(root)
    const answer = await ask((request, response) => {
      response.setHeader('Server-Timing', 't;dur=1 ')
      void documents.send(request, response, 'small.txt', attachment)
    }, '/')
    expect([answer.status, answer.content]).toEqual([200, 'small'])
  })
})

import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { type RequestListener, type Server, type ServerResponse, createServer } from 'node:http'
import { type Socket, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { XsendfileError } from '../../src/index.ts'
import { xsendfile } from '../../src/node.ts'
import { type Sendfile, sendfile } from '../../src/sendfile.ts'
import { ask } from '../conformance/ask.ts'
import type { Row } from '../conformance/table.ts'
import { listen } from '../servers/ports.ts'
import { converse, exchange, parseAnswer } from '../servers/wire.ts'
import { doors } from './applications.ts'
import { openFilesBelow } from './observations.ts'

const root = mkdtempSync(join(tmpdir(), 'xsendfile-sendfile-'))
const megabyte = 1024 * 1024
/** No part of it looks like another. */
const large = Buffer.from(Uint32Array.from({ length: 2 * megabyte }, (_, index) => index).buffer)
const largeText = large.toString('latin1')
writeFileSync(join(root, 'large.bin'), large)
afterAll(() => rmSync(root, { recursive: true }))

const system = sendfile()
if (system === undefined) throw new Error('These tests need Linux')

/** What was asked of the system, and what it gave. */
let copies: { readonly asked: number; readonly copied: number }[] = []
beforeEach(() => (copies = []))

const spied: Sendfile = async (connection, file, position, count) => {
  const copied = await system(connection, file, position, count)
  copies.push({ asked: count, copied })
  return copied
}

function bytesCopied(): number {
  return copies.reduce((sum, { copied }) => sum + copied, 0)
}

const running: Server[] = []
afterEach(() => {
  for (const server of running.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
})

/** A server that sends the files, and does something before. */
async function start(copy: Sendfile, before: RequestListener = () => undefined): Promise<number> {
  const documents = xsendfile(root, { sendfile: copy })
  documents.on('failure', ({ error }) => void failures.push((error as XsendfileError).code))
  const server = createServer((request, response) => {
    before(request, response)
    void documents.send(request, response, request.url?.slice(1) ?? '')
  })
  running.push(server)
  return listen(server)
}

let failures: string[] = []
beforeEach(() => (failures = []))

const get = { method: 'GET', target: '/large.bin', fields: [] } as const

describe.each(doors)('under $name', (door) => {
  /** Where something stands between the content and the connection, such as a stream, it is read and written. */
  const isRead = door.protocol !== 'http' || /^(Koa|Fastify|NestJS)|Node server$/.test(door.name)

  it(`a large file is ${isRead ? 'read and written' : 'copied by the system'}`, async () => {
    const application = await door.start({ root, xsendfile: { sendfile: spied }, routes: { plain: {} } })
    try {
      const answer = await ask(application.port, door.protocol, { file: 'large.bin' } as Row)
      expect([answer.status, answer.content === largeText]).toEqual([200, true])
      if (isRead) expect(copies).toEqual([])
      else expect(bytesCopied()).toBeGreaterThan(large.length / 2)
    } finally {
      await application.stop()
    }
  })
})

it('ranges are copied by the system, one and several', async () => {
  const port = await start(spied)
  const one = await exchange(port, { ...get, fields: [['Range', 'bytes=1000000-4999999']] })
  expect([one.status, one.content === largeText.slice(1_000_000, 5_000_000)]).toEqual([206, true])
  expect(bytesCopied()).toBeGreaterThan(3_000_000)
  copies = []
  const several = await exchange(port, { ...get, fields: [['Range', 'bytes=0-999999,2000000-2999999']] })
  const [, boundary = ''] = /boundary=(.+)/.exec(several.fields.get('content-type')?.[0] ?? '') ?? []
  const parts = several.content.split(`--${boundary}`).map((part) => part.split('\r\n\r\n')[1]?.slice(0, -2))
  expect([several.status, several.complete]).toEqual([206, true])
  expect(parts[1] === largeText.slice(0, 1_000_000)).toBe(true)
  expect(parts[2] === largeText.slice(2_000_000, 3_000_000)).toBe(true)
  expect(bytesCopied()).toBeGreaterThan(1_900_000)
})

it('many small ranges are read and written', async () => {
  const port = await start(spied)
  const ranges = Array.from({ length: 100 }, (_, index) => `${index * 60_000}-${index * 60_000 + 4000}`)
  const answer = await exchange(port, { ...get, fields: [['Range', `bytes=${ranges.join(',')}`]] })
  expect([answer.status, answer.complete]).toEqual([206, true])
  expect(copies).toEqual([])
})

it('small files are read and written', async () => {
  writeFileSync(join(root, 'small.bin'), large.subarray(0, 200_000))
  const answer = await exchange(await start(spied), { ...get, target: '/small.bin' })
  expect([answer.content === largeText.slice(0, 200_000), copies]).toEqual([true, []])
})

it('one connection carries many answers, and those that wait begin when it is their turn', async () => {
  const port = await start(spied)
  const request = 'GET /large.bin HTTP/1.1\r\nHost: localhost\r\n'
  const raw = await converse(port, `${request}\r\n${request}\r\n${request}Connection: close\r\n\r\n`)
  expect(raw.split(largeText).length).toBe(4)
  expect(bytesCopied()).toBeGreaterThan(2 * large.length)
})

it('a client that reads slowly gets every byte, and costs little memory', async () => {
  const port = await start(spied)
  const socket = connect(port, '127.0.0.1')
  socket.write('GET /large.bin HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
  const chunks: Buffer[] = []
  for await (const chunk of socket) {
    chunks.push(chunk as Buffer)
    if (chunks.length % 8 === 0) await delay(5)
  }
  expect(parseAnswer(Buffer.concat(chunks).toString('latin1'), false).content === largeText).toBe(true)
  // Some of it waited until the client took more.
  expect(copies.some(({ asked, copied }) => copied < asked)).toBe(true)
})

it('a connection of the local domain is copied to', async () => {
  const documents = xsendfile(root, { sendfile: spied })
  const server = createServer((request, response) => void documents.send(request, response, 'large.bin'))
  running.push(server)
  server.listen(join(root, 'socket'))
  await once(server, 'listening')
  const socket = connect(join(root, 'socket'))
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk as Buffer)
  expect(Buffer.concat(chunks).toString('latin1').endsWith(largeText)).toBe(true)
  expect(bytesCopied()).toBeGreaterThan(large.length / 2)
})

describe('what somebody changes or counts is not copied past them:', () => {
  const ways: Readonly<Record<string, RequestListener>> = {
    'a write that is wrapped': (_, response) => wrapWrite(response),
    'a write that is wrapped with the head': (_, response) => {
      const writeHead = response.writeHead.bind(response)
      response.writeHead = (status: number) => {
        wrapWrite(response)
        return writeHead(status)
      }
    },
    'a length that is taken away': (_, response) => {
      const writeHead = response.writeHead.bind(response)
      response.writeHead = (status: number) => {
        response.removeHeader('Content-Length')
        return writeHead(status)
      }
    },
    'a length that Node.js checks': (_, response) => {
      response.strictContentLength = true
    },
    'a connection of a class of its own': ({ socket }) => {
      Object.setPrototypeOf(socket, Object.create(Object.getPrototypeOf(socket) as object) as object)
    },
  }

  it.each(Object.entries(ways))('%s', async (_, way) => {
    const answer = await exchange(await start(spied, way), get)
    expect([answer.status, answer.content === largeText, copies]).toEqual([200, true, []])
  })
})

/** As middleware does. */
function wrapWrite(response: ServerResponse): void {
  const write = response.write.bind(response)
  response.write = ((...args: Parameters<typeof write>) => write(...args)) as typeof response.write
}

describe('where Node.js writes no content, none is copied:', () => {
  /** What would look like another answer, if it came first. */
  const forged = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Forged: yes\r\n\r\nEVIL!')
  const content = Buffer.concat([large.subarray(0, 8192), forged, large.subarray(0, 400_000)])

  const ways: Readonly<Record<string, readonly [method: string, way: RequestListener]>> = {
    'a HEAD that middleware makes GET': ['HEAD', (request) => void (request.method = 'GET')],
    ...Object.fromEntries(
      [204, 304].map((changed): [string, [string, RequestListener]] => [
        `a status that middleware makes ${changed}`,
        [
          'GET',
          (_, response) => {
            const writeHead = response.writeHead.bind(response)
            response.writeHead = () => writeHead(changed)
          },
        ],
      ]),
    ),
  }

  it.each(Object.entries(ways))('%s', async (_, [method, way]) => {
    writeFileSync(join(root, 'forged.bin'), content)
    const port = await start(spied, way)
    const fields = 'Host: localhost\r\nConnection: close\r\n'
    const raw = await converse(port, `${method} /forged.bin HTTP/1.1\r\n${fields}\r\n`)
    expect([raw.startsWith('HTTP/1.1 '), raw.endsWith('\r\n\r\n'), raw.includes('Forged'), copies]).toEqual([
      true,
      true,
      false,
      [],
    ])
  })
})

it('a server that closes idle connections does not take one for idle to which the system copies', async () => {
  const port = await start(async (...args) => {
    await delay(100)
    return spied(...args)
  })
  running[0]?.setTimeout(700)
  const begun = performance.now()
  const answer = await exchange(port, get)
  expect([answer.complete, answer.content === largeText]).toEqual([true, true])
  expect(performance.now() - begun).toBeGreaterThan(1400)
  expect(copies.filter(({ asked, copied }) => asked === copied).length).toBeGreaterThan(7)
})

describe('where the system copies', () => {
  it('nothing, the file is read and written', async () => {
    const counts: number[] = []
    const port = await start(async (...[, , , count]) => {
      counts.push(count)
      return 0
    })
    const answer = await exchange(port, get)
    expect([answer.status, answer.content === largeText]).toEqual([200, true])
    // It is tried no more than a few times.
    expect(counts.length).toBe(3)
  })

  it('little at a time, the answer is the same', async () => {
    const port = await start((connection, file, position, count) =>
      spied(connection, file, position, Math.min(count, 50_000)),
    )
    const answer = await exchange(port, get)
    expect([answer.content === largeText, bytesCopied() > large.length / 2]).toEqual([true, true])
  })

  it('and says that it failed, as the function of C does, the file is read and written', async () => {
    const answer = await exchange(await start(async () => -1), get)
    expect(answer.content === largeText).toBe(true)
  })

  it('more than it was asked for, the connection is broken off, and it is told', async () => {
    const port = await start(async (...[, , , count]) => count + 1)
    const answer = await exchange(port, get)
    expect([answer.status, answer.complete, failures]).toEqual([200, false, ['ERR_XSENDFILE_FILE_SHRANK']])
  })

  it.each<[string, unknown]>([
    ['and gives no number, as when the option is not called', () => undefined],
    ['and gives a part of a byte', 1.5],
  ])('%s, the connection is broken off, and it is told', async (_, given) => {
    const answer = await exchange(await start((async () => given) as unknown as Sendfile), get)
    expect([answer.status, answer.complete, failures]).toEqual([200, false, ['ERR_XSENDFILE_OPTION_INVALID']])
    expect(await openFilesBelow(root)).toEqual([])
  })

  it('and the function fails, the connection is broken off, and it is told', async () => {
    const port = await start(() => Promise.reject(new Error('out of order')))
    const answer = await exchange(port, get)
    expect([answer.status, answer.complete, failures]).toEqual([200, false, ['ERR_XSENDFILE_READ_FAILED']])
    expect(await openFilesBelow(root)).toEqual([])
  })

  it('a file that becomes shorter breaks the connection off, and it is told', async () => {
    const path = join(root, 'shrinking.bin')
    writeFileSync(path, large)
    const port = await start(async (...args) => {
      if (copies.length === 0) truncateSync(path, 3 * megabyte)
      return spied(...args)
    })
    const answer = await exchange(port, { ...get, target: '/shrinking.bin' })
    expect([answer.status, answer.complete, failures]).toEqual([200, false, ['ERR_XSENDFILE_FILE_SHRANK']])
    expect(answer.content.length).toBeLessThanOrEqual(3 * megabyte)
  })
})

describe('a client that leaves', () => {
  async function leaving(port: number): Promise<Socket> {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write('GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await once(socket, 'data')
    socket.pause()
    return socket
  }

  it('closes the file and its connection', async () => {
    const port = await start(spied)
    const before = readdirSync('/proc/self/fd').length
    const clients = await Promise.all(Array.from({ length: 20 }, () => leaving(port)))
    await delay(50)
    expect((await openFilesBelow(root, 20)).length).toBe(20)
    for (const client of clients) client.resetAndDestroy()
    expect(await openFilesBelow(root)).toEqual([])
    await delay(50)
    expect(readdirSync('/proc/self/fd').length).toBeLessThanOrEqual(before)
  })

  it('while the system copies closes the file after that, and nothing is copied to who comes next', async () => {
    let leave: () => void = () => undefined
    const port = await start(async (...args) => {
      leave()
      // Whoever connects now has the number of the descriptor that was free.
      const copying = system(...args)
      await delay(50)
      return copying
    })
    const client = await leaving(port)
    leave = () => client.resetAndDestroy()
    client.resume()
    await once(client, 'close')
    const next = connect(port, '127.0.0.1')
    const received: Buffer[] = []
    next.on('data', (chunk: Buffer) => received.push(chunk))
    await delay(150)
    expect([received, failures]).toEqual([[], []])
    next.destroy()
    expect(await openFilesBelow(root)).toEqual([])
  })
})

describe('the function of the system', () => {
  it('copies to the connection that the descriptor stands for when it is called', async () => {
    const ends: Socket[] = []
    const server = createServer().on('connection', (socket) => ends.push(socket))
    running.push(server)
    const port = await listen(server)
    const client = connect(port, '127.0.0.1')
    await once(server, 'connection')
    const handle = (ends[0] as unknown as { readonly _handle: { readonly fd: number } })._handle
    const chunks: Buffer[] = []
    client.on('data', (chunk: Buffer) => chunks.push(chunk))
    const descriptor = openSync(join(root, 'large.bin'), 'r')
    const copying = system(handle.fd, descriptor, 4, 1000)
    ends[0]?.destroy()
    expect(await copying).toBe(1000)
    closeSync(descriptor)
    await once(client, 'close')
    expect(Buffer.concat(chunks).equals(large.subarray(4, 1004))).toBe(true)
  })

  it('gives 0 where there is no such connection', async () => {
    expect(await system(1_000_000, 0, 0, 10)).toBe(0)
  })
})

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { freePort } from '../servers/ports.ts'
import { exchange } from '../servers/wire.ts'
import { startGateway } from './started.ts'
import { startRawUpstream, startUpstream } from './upstreams.ts'

const root = mkdtempSync(join(tmpdir(), 'xsendfile-gateway-failures-'))
writeFileSync(join(root, 'a.txt'), 'a file')
afterAll(() => rmSync(root, { recursive: true }))

const roots = { path: root, prefix: '/internal/' }
const get = (port: number, target = '/') => exchange(port, { method: 'GET', target, fields: [] })

describe('an application that is down', () => {
  it('is 502, and the log says where nobody listens', async () => {
    const nowhere = await freePort()
    const { port, entryOf } = await startGateway(nowhere, { roots })
    expect(await get(port, '/down')).toMatchObject({ status: 502, content: 'Bad gateway\n', complete: true })
    expect(await entryOf('/down')).toMatchObject({
      sentBy: 'gateway',
      hint: `http://127.0.0.1:${nowhere}: nobody listens there; is the application running?`,
    })
    const missing = await startGateway('unix:/nowhere/app.sock', { roots })
    expect((await get(missing.port, '/')).status).toBe(502)
    expect((await missing.entryOf('/')).hint).toContain('there is no such socket')
  })

  it('is asked again once it is up', async () => {
    const later = await freePort()
    const { port } = await startGateway(later, { roots })
    expect((await get(port)).status).toBe(502)
    const server = createServer((_, response) => void response.end('up')).listen(later, '127.0.0.1')
    await expect.poll(async () => (await get(port)).content).toBe('up')
    server.close()
    server.closeAllConnections()
  })

  it('does not keep a client that is still sending', async () => {
    const { port } = await startGateway(await freePort(), { roots })
    const text = `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n\r\n${'x'.repeat(100_000)}`
    expect((await exchange(port, text)).status).toBe(502)
  })
})

describe('an application that is slow', () => {
  it('to begin its answer is 504', async () => {
    const silent = await startRawUpstream(() => undefined)
    const { port, entryOf } = await startGateway(silent, { roots, timeout: 1500 })
    expect(await get(port, '/slow')).toMatchObject({ status: 504, content: 'Gateway timeout\n' })
    expect((await entryOf('/slow')).hint).toContain('did not begin to answer in time')
  })

  it('in the midst of its answer is broken off: nobody takes it for whole', async () => {
    const stuck = await startRawUpstream((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf')
    })
    const { port, entryOf } = await startGateway(stuck, { roots, timeout: 1500 })
    const answer = await get(port, '/stuck')
    expect([answer.status, answer.content, answer.complete]).toEqual([200, 'half', false])
    expect(await entryOf('/stuck')).toMatchObject({ sentBy: 'upstream', hint: expect.any(String) as string })
  })
})

describe('an application that breaks off', () => {
  it.each([
    ['before it reads', ''],
    ['within the head', 'HTTP/1.1 200 OK\r\nContent-'],
  ])('%s is 502', async (_, said) => {
    let times = 0
    const broken = await startRawUpstream((socket) => {
      times += 1
      socket.once('data', () => socket.end(said))
    })
    const { port, entryOf } = await startGateway(broken, { roots })
    expect((await get(port, '/broken')).status).toBe(502)
    expect((await entryOf('/broken')).hint).toBeDefined()
    const before = times
    const posted = await exchange(port, { method: 'POST', target: '/', fields: [], content: 'x' })
    expect(posted.status).toBe(502)
    // What may change something is never asked for twice.
    expect(times - before).toBe(1)
  })

  it('with a reset is 502', async () => {
    const resetting = await startRawUpstream((socket) => socket.once('data', () => socket.resetAndDestroy()))
    const { port } = await startGateway(resetting, { roots })
    expect((await get(port)).status).toBe(502)
  })

  it.each([
    ['a length', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf'],
    ['chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n'],
  ])('within a content of %s is broken off', async (_, said) => {
    const broken = await startRawUpstream((socket) => socket.once('data', () => socket.end(said)))
    const { port, entryOf } = await startGateway(broken, { roots })
    const answer = await get(port)
    expect([answer.status, answer.content, answer.complete]).toEqual([200, 'half', false])
    expect(await entryOf('/')).toMatchObject({ sentBy: 'upstream', hint: expect.any(String) as string })
  })

  it('between two requests is asked once more', async () => {
    // It keeps the connection, and ends it with the next request on it, as a server does that is restarted.
    const stale = await startRawUpstream((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
        socket.once('data', () => socket.resetAndDestroy())
      })
    })
    const { port } = await startGateway(stale, { roots })
    for (let round = 0; round < 4; round += 1) expect((await get(port)).content).toBe('ok')
  })
})

describe('an application that speaks no HTTP', () => {
  it.each([
    ['text', 'hello\r\n\r\n'],
    ['SSH', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['a status that is none', 'HTTP/1.1 2x0 OK\r\n\r\n'],
    ['a status below 100', 'HTTP/1.1 042 OK\r\nContent-Length: 0\r\n\r\n'],
    ['a field of 64 KB', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(65_536)}\r\n\r\n`],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    [
      'a length beside chunks',
      'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n',
    ],
    [
      'another protocol that nobody asked for',
      'HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n',
    ],
    ['HTTP/2', '\0\0\x12\x04\0\0\0\0\0'],
    ['a field without a name', 'HTTP/1.1 200 OK\r\n: x\r\nContent-Length: 0\r\n\r\n'],
  ])('%s is 502, and the log says why', async (_, said) => {
    const garbled = await startRawUpstream((socket) => socket.once('data', () => socket.end(said, 'latin1')))
    const { port, entryOf } = await startGateway(garbled, { roots })
    expect(await get(port, '/garbled')).toMatchObject({ status: 502, content: 'Bad gateway\n' })
    expect((await entryOf('/garbled')).hint).toMatch(/^http:\/\/127/)
  })

  it('interim answers are passed over', async () => {
    const hinting = await startRawUpstream((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 103 Early Hints\r\nX-Accel-Redirect: /internal/a.txt\r\n\r\n')
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
      })
    })
    const { port } = await startGateway(hinting, { roots })
    const answer = await get(port)
    expect([answer.status, answer.content]).toEqual([200, 'ok'])
    expect(answer.raw).not.toMatch(/x-accel/i)
  })

  it('bytes behind an answer never reach the next client', async () => {
    const forged = 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged'
    const generous = await startRawUpstream((socket) => {
      socket.on('data', () => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok${forged}`))
    })
    const { port } = await startGateway(generous, { roots })
    for (let round = 0; round < 5; round += 1) expect((await get(port)).content).not.toContain('forged')
  })
})

describe('a root that fails', () => {
  it('is an answer, and the log says why', async () => {
    const gone = mkdtempSync(join(tmpdir(), 'xsendfile-gateway-gone-'))
    const upstream = await startUpstream((_, response) => {
      response.setHeader('X-Accel-Redirect', '/internal/a.txt').end()
    })
    const { port, entryOf } = await startGateway(upstream.port, {
      roots: { path: gone, prefix: '/internal/' },
    })
    rmSync(gone, { recursive: true })
    expect((await get(port, '/gone')).status).toBe(404)
    expect((await entryOf('/gone')).hint).toBe(`${gone}: a.txt is not sent: missing`)
  })
})

describe('a client', () => {
  it('that sends its head slowly is told so, and let go', async () => {
    const { port, log } = await startGateway(await freePort(), { roots })
    const begun = Date.now()
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(port, '127.0.0.1')
      let got = ''
      socket.write('GET / HTTP/1.1\r\n')
      const drip = setInterval(() => socket.write('X: y\r\n'), 1000)
      socket.on('data', (chunk: Buffer) => (got += chunk.toString()))
      socket.on('error', () => undefined)
      socket.on('close', () => {
        clearInterval(drip)
        resolve(got)
      })
    })
    expect(answer).toMatch(/^HTTP\/1\.1 408 Request timeout\r\n/)
    expect(Date.now() - begun).toBeLessThan(25_000)
    await expect
      .poll(() => log.at(-1))
      .toMatchObject({ status: 408, method: '-', target: '-', sentBy: 'gateway' })
  })
})

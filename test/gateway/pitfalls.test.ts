import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createGateway } from '../../src/gateway.ts'
import { freePort } from '../servers/ports.ts'
import { converse, exchange } from '../servers/wire.ts'
import { type StartedGateway, startGateway } from './started.ts'
import { type NotingUpstream, startRawUpstream, startUpstream } from './upstreams.ts'

/** What front ends fell into, one `describe` for each. */

const root = mkdtempSync(join(tmpdir(), 'xsendfile-gateway-pitfalls-'))
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
  answer = (_, response) => void response.end('mine')
})

const get = (fields: [string, string][], at = port) => exchange(at, { method: 'GET', target: '/', fields })

/** Writes bytes and tells what the application was asked meanwhile. */
async function requestsFor(text: string): Promise<[statuses: string[], asked: string[]]> {
  const before = upstream.seen.length
  const raw = await converse(port, text)
  const statuses = Array.from(raw.matchAll(/^HTTP\/1\.1 (\d{3})/gm), ([, status = '']) => status)
  return [statuses, upstream.seen.slice(before).map(({ method, url }) => `${method} ${url}`)]
}

describe('request smuggling', () => {
  const smuggled = 'GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n'
  it.each([
    [
      'Content-Length beside Transfer-Encoding',
      `Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
    ],
    ['two lengths', `Content-Length: 0\r\nContent-Length: ${smuggled.length}\r\n\r\n${smuggled}`],
    ['a list of lengths', `Content-Length: 0, ${smuggled.length}\r\n\r\n${smuggled}`],
    ['a length with a sign', `Content-Length: +0\r\n\r\n${smuggled}`],
    ['a negative length', `Content-Length: -1\r\n\r\n${smuggled}`],
    ['a hexadecimal length', `Content-Length: 0x10\r\n\r\n${smuggled}`],
    ['a length that wraps around', `Content-Length: 18446744073709551616\r\n\r\n${smuggled}`],
    ['a coding that is not the last', `Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${smuggled}`],
    ['a coding in disguise', `Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${smuggled}`],
    ['another coding', `Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`],
    ['two codings', `Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['a blank before the colon', `Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${smuggled}`],
    ['a folded line', `Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n${smuggled}`],
    ['a line that ends with CR', `X: y\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`],
    ['a control in a name', `Transfer\x01-Encoding: chunked\r\n\r\n`],
    ['NUL in a value', `X: a\0b\r\n\r\n${smuggled}`],
    ['a size of a chunk that is none', `Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n${smuggled}`],
    ['a size with a sign', `Transfer-Encoding: chunked\r\n\r\n+0\r\n\r\n${smuggled}`],
  ])('%s is refused, and nothing behind it is heard', async (_, rest) => {
    const [[first = '', ...others], asked] = await requestsFor(
      `POST /first HTTP/1.1\r\nHost: localhost\r\n${rest}`,
    )
    expect(['400', '501', '502']).toContain(first)
    // What follows on a connection that is being closed may be refused once more.
    expect(others.filter((status) => status !== '400')).toEqual([])
    expect(asked.filter((one) => one.includes('smuggled'))).toEqual([])
  })

  it('chunked before HTTP/1.1 is refused', async () => {
    const text = `POST /old HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`
    const [statuses, asked] = await requestsFor(text)
    expect(asked.filter((one) => one.includes('smuggled'))).toEqual([])
    expect(['400', '501']).toContain(statuses[0])
  })

  it('a content that looks like a request is a content', async () => {
    const text = `POST /first HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: ${smuggled.length}\r\n\r\n${smuggled}`
    expect(await requestsFor(text)).toEqual([['200'], ['POST /first']])
    const chunked = `GET /first HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n${smuggled.length.toString(16)}\r\n${smuggled}\r\n0\r\n\r\n`
    expect(await requestsFor(chunked)).toEqual([['200'], ['GET /first']])
  })

  it('fields behind the last chunk are dropped', async () => {
    const text =
      'POST /trailers HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTrailer: X-Evil\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX-Evil: 1\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n'
    expect((await requestsFor(text))[0]).toEqual(['200'])
    expect(upstream.last().lines.join('\n')).not.toMatch(/evil|1\.2\.3\.4|trailer/i)
  })
})

describe('the target and Host choose no upstream', () => {
  it('an absolute-form names a host to the application, which is asked as always', async () => {
    const elsewhere = await startUpstream((_, response) => void response.end('elsewhere'))
    for (const target of [
      `http://127.0.0.1:${elsewhere.port}/x?y`,
      `HTTPS://127.0.0.1:${elsewhere.port}/x?y`,
    ]) {
      const answered = await exchange(port, { method: 'GET', target, fields: [] })
      expect([answered.status, answered.content]).toEqual([200, 'mine'])
      expect([upstream.last().url, upstream.last().field('host')]).toEqual([
        '/x?y',
        [`127.0.0.1:${elsewhere.port}`],
      ])
    }
    expect(elsewhere.seen).toEqual([])
  })

  it('nor does Host', async () => {
    const elsewhere = await startUpstream((_, response) => void response.end('elsewhere'))
    const text = `GET / HTTP/1.1\r\nHost: 127.0.0.1:${elsewhere.port}\r\nConnection: close\r\n\r\n`
    expect((await exchange(port, text)).content).toBe('mine')
    expect(elsewhere.seen).toEqual([])
  })

  it.each([
    ['no Host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['two', 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n'],
    ['one with a path', 'GET / HTTP/1.1\r\nHost: a/b\r\nConnection: close\r\n\r\n'],
    ['one with a user', 'GET / HTTP/1.1\r\nHost: a@b\r\nConnection: close\r\n\r\n'],
    ['several in one', 'GET / HTTP/1.1\r\nHost: a, b\r\nConnection: close\r\n\r\n'],
    ['a target with a user', 'GET http://a@b/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'],
    ['a target of another scheme', 'GET file:///etc/passwd HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'],
    ['a target with a fragment', 'GET /a#b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'],
    ['a target that is no path', 'GET a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'],
    ['an asterisk', 'OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'],
  ])('%s is 400', async (_, text) => {
    expect(await requestsFor(text)).toEqual([['400'], []])
  })

  it('CONNECT is refused, and so is TRACE', async () => {
    const target = `127.0.0.1:${upstream.port}`
    expect(await requestsFor(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`)).toEqual([['405'], []])
    expect((await gateway.entryOf(target)).hint).toContain('CONNECT')
    const trace = 'TRACE / HTTP/1.1\r\nHost: a\r\nCookie: secret\r\nConnection: close\r\n\r\n'
    expect(await requestsFor(trace)).toEqual([['405'], []])
  })

  it('HTTP/1.0 without Host reaches the application under its own name', async () => {
    expect((await exchange(port, 'GET /old HTTP/1.0\r\n\r\n')).content).toBe('mine')
    expect(upstream.last().field('host')).toEqual([`127.0.0.1:${upstream.port}`])
  })
})

describe('hop-by-hop fields', () => {
  it('of the request end here, also those that Connection names', async () => {
    await get([
      ['Connection', 'close, X-Named, Cookie'],
      ['X-Named', '1'],
      ['Cookie', 'a=1'],
      ['Keep-Alive', 'timeout=5'],
      ['Proxy-Connection', 'keep-alive'],
      ['Proxy-Authorization', 'Basic x'],
      ['TE', 'trailers'],
      ['Trailer', 'X'],
      ['X-Kept', '1'],
    ])
    const names = upstream.last().lines.map((line) => line.split(':', 1).join().toLowerCase())
    expect(names.sort()).toEqual([
      'connection',
      'host',
      'via',
      'x-forwarded-for',
      'x-forwarded-host',
      'x-forwarded-proto',
      'x-kept',
    ])
  })

  it('of the answer end here too', async () => {
    answer = (_, response) => {
      response.writeHead(200, {
        Connection: 'close, X-Named',
        'X-Named': '1',
        'Proxy-Authenticate': 'Basic',
        Upgrade: 'h2c',
        'X-Kept': '1',
      })
      response.end()
    }
    const { fields } = await get([])
    expect([...fields.keys()].sort()).toEqual(['connection', 'date', 'transfer-encoding', 'x-kept'])
    answer = (_, response) => void response.end('mine')
  })
})

describe('X-Forwarded-* from a client', () => {
  const forged: [string, string][] = [
    ['X-Forwarded-For', '1.2.3.4'],
    ['X-Forwarded-Host', 'evil.example'],
    ['X-Forwarded-Proto', 'https'],
    ['X-Forwarded-Prefix', '/admin'],
    ['X-Forwarded-User', 'root'],
    ['Forwarded', 'for=1.2.3.4'],
    ['X-Real-IP', '1.2.3.4'],
  ]

  it('is replaced', async () => {
    await get(forged)
    const said = upstream.last().lines.filter((line) => /^(?:x-forwarded|forwarded|x-real)/i.test(line))
    expect(said.sort()).toEqual([
      'X-Forwarded-For: 127.0.0.1',
      'X-Forwarded-Host: localhost',
      'X-Forwarded-Proto: http',
    ])
  })

  it('is believed with --trust, and the address added', async () => {
    const trusting = await startGateway(upstream.port, { roots: root, trust: true })
    await get(forged, trusting.port)
    const { lines } = upstream.last()
    expect(lines).toContain('X-Forwarded-For: 1.2.3.4, 127.0.0.1')
    for (const [name, value] of forged.slice(1)) expect(lines).toContain(`${name}: ${value}`)
    expect(upstream.last().field('x-forwarded-proto')).toEqual(['https'])
    await trusting.stop()
  })
})

describe('switches and mappings from a client (CVE-2025-61780, CVE-2026-34830, CVE-2026-7381)', () => {
  it.each([
    'X-Sendfile-Type',
    'X-Accel-Mapping',
    'X-Accel-Redirect',
    'X-Sendfile',
    'X-Sendfile-Proof',
    'X-Lighttpd-Send-File',
    'X-LiteSpeed-Location',
    'X-Reproxy-URL',
    // The same to CGI and WSGI.
    'X_Sendfile_Type',
    'X_Accel_Mapping',
    'X-Accel_Mapping',
    'X_Forwarded_For',
    'REMOTE_USER',
    // HTTP_PROXY in CGI (CVE-2016-5385).
    'Proxy',
  ])('%s does not reach the application', async (name) => {
    const { content } = await get([[name, '/internal/a.txt']])
    expect(content).toBe('mine')
    expect(upstream.last().lines.join('\n')).not.toContain('/internal/a.txt')
  })

  it("the internal location is the application's, as every path", async () => {
    const { content } = await exchange(port, { method: 'GET', target: '/internal/a.txt', fields: [] })
    expect([content, upstream.last().url]).toEqual(['mine', '/internal/a.txt'])
  })
})

describe('response splitting', () => {
  it.each(['a\nX-Evil: 1', 'a\rX-Evil: 1', 'a\0b'])('%j in an answer is no line of ours', async (value) => {
    const own = await startGateway(
      await startRawUpstream((socket) => {
        socket.once('data', () =>
          socket.end(`HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-Value: ${value}\r\n\r\n`),
        )
      }),
      { roots: root },
    )
    const { raw } = await get([], own.port)
    const [head = ''] = raw.split('\r\n\r\n', 1)
    expect(head).not.toMatch(/\0|[^\r]\n|\r[^\n]/)
    expect(head).not.toMatch(/^X-Value: .*Evil/m)
    await own.stop()
  })
})

describe('what follows a request on its connection', () => {
  it('never comes between the bytes of an answer that has begun', async () => {
    answer = (_, response) => {
      response.writeHead(200, { 'Content-Length': '1000000' })
      response.write('x'.repeat(1000))
      setTimeout(() => response.end('x'.repeat(999_000)), 300)
    }
    const request = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'
    const raw = await new Promise<string>((resolve) => {
      const socket = connect(port, '127.0.0.1')
      let got = ''
      socket.on('data', (chunk: Buffer) => {
        if (got === '') socket.write('no HTTP at all\r\n\r\n')
        got += chunk.toString('latin1')
      })
      socket.on('error', () => undefined).on('close', () => resolve(got))
      socket.write(request)
    })
    const [head = '', content = ''] = raw.split('\r\n\r\n', 2)
    expect(head).toMatch(/^HTTP\/1\.1 200 /)
    expect(content).toMatch(/^x*$/)
    expect(raw.match(/HTTP\/1\.1/g)).toHaveLength(1)
    answer = (_request, response) => void response.end('mine')
  })
})

describe('heads without end', () => {
  it.each([
    ['a field of 64 KB', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(65_536)}\r\n\r\n`],
    ['10,000 fields', `GET / HTTP/1.1\r\nHost: a\r\n${'X: y\r\n'.repeat(10_000)}\r\n`],
    ['a target of 64 KB', `GET /${'x'.repeat(65_536)} HTTP/1.1\r\nHost: a\r\n\r\n`],
  ])('%s is 431', async (_, text) => {
    expect(await requestsFor(text)).toEqual([['431'], []])
  })

  it('what is no HTTP is 400', async () => {
    expect(await requestsFor('\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03')).toEqual([['400'], []])
    expect(await requestsFor('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')).toEqual([['400'], []])
  })
})

describe('a gateway before itself', () => {
  it('notices, and says so', async () => {
    const own = await freePort()
    const log: string[] = []
    const loop = createGateway({
      upstream: `http://127.0.0.1:${own}`,
      roots: root,
      log: ({ status, hint = '' }) => void log.push(`${status} ${hint}`),
    })
    await loop.listen(own)
    expect((await get([], own)).status).toBe(508)
    expect(log[0]).toContain('508 the upstream is this gateway itself')
    await loop.close()
  })
})

describe('listening', () => {
  it('is on loopback unless it is told otherwise', async () => {
    const own = createGateway({ upstream: 'http://127.0.0.1:1', roots: root })
    expect(new URL(await own.listen(0)).hostname).toBe('127.0.0.1')
    await own.close()
  })
})

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commands } from '../../src/cli/commands.ts'
import { runCommandLine } from '../../src/cli/command-line.ts'
import { logLine } from '../../src/cli/gateway-log.ts'
import { exchange } from '../servers/wire.ts'
import { type GatewayProcess, startGatewayProcess } from './gateway-process.ts'
import { type NotingUpstream, startUpstream } from './upstreams.ts'

const root = mkdtempSync(join(tmpdir(), 'xsendfile-gateway-command-'))
afterAll(() => rmSync(root, { recursive: true }))

let upstream: NotingUpstream
let url: string
const waiting: ServerResponse[] = []
beforeAll(async () => {
  writeFileSync(join(root, 'a.txt'), 'a file')
  upstream = await startUpstream((request, response) => {
    if (request.url === '/wait') waiting.push(response)
    else if (request.url === '/file') response.setHeader('X-Accel-Redirect', '/internal/a.txt').end()
    else if (request.url === '/path') response.setHeader('X-Sendfile', '/app/files/a.txt').end()
    else response.end('mine')
  })
  url = `http://127.0.0.1:${upstream.port}`
})

const get = (port: number, target: string) => exchange(port, { method: 'GET', target, fields: [] })

describe('xsendfile gateway', () => {
  let gateway: GatewayProcess
  beforeAll(async () => {
    gateway = await startGatewayProcess(
      '--upstream',
      url,
      '--root',
      `${root}=/app/files`,
      '--prefix',
      '/internal/',
    )
  })
  afterAll(() => gateway.end('SIGKILL'))

  it('says where it listens and what it maps', () => {
    expect(gateway.greeting).toBe(
      `xsendfile gateway listens on http://127.0.0.1:${gateway.port} before ${url}\n` +
        `  X-Sendfile /app/files/ -> ${root}\n  X-Accel-Redirect /internal/ -> ${root}\n`,
    )
  })

  it('answers, with a line for each request', async () => {
    expect((await get(gateway.port, '/file')).content).toBe('a file')
    expect((await get(gateway.port, '/path')).content).toBe('a file')
    expect((await get(gateway.port, '/own?a=b')).content).toBe('mine')
    await expect.poll(() => gateway.log().split('\n').length).toBe(4)
    const [file, path, own] = gateway.log().split('\n')
    expect(file).toMatch(/^127\.0\.0\.1 GET \/file 200 \d+ bytes, gateway file, \d+\.\d ms$/)
    expect(path).toMatch(/^127\.0\.0\.1 GET \/path 200 \d+ bytes, gateway file, /)
    expect(own).toMatch(/^127\.0\.0\.1 GET \/own\?a=b 200 \d+ bytes, upstream, /)
  })

  it.each(['SIGINT', 'SIGTERM'] as const)('%s lets an answer come to its end', async (signal) => {
    const own = await startGatewayProcess('--upstream', url, '--root', root)
    const answer = get(own.port, '/wait')
    await expect.poll(() => waiting.length).toBe(1)
    const ended = own.end(signal)
    await expect.poll(() => own.log()).toContain('waiting for the answers under way')
    waiting.pop()?.end('worth it')
    expect((await answer).content).toBe('worth it')
    expect(await ended).toBe(0)
  })

  it('told twice, does not wait', async () => {
    const own = await startGatewayProcess('--upstream', url, '--root', root)
    const answer = get(own.port, '/wait').catch((error: unknown) => error)
    await expect.poll(() => waiting.length).toBe(1)
    const ended = own.end('SIGINT')
    await expect.poll(() => own.log()).toContain('once more ends at once')
    const begun = Date.now()
    expect(await own.end('SIGINT')).toBe(0)
    await ended
    expect(Date.now() - begun).toBeLessThan(5000)
    waiting.pop()?.destroy()
    await answer
  })

  it('--quiet logs only what went wrong', async () => {
    const own = await startGatewayProcess('--upstream', url, '--root', root, '--quiet')
    await get(own.port, '/own')
    await get(own.port, '/path')
    await expect
      .poll(() => own.log())
      .toMatch(/GET \/path 502 .*, gateway, .* ms: X-Sendfile: \/app\/files\/a\.txt is in no root/)
    expect(own.log()).not.toContain('/own')
    await own.end('SIGTERM')
  })
})

describe('a command line that is wrong', () => {
  const wrong = async (...args: string[]): Promise<string> => {
    let error = ''
    const terminal = { out: () => undefined, error: (text: string) => void (error += text) }
    expect(await runCommandLine(['gateway', ...args], commands, terminal)).toBe(2)
    expect(error.trimEnd()).not.toContain('\n')
    return error
  }

  it.each([
    [[], '--upstream is missing'],
    [['--upstream', 'http://127.0.0.1:1'], '--root is missing'],
    [['--upstream', 'http://127.0.0.1:1', '--prefix', '/i/', '--root', '/tmp'], 'stands before any --root'],
    [['--upstream', 'localhost:8000', '--root', root], 'http://127.0.0.1:8000'],
    [['--upstream', 'http://127.0.0.1:1/app', '--root', root], 'http://127.0.0.1:8000'],
    [['--upstream', 'ftp://127.0.0.1', '--root', root], 'http://127.0.0.1:8000'],
    [['--upstream', 'http://127.0.0.1:1', '--root', `${root}/missing`], 'there is no such directory'],
    [['--upstream', 'http://127.0.0.1:1', '--root', root, '--root', root], 'twice'],
    [['--upstream', 'http://127.0.0.1:1', '--root', root, '--prefix', 'i j'], 'the prefix'],
    [['--upstream', 'http://127.0.0.1:1', '--root', root, '--prefix', '/i', '--prefix', '/i/'], 'twice'],
    [['--upstream', 'http://127.0.0.1:1', '--root', root, '--reproxy', 'files'], 'http://files.internal/'],
    [['--upstream', 'http://127.0.0.1:1', '--root', root, '--encoding', 'utf-8'], '"raw" or "percent"'],
    [['--upstream', 'http://127.0.0.1:1', '--root', root, '--announce', 'X-Evil'], '"X-Sendfile"'],
    [['--upstream', 'http://127.0.0.1:1', '--root', root, '--timeout', 'soon'], 'milliseconds'],
    [['--upstream', 'http://127.0.0.1:1', '--root', root, '--symlinks', 'all'], 'symlinks'],
    [['--upstream', 'http://127.0.0.1:1', '--root', root, '--listen', 'here'], 'no port'],
    [['--upstream', 'http://127.0.0.1:1', '--root', root, '--listen', '99999'], 'no port'],
    [['--upstream', 'http://127.0.0.1:1', '--root', root, '--key', 'k.pem'], 'belong together'],
    [
      ['--upstream', 'http://127.0.0.1:1', '--root', root, '--key', 'k', '--certificate', 'c'],
      'cannot be read: ENOENT',
    ],
    [['--no-such-option'], '--no-such-option'],
  ])('%j says so in one line', async (args, said) => {
    expect(await wrong(...args)).toContain(said)
  })

  it('an address in use says so', async () => {
    const listen = String(upstream.port)
    expect(await wrong('--upstream', url, '--root', root, '--listen', listen)).toContain(
      'something else listens there',
    )
  })
})

describe('a line of the log', () => {
  it('is one line, whatever a client writes', () => {
    const entry = { client: '::1', method: 'GET', status: 0, bytes: 0, milliseconds: 1.26 } as const
    const target = '/a\nforged 200\x1b[2J\u2028é'
    expect(logLine({ ...entry, target, sentBy: 'gateway', hint: 'b\r\nc' })).toBe(
      '::1 GET /a\\u{a}forged 200\\u{1b}[2J\\u{2028}\\u{e9} (left) 0 bytes, gateway, 1.3 ms: b\\u{d}\\u{a}c\n',
    )
  })
})

describe('1,000 slow clients', () => {
  const clients = 1000
  const size = 20_000_000
  /** What one may cost: the bytes of one read, and what a connection takes. */
  const most = 400_000
  let own: NotingUpstream
  beforeAll(async () => {
    writeFileSync(join(root, 'big.bin'), Buffer.alloc(size, 'x'))
    own = await startUpstream((request, response) => {
      if (request.url === '/quick') response.end('quick')
      else if (request.url === '/file') response.setHeader('X-Accel-Redirect', '/internal/big.bin').end()
      else pipeline(Readable.from(chunks(size)), response).catch(() => undefined)
    })
  })

  it.each([
    ['that never read a file', 'GET /file HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['that never read an answer of the application', 'GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['that never end their head', 'GET /file HTTP/1.1\r\nHost: localhost\r\n'],
    [
      'that never end their content',
      'POST /stream HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n\r\nx',
    ],
  ])('%s cost no more than a little memory each, and keep nobody else', async (_, text) => {
    const application = `http://127.0.0.1:${own.port}`
    const gateway = await startGatewayProcess(
      '--upstream',
      application,
      '--root',
      root,
      '--prefix',
      '/internal/',
      '--quiet',
    )
    expect((await get(gateway.port, '/quick')).content).toBe('quick')
    const before = gateway.memory()
    const sockets = Array.from({ length: clients }, () => {
      const socket = connect(gateway.port, '127.0.0.1')
      socket.on('error', () => undefined).pause()
      socket.write(text)
      return socket
    })
    // Time to take all that it would take.
    await new Promise((resolve) => setTimeout(resolve, 4000))
    expect((await get(gateway.port, '/quick')).content).toBe('quick')
    expect(gateway.memory() - before).toBeLessThan(clients * most)
    for (const socket of sockets) socket.destroy()
    await expect.poll(async () => (await get(gateway.port, '/quick')).content).toBe('quick')
    expect(gateway.isAlive()).toBe(true)
    await gateway.end('SIGTERM')
  })
})

/** So many bytes, as they are asked for. */
function* chunks(bytes: number): Generator<Buffer> {
  const chunk = Buffer.alloc(65_536, 'x')
  for (let given = 0; given < bytes; given += chunk.length) yield chunk
}

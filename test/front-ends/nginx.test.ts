import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { xsendfile } from '../../src/node.ts'
import {
  type ConfigurationOptions,
  type NginxOptions,
  type ConfigurableSender,
  nginx,
  nginxFields,
} from '../../src/senders.ts'
import { senders } from '../../src/senders/registry.ts'
import { type FixtureTree, buildFixtureTree } from '../files/fixture-tree.ts'
import { doors } from '../doors/applications.ts'
import { startProcess } from '../servers/application-process.ts'
import { nginxProgram, nginxServer, startNginx } from '../servers/nginx.ts'
import { freePort, listen } from '../servers/ports.ts'
import { unprivileged } from '../servers/unprivileged.ts'
import { type WireAnswer, exchange } from '../servers/wire.ts'
import { type Site, type SiteOptions, startSite } from './site.ts'

const door = doors[0] ?? expect.fail()
const prefix = '/internal-nginx/'

let tree: FixtureTree
beforeAll(async () => (tree = await buildFixtureTree()))
afterAll(() => tree.remove())

/** Runs one thing on a site of its own. */
async function onSite<Value>(
  sender: ConfigurableSender,
  options: Partial<SiteOptions>,
  use: (
    site: Site,
    get: (target: string, fields?: [string, string][]) => Promise<WireAnswer>,
  ) => Promise<Value>,
): Promise<Value> {
  const site = await startSite(nginxServer, door, sender, {
    root: tree.root,
    routes: { files: {} },
    ...options,
  })
  try {
    return await use(site, (target, fields = []) => exchange(site.port, { method: 'GET', target, fields }))
  } finally {
    await site.stop()
  }
}

/** What of an answer would tell a client how files are kept. */
function leaks({ raw }: WireAnswer): readonly string[] {
  return ['x-accel', 'X-Accel', prefix.slice(1, -1), tree.folder, 'internal'].filter((text) =>
    raw.includes(text),
  )
}

describe('nginx() hand-over', () => {
  const fieldsOf = async (options: NginxOptions, send = {}): Promise<Record<string, string>> => {
    const { xsendfile: fetchXsendfile } = await import('../../src/index.ts')
    const documents = fetchXsendfile(tree.root, { sender: nginx(prefix, options) })
    const response = await documents.send(new Request('http://localhost/'), 'plain.txt', send)
    documents.close()
    return Object.fromEntries([...response.headers].filter(([name]) => name.startsWith('x-accel')))
  }

  it('names the file and nothing else', async () => {
    expect(await fieldsOf({})).toEqual({ 'x-accel-redirect': '/internal-nginx/plain.txt' })
  })

  it('says what the options ask for', async () => {
    expect(await fieldsOf({ buffering: false, expires: 60, charset: 'utf-8' }, { maxRate: 1000.5 })).toEqual({
      'x-accel-redirect': '/internal-nginx/plain.txt',
      'x-accel-buffering': 'no',
      'x-accel-expires': '60',
      'x-accel-charset': 'utf-8',
      'x-accel-limit-rate': '1000',
    })
    expect(await fieldsOf({ buffering: true, expires: 0 })).toMatchObject({
      'x-accel-buffering': 'yes',
      'x-accel-expires': '0',
    })
  })

  it.each<[NginxOptions]>([
    [{ expires: -1 }],
    [{ expires: 1.5 }],
    [{ charset: 'utf-8; x' }],
    [{ fields: ['X Foo'] }],
    [{ fields: ['X-Foo;'] }],
    [{ fields: [''] }],
  ])('refuses the options %o', (options) => {
    expect(() => nginx(prefix, options)).toThrow(
      expect.objectContaining({ code: 'ERR_XSENDFILE_OPTION_INVALID' }) as Error,
    )
  })
})

describe('nginx() fields', () => {
  const instructions = Object.values(senders).flatMap(
    (row) => row.make({ prefix: '/internal/' }).instructionFields,
  )

  it.each([
    ...instructions,
    'X-Sendfile-Type',
    'x-sendfile-proof',
    'Accept-Ranges',
    'Connection',
    'Content-Encoding',
    'Content-Length',
    'content-range',
    'Date',
    'Keep-Alive',
    'Server',
    'Trailer',
    'Transfer-Encoding',
    'Upgrade',
  ])('cannot be %s, which only a front end has a use for', (name) => {
    expect(() => nginx(prefix, { fields: [name] })).toThrow(
      expect.objectContaining({ code: 'ERR_XSENDFILE_OPTION_INVALID' }) as Error,
    )
  })

  it('may name what is put back already', () => {
    const text = nginx(prefix).configuration({ root: '/srv/a' })
    expect(nginx(prefix, { fields: ['ETag', 'vary', 'Set-Cookie'] }).configuration({ root: '/srv/a' })).toBe(
      text,
    )
  })
})

describe('nginx() configuration', () => {
  const sender = nginx(prefix)

  it('is what the guide shows, made safe', () => {
    const text = sender.configuration({ root: '/srv/my-app/uploads/documents', upstream: '127.0.0.1:3000' })
    for (const directive of [
      'location /internal-nginx/ {',
      'internal;',
      'alias "/srv/my-app/uploads/documents/";',
      'try_files $uri =404;',
      'disable_symlinks on "from=/srv/my-app/uploads/documents/";',
      'error_page 403 404 =404 @xsendfile_internal__2dnginx_gone;',
      'proxy_max_temp_file_size 0;',
      'keepalive 128;',
      'proxy_set_header Connection $xsendfile_internal__2dnginx_connection;',
      'add_header X-Content-Type-Options $upstream_http_x_content_type_options;',
    ]) {
      expect(text).toContain(directive)
    }
  })

  it('follows links only where the application does', () => {
    expect(sender.configuration({ root: '/srv/a', symlinks: 'follow' })).not.toContain('disable_symlinks')
    expect(sender.configuration({ root: '/srv/a', symlinks: 'refuse' })).toContain('disable_symlinks on')
  })

  it('puts more fields back when it is told to', () => {
    const text = nginx(prefix, { fields: ['X-Foo', 'vary'] }).configuration({ root: '/srv/a' })
    expect(text).toContain('add_header X-Foo $upstream_http_x_foo;')
    expect(text.match(/\$upstream_http_vary;/g)).toHaveLength(4)
  })

  it.each<[ConfigurationOptions]>([
    [{ root: 'relative' }],
    [{ root: '' }],
    [{ root: '/' }],
    [{ root: '/srv/a\nb' }],
    [{ root: '/srv/a', listen: '80; }' }],
    [{ root: '/srv/a', upstream: '127.0.0.1:3000 { }' }],
    [{ root: '/srv/a', serverName: 'a"b' }],
    [{ root: '/srv/a', proof: 'a secret with a\nbreak' }],
    [{ root: '/srv/a', proof: 'short' }],
    [{ root: '/srv/a', proof: 'a secret that is not ASCII: é' }],
  ])('refuses %o', (options) => {
    expect(() => sender.configuration(options)).toThrow(
      expect.objectContaining({ code: 'ERR_XSENDFILE_OPTION_INVALID' }) as Error,
    )
  })
})

describe.skipIf(nginxProgram === undefined)('through nginx', () => {
  it.each(['a b', 'a{b}', "a'b", 'a"b', 'a\\b', 'a$b', 'a${x}b', 'é日本', 'a;b', 'a#b', '%41', '$'])(
    'a root by the name %s',
    async (name) => {
      const folder = mkdtempSync(join(tmpdir(), 'xsendfile-odd-'))
      chmodSync(folder, 0o755)
      const root = join(folder, name)
      mkdirSync(root)
      writeFileSync(join(root, 'a.txt'), 'odd')
      symlinkSync('/etc/hostname', join(root, 'link.txt'))
      const proof = `quote " dollar $ {brace}`
      const options = {
        root,
        xsendfile: { proof },
        configuration: { proof, serverName: 'localhost example.com' },
      }
      await onSite(nginx(prefix), options, async (site, get) => {
        const answer = await get('/files/a.txt')
        expect([answer.status, answer.content, site.fallbacks]).toEqual([200, 'odd', []])
        expect((await get('/files/link.txt')).status).toBe(404)
      })
      rmSync(folder, { recursive: true })
    },
  )

  it('a site of its own may include the locations alone', async () => {
    const sender = nginx(prefix)
    const documents = xsendfile(tree.root, { sender })
    const application = createServer((request, response) => documents.send(request, response, 'plain.txt'))
    const [applicationPort, port] = [await listen(application), await freePort()]
    const locations = sender.configuration({ root: tree.root, snippet: true })
    const site = `server { listen 127.0.0.1:${port}; gzip on; gzip_types *; expires 30d; charset koi8-r; add_header X-Site yes;
      location / { proxy_pass http://127.0.0.1:${applicationPort}; }\n${locations} }`
    const server = await startNginx(site, port)
    const answer = await exchange(port, { method: 'GET', target: '/', fields: [['Accept-Encoding', 'gzip']] })
    await server.stop()
    application.close()
    documents.close()
    expect([answer.status, answer.content]).toEqual([200, 'plain'])
    expect(answer.fields.get('cache-control')).toEqual(['private, no-cache, no-transform'])
    expect(answer.fields.get('content-type')).toEqual(['text/plain; charset=utf-8'])
    expect(answer.fields.has('content-encoding')).toBe(false)
  })

  describe('nothing tells a client how files are kept', () => {
    let site: Site
    beforeAll(async () => {
      site = await startSite(nginxServer, door, nginx(prefix), { root: tree.root, routes: { files: {} } })
    })
    afterAll(() => site.stop())
    const get = (target: string, fields: [string, string][] = []): Promise<WireAnswer> =>
      exchange(site.port, { method: 'GET', target, fields })

    it.each<[target: string, status: number]>([
      ['/files/plain.txt', 200],
      ['/files/link-inside.txt', 200],
      ['/files/missing.txt', 404],
      ['/files/directory', 404],
      ['/files/directory/', 404],
      ['/files/fifo', 404],
      ['/files/link-outside.txt', 404],
      ['/files/.hidden', 404],
      ['/files/..%2Foutside%2Fsecret.txt', 404],
      ['/files/../outside/secret.txt', 404],
      ['/other', 404],
      [`${prefix}plain.txt`, 404],
      [`/${prefix}plain.txt`, 404],
      [`/files/..${prefix}plain.txt`, 404],
      ['/%69nternal-nginx/plain.txt', 404],
      [`${prefix}/plain.txt`, 404],
      [`${prefix}//plain.txt`, 404],
      [`${prefix}///plain.txt`, 404],
      ['/internal-nginx', 404],
      ['/internal-nginx../outside/secret.txt', 404],
    ])('%s', async (target, status) => {
      const answer = await get(target)
      expect(answer.status).toBe(status)
      expect(leaks(answer)).toEqual([])
    })

    it('a file that only nginx may not read is 404, without the fields of the file', async ({ skip }) => {
      skip(unprivileged === undefined, 'only root can run nginx as another user')
      const answer = await get('/files/ours-alone.txt')
      expect(answer.status).toBe(404)
      expect(leaks(answer)).toEqual([])
      for (const name of ['etag', 'last-modified', 'accept-ranges'])
        expect(answer.fields.has(name), name).toBe(false)
      expect(answer.fields.get('x-content-type-options')).toEqual(['nosniff'])
    })

    it('a file that is gone when nginx looks is 404', async () => {
      // The application is asked on its own port, so that nothing looks before the file goes.
      const path = join(tree.root, 'brief.txt')
      writeFileSync(path, 'brief')
      utimesSync(path, 1_000_000, 1_000_000)
      const handedOver = await exchange(site.applicationPort, {
        method: 'GET',
        target: '/files/brief.txt',
        fields: [],
      })
      rmSync(path)
      expect(handedOver.fields.get('x-accel-redirect')).toEqual([`${prefix}brief.txt`])
      const replay = createServer((_, response) => {
        response
          .writeHead(200, { 'X-Accel-Redirect': `${prefix}brief.txt`, ETag: '"x"', 'Set-Cookie': 'a=1' })
          .end()
      })
      const [upstreamPort, port] = [await listen(replay), await freePort()]
      const upstream = `127.0.0.1:${upstreamPort}`
      const server = await startNginx(
        nginx(prefix).configuration({ root: tree.root, upstream, listen: `127.0.0.1:${port}` }),
        port,
      )
      const answer = await exchange(port, { method: 'GET', target: '/', fields: [] })
      await server.stop()
      replay.close()
      expect([answer.status, answer.fields.has('etag'), leaks(answer)]).toEqual([404, false, []])
    })

    it('request fields of a client switch nothing', async () => {
      const fields: [string, string][] = [
        ['X-Sendfile-Type', 'X-Sendfile'],
        ['X-Accel-Mapping', `${tree.root}=/elsewhere`],
        ['X-Accel-Redirect', '/elsewhere'],
        ['X-Sendfile', '/etc/passwd'],
        ['X-Sendfile-Proof', 'x'],
      ]
      const answer = await get('/files/plain.txt', fields)
      expect([answer.status, answer.content]).toEqual([200, 'plain'])
      expect(site.fallbacks).toEqual([])
    })
  })

  it('answers 404 and 500 of the application pass as they are', async () => {
    const application = createServer((request, response) => {
      response
        .writeHead(Number(request.url?.slice(1)), { 'Content-Type': 'text/plain', 'X-Own': 'yes' })
        .end('own\n')
    })
    const [applicationPort, port] = [await listen(application), await freePort()]
    const upstream = `127.0.0.1:${applicationPort}`
    const server = await startNginx(
      nginx(prefix).configuration({ root: tree.root, upstream, listen: `127.0.0.1:${port}` }),
      port,
    )
    for (const status of [404, 500, 403]) {
      const answer = await exchange(port, { method: 'GET', target: `/${status}`, fields: [] })
      expect([answer.status, answer.content, answer.fields.get('x-own')]).toEqual([status, 'own\n', ['yes']])
    }
    await server.stop()
    application.close()
  })

  it('every field of the row reaches the client, on 200 and on 206', async () => {
    const reserved = new Set([
      'Content-Type',
      'ETag',
      'Last-Modified',
      'Content-Disposition',
      'Cache-Control',
      'Expires',
    ])
    const automatic = new Set(['Connection', 'Date', 'Keep-Alive', 'Server'])
    const names = nginxFields.filter((name) => !reserved.has(name) && !automatic.has(name))
    const headers = Object.fromEntries(names.map((name) => [name, `value-of-${name}`]))
    await onSite(nginx(prefix), { routes: { files: { headers } } }, async (site, get) => {
      for (const fields of [[], [['Range', 'bytes=0-1']]] as [string, string][][]) {
        const answer = await get('/files/plain.txt', fields)
        for (const name of names)
          expect(answer.fields.get(name.toLowerCase()), name).toEqual([`value-of-${name}`])
      }
      expect(site.fallbacks).toEqual([])
    })
    expect(names.length).toBeGreaterThan(30)
  })

  it('several lines of a field arrive as one, cookies as they are', async () => {
    const headers = {
      Link: ['<a>; rel=x', '<b>; rel=y'],
      Vary: ['Origin', 'Cookie'],
      'Set-Cookie': ['a=1', 'b=2'],
    }
    await onSite(nginx(prefix), { routes: { files: { headers } } }, async (_, get) => {
      const { fields } = await get('/files/plain.txt')
      expect(fields.get('link')).toEqual(['<a>; rel=x, <b>; rel=y'])
      expect(fields.get('vary')).toEqual(['Origin, Cookie'])
      expect(fields.get('set-cookie')).toEqual(['a=1', 'b=2'])
    })
  })

  it('a field that is not listed is told of once, and arrives once it is listed', async () => {
    const routes = { files: { headers: { 'X-Foo': 'bar', 'X-Bar': 'baz' } } }
    await onSite(nginx(prefix), { routes }, async (site, get) => {
      await get('/files/plain.txt')
      expect((await get('/files/plain.txt')).fields.has('x-foo')).toBe(false)
      expect(site.fallbacks.map(({ field }) => field)).toEqual(['X-Foo', 'X-Bar'])
    })
    await onSite(nginx(prefix, { fields: ['X-Foo', 'X-Bar'] }), { routes }, async (site, get) => {
      const { fields } = await get('/files/plain.txt')
      expect([fields.get('x-foo'), fields.get('x-bar'), site.fallbacks]).toEqual([['bar'], ['baz'], []])
    })
  })

  it('limits the rate', async () => {
    writeFileSync(join(tree.root, 'slow.bin'), Buffer.alloc(300_000, 'x'))
    await onSite(nginx(prefix), { routes: { files: { maxRate: 150_000 } } }, async (site, get) => {
      const begun = performance.now()
      expect((await get('/files/slow.bin')).content).toHaveLength(300_000)
      expect(performance.now() - begun).toBeGreaterThan(900)
      expect(site.fallbacks).toEqual([])
    })
  })

  it('adds the charset that the sender names', async () => {
    const routes = { files: { contentType: 'text/plain' } }
    await onSite(nginx(prefix, { charset: 'utf-8' }), { routes }, async (_, get) => {
      expect((await get('/files/plain.txt')).fields.get('content-type')).toEqual([
        'text/plain; charset=utf-8',
      ])
    })
    await onSite(nginx(prefix), { routes }, async (_, get) => {
      expect((await get('/files/plain.txt')).fields.get('content-type')).toEqual(['text/plain'])
    })
  })

  describe('proof', () => {
    const proof = 'a secret of the front end'

    it('is set by the generated configuration, whatever the client sends', async () => {
      await onSite(nginx(prefix), { xsendfile: { proof }, configuration: { proof } }, async (site, get) => {
        for (const fields of [[], [['X-Sendfile-Proof', 'forged']], [['x-sendfile-proof', '']]] as [
          string,
          string,
        ][][]) {
          expect((await get('/files/plain.txt', fields)).content).toBe('plain')
        }
        expect(site.fallbacks).toEqual([])
      })
    })

    it('without it the embedded sender answers', async () => {
      await onSite(nginx(prefix), { xsendfile: { proof }, configuration: { proof } }, async (site) => {
        for (const value of [undefined, 'forged', proof.toUpperCase(), `${proof}x`]) {
          const fields: [string, string][] = value === undefined ? [] : [['X-Sendfile-Proof', value]]
          const answer = await exchange(site.applicationPort, {
            method: 'GET',
            target: '/files/plain.txt',
            fields,
          })
          expect([answer.status, answer.content, answer.fields.has('x-accel-redirect')]).toEqual([
            200,
            'plain',
            false,
          ])
        }
        expect(site.fallbacks).toHaveLength(4)
        expect(site.fallbacks[0]?.reason).toBe(
          'the request does not carry the proof that it came through the front end',
        )
      })
    })

    it('is refused when it is too short to be a secret, and is not told', () => {
      expect(() => xsendfile(tree.root, { sender: nginx(prefix), proof: 'short' })).toThrow(
        'Cannot use the value given as the option "proof": it takes a text of at least 16 characters of ASCII, without controls and outer blanks',
      )
    })
  })

  it('a WebSocket reaches the application', async () => {
    const application = createServer()
    application.on('upgrade', (request, socket) => {
      socket.end(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: ${request.headers.upgrade}\r\nConnection: Upgrade\r\n\r\nhello`,
      )
    })
    const [applicationPort, port] = [await listen(application), await freePort()]
    const upstream = `127.0.0.1:${applicationPort}`
    const server = await startNginx(
      nginx(prefix).configuration({ root: tree.root, upstream, listen: `127.0.0.1:${port}` }),
      port,
    )
    const answer = await exchange(
      port,
      'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n',
    )
    await server.stop()
    application.close()
    expect([answer.status, answer.content]).toEqual([101, 'hello'])
  })

  it.each([
    ['Range', 'bytes=0-1\t', [206, 'pl']],
    ['Range', '\tbytes=0-1', [206, 'pl']],
    ['If-Match', '\t"2ebc98a1-5"', [200, 'plain']],
    ['If-Match', '\t*\t', [200, 'plain']],
    ['If-Unmodified-Since', 'Sun, 06 Nov 1994 08:49:37 GMT\t', [200, 'plain']],
  ])('a tab at an end of %s counts for nothing: %j', async (name, value, expected) => {
    await onSite(nginx(prefix), {}, async (site) => {
      const answer = await exchange(
        site.port,
        `GET /files/plain.txt HTTP/1.1\r\nHost: x\r\n${name}:${value}\r\nConnection: close\r\n\r\n`,
      )
      expect([answer.status, answer.content]).toEqual(expected)
      expect(site.fallbacks).toHaveLength(1)
    })
  })

  it('a file that is replaced before nginx opens it comes with its own tag and date', async () => {
    const path = join(tree.root, 'swapped.txt')
    for (const fields of [[], [['Range', 'bytes=2-']]] as [string, string][][]) {
      writeFileSync(path, 'the old one')
      utimesSync(path, 1_000_000, 1_000_000)
      const sender = nginx(prefix)
      const swapping: ConfigurableSender = {
        ...sender,
        handOver(assignment) {
          writeFileSync(`${path}.new`, 'the new one')
          utimesSync(`${path}.new`, 2_000_000, 2_000_000)
          renameSync(`${path}.new`, path)
          return sender.handOver?.(assignment) ?? { unable: 'never' }
        },
      }
      await onSite(swapping, {}, async (site, get) => {
        const answer = await get('/files/swapped.txt', fields)
        expect(answer.content).toBe('the new one'.slice(fields.length * 2))
        expect(answer.fields.get('etag')).toEqual(['"1e8480-b"'])
        expect(answer.fields.get('last-modified')).toEqual(['Sat, 24 Jan 1970 03:33:20 GMT'])
        expect(site.fallbacks).toEqual([])
      })
    }
  })

  it('the connection to the application stays open', async () => {
    let connections = 0
    const documents = xsendfile(tree.root, { sender: nginx(prefix) })
    const application = createServer((request, response) => documents.send(request, response, 'plain.txt'))
    application.on('connection', () => (connections += 1))
    const [applicationPort, port] = [await listen(application), await freePort()]
    const upstream = `127.0.0.1:${applicationPort}`
    const server = await startNginx(
      nginx(prefix).configuration({ root: tree.root, upstream, listen: `127.0.0.1:${port}` }),
      port,
    )
    for (let index = 0; index < 20; index += 1)
      await exchange(port, { method: 'GET', target: '/', fields: [] })
    await server.stop()
    application.close()
    documents.close()
    expect(connections).toBe(1)
  })

  it('the application learns the host with its port, also from clients of HTTP/1.0 that name none', async () => {
    const hosts: (string | undefined)[] = []
    const application = createServer((request, response) => {
      hosts.push(request.headers.host)
      response.end()
    })
    const [applicationPort, port] = [await listen(application), await freePort()]
    const upstream = `127.0.0.1:${applicationPort}`
    const configuration = {
      root: tree.root,
      upstream,
      listen: `127.0.0.1:${port}`,
      serverName: 'example.org',
    }
    const server = await startNginx(nginx(prefix).configuration(configuration), port)
    await exchange(port, 'GET / HTTP/1.1\r\nHost: example.com:8080\r\nConnection: close\r\n\r\n')
    const old = await exchange(port, 'GET / HTTP/1.0\r\n\r\n')
    await server.stop()
    application.close()
    expect([hosts, old.status]).toEqual([['example.com:8080', 'example.org'], 200])
  })

  it('the application reads none of the bytes', async () => {
    const size = 64 * 1024 * 1024
    writeFileSync(join(tree.root, 'film.bin'), Buffer.alloc(size, 'film '))
    const application = await startProcess({ door: 'node', root: tree.root, prefix })
    const port = await freePort()
    const upstream = `127.0.0.1:${application.port}`
    const text = nginx(prefix).configuration({ root: tree.root, upstream, listen: `127.0.0.1:${port}` })
    const server = await startNginx(text, port)
    const before = bytesRead(application.pid)
    const response = await fetch(`http://127.0.0.1:${port}/film.bin`)
    expect((await response.arrayBuffer()).byteLength).toBe(size)
    expect(bytesRead(application.pid) - before).toBeLessThan(100_000)
    await server.stop()
    await application.stop()
  })
})

/** The bytes that a process has read so far, from files, sockets and pipes alike. */
function bytesRead(pid: number): number {
  return Number(/^rchar: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1])
}

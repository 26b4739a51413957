import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type SendOptions, xsendfile } from '../../src/index.ts'
import {
  type Sender,
  apache,
  caddy,
  h2o,
  h2oMediaTypes,
  lighttpd,
  litespeed,
  nginx,
  thruster,
  xSendfile,
} from '../../src/senders.ts'
import { type FixtureTree, buildFixtureTree, nameBytes, write } from '../files/fixture-tree.ts'

let tree: FixtureTree
beforeAll(async () => {
  tree = await buildFixtureTree()
  mkdirSync(join(tree.root, 'names'))
  for (const byte of nameBytes) {
    for (const name of [`${byte}x`, `x${byte}x`, `x${byte}`]) {
      if (name !== '.x') write(join(tree.root, 'names', name), name)
    }
  }
})
afterAll(() => tree.remove())

interface Told {
  readonly path?: string | Uint8Array
  readonly request?: Record<string, string>
  readonly method?: string
  readonly options?: SendOptions
}

/** The instruction that a sender gives, or why it gives none. */
async function instructionOf(sender: Sender, told: Told = {}): Promise<Record<string, string> | string> {
  const { path = 'plain.txt', request = {}, method = 'GET', options = {} } = told
  const reasons: string[] = []
  const documents = xsendfile(tree.root, { sender, dotfiles: 'allow' })
  documents.on('fallback', ({ reason }) => reasons.push(reason))
  const response = await documents.send(
    new Request('http://localhost/', { headers: request, method }),
    path,
    { methods: ['GET', 'POST'], ...options },
  )
  await response.body?.cancel()
  documents.close()
  if (reasons.length > 0) return reasons.join()
  const names = new Set(sender.instructionFields.map((name) => name.toLowerCase()))
  return Object.fromEntries([...response.headers].filter(([name]) => names.has(name)))
}

const named = (name: string): Uint8Array => new Uint8Array(Buffer.from(`names/${name}`, 'latin1'))

describe('the same name is never read as another', () => {
  // What the versions of a server make of a value: the bytes as they are, or decoded once; "?" may begin a query.
  const decoded = (value: string): string =>
    value.replaceAll(/%([0-9a-f]{2})/gi, (_, digits: string) =>
      String.fromCharCode(Number.parseInt(digits, 16)),
    )
  const readings = [(value: string) => value, decoded]

  it.each<[string, () => Sender, string, () => string]>([
    ['apache()', () => apache(), 'x-sendfile', () => tree.root],
    ['caddy()', () => caddy('/internal-alike/'), 'x-accel-redirect', () => '/internal-alike'],
    ['xSendfile()', () => xSendfile(), 'x-sendfile', () => tree.root],
    ['litespeed()', () => litespeed('/internal-alike/'), 'x-litespeed-location', () => '/internal-alike'],
  ])('%s hands over only what every version reads alike', async (_, sender, field, root) => {
    let handedOver = 0
    for (const byte of nameBytes) {
      for (const name of [`${byte}x`, `x${byte}x`, `x${byte}`]) {
        if (name === '.x') continue
        const instruction = await instructionOf(sender(), {
          path: named(name),
          options: { disposition: 'attachment' },
        })
        if (typeof instruction === 'string') {
          expect(name).toMatch(/[%?\x00-\x1f\x7f]| $/)
          continue
        }
        handedOver += 1
        const value = instruction[field] ?? ''
        expect(value).not.toMatch(/[%?]/)
        for (const read of readings) expect([name, read(value)]).toEqual([name, `${root()}/names/${name}`])
      }
    }
    expect(handedOver).toBeGreaterThan(600)
  })
})

describe('what a declared version buys', () => {
  const odd = 'x?x'
  it.each<[string, () => Sender, string, string]>([
    ["apache({ version: '0.12' })", () => apache({ version: '0.12' }), 'x-sendfile', '/names/x?x'],
    ["apache({ version: '1.0' })", () => apache({ version: '1.0' }), 'x-sendfile', '/names/x%3Fx'],
    ['apache({ generated: true })', () => apache({ generated: true }), 'x-sendfile', '/names/x%3Fx'],
    [
      "caddy({ version: '2.7' })",
      () => caddy('/c/', { version: '2.7' }),
      'x-accel-redirect',
      '/c/names/x%3Fx',
    ],
    [
      "caddy({ version: 'v2.10.2' })",
      () => caddy('/c/', { version: 'v2.10.2' }),
      'x-accel-redirect',
      '/c/names/x%3Fx',
    ],
    [
      'caddy({ generated: true })',
      () => caddy('/c/', { generated: true }),
      'x-accel-redirect',
      '/c/names/x%3Fx',
    ],
    ["xSendfile({ path: 'raw' })", () => xSendfile({ path: 'raw' }), 'x-sendfile', '/names/x?x'],
    ["xSendfile({ path: 'encoded' })", () => xSendfile({ path: 'encoded' }), 'x-sendfile', '/names/x%3Fx'],
    ['thruster()', () => thruster(), 'x-sendfile', '/names/x?x'],
    ['lighttpd()', () => lighttpd(), 'x-sendfile', '/names/x%3Fx'],
  ])('%s', async (_, sender, field, expected) => {
    const instruction = await instructionOf(sender(), { path: named(odd) })
    expect(instruction).toMatchObject({ [field]: expect.stringMatching(/x(?:\?|%3F)x$/) })
    const value = (instruction as Record<string, string>)[field] ?? ''
    expect(value.startsWith('/c/') ? value : value.replace(tree.root, '')).toBe(expected)
  })

  it.each([
    ['apache 0.12', () => apache({ version: '0.12' }), 'x\n'],
    ['apache 0.12', () => apache({ version: '0.12' }), 'x '],
    ['caddy 2.6', () => caddy('/c/', { version: '2.6' }), 'x?'],
    ['lighttpd', () => lighttpd(), 'x\x01'],
    ['lighttpd', () => lighttpd(), 'x\xff'],
    ['thruster', () => thruster(), 'x\r'],
  ])('%s cannot be given every name', async (_, sender, name) => {
    expect(await instructionOf(sender(), { path: named(name) })).toMatch(/cannot be given a name/)
  })

  it('a tab goes to lighttpd as it is', async () => {
    expect(await instructionOf(lighttpd(), { path: named('x\tx') })).toEqual({
      'x-sendfile': `${tree.root}/names/x\tx`,
    })
  })
})

describe('the root as the server sees it', () => {
  it.each([
    ['apache', () => apache({ root: '/mnt/é/', generated: true }), '/mnt/%C3%A9/plain.txt'],
    ['lighttpd', () => lighttpd({ root: '/mnt/é' }), '/mnt/%C3%A9/plain.txt'],
    ['thruster', () => thruster({ root: '/mnt/a' }), '/mnt/a/plain.txt'],
    ['xSendfile', () => xSendfile({ root: '/mnt/a' }), '/mnt/a/plain.txt'],
  ])('%s', async (_, sender, path) => {
    expect(await instructionOf(sender())).toMatchObject({ 'x-sendfile': path })
  })

  it('is the one of the configuration, too', () => {
    expect(apache({ root: '/mnt/a' }).configuration({})).toContain('XSendFilePath "/mnt/a"')
    expect(() => apache({ root: '/mnt/a' }).configuration({ root: '/srv/a' })).toThrow(
      'Cannot use "/srv/a" as "root" for apache: it takes the root that the sender names, "/mnt/a"',
    )
    expect(() => apache().configuration({})).toThrow('Cannot use undefined as "root" for apache')
  })

  it.each(['relative', '/', '/a/../b', '/a\nb', ''])('is not %j', (root) => {
    for (const sender of [apache, lighttpd, thruster, xSendfile]) {
      expect(() => sender({ root })).toThrow(/^Cannot use ".*" as "root" for /)
    }
  })
})

describe('options that are wrong', () => {
  it.each([
    () => apache({ version: '2.4' as '1.0' }),
    () => caddy('/c/', { version: '1.0' }),
    () => caddy('/c/', { version: 'latest' }),
    () => xSendfile({ field: 'X Sendfile' }),
    () => xSendfile({ path: 'both' as 'raw' }),
    () => h2o('/h/', { mediaTypes: ['no type'] }),
  ])('%#', (make) => {
    expect(make).toThrow(expect.objectContaining({ code: 'ERR_XSENDFILE_OPTION_INVALID' }) as Error)
  })
})

describe('a rate', () => {
  it('goes to those that keep one', async () => {
    const options = { maxRate: 100_000 }
    expect(await instructionOf(nginx('/n/'), { options })).toMatchObject({ 'x-accel-limit-rate': '100000' })
    expect(await instructionOf(lighttpd(), { options })).toMatchObject({
      'x-lighttpd-kbytes-per-second': '97',
    })
    expect(await instructionOf(lighttpd(), { options: { maxRate: 5 } })).toMatchObject({
      'x-lighttpd-kbytes-per-second': '1',
    })
    const others = [apache(), caddy('/c/'), h2o('/h/'), litespeed('/l/'), thruster(), xSendfile()]
    for (const sender of others) expect(await instructionOf(sender, { options })).toMatch(/limits no rate/)
  })
})

describe('h2o()', () => {
  it('takes every field along', async () => {
    const headers = { 'Set-Cookie': ['a=1', 'b=2'], 'X-Custom': 'yes' }
    const instruction = await instructionOf(h2o('/h/'), { options: { headers, filename: 'a.txt' } })
    const url = new URL((instruction as Record<string, string>)['x-reproxy-url'] ?? '')
    expect([url.host, url.pathname]).toEqual([
      'files-h.xsendfile.invalid',
      '/h/text-plain-charset-utf-8/plain.txt',
    ])
    expect(Buffer.from(url.search.slice(1), 'hex').toString('latin1').split('\n').sort()).toEqual([
      'cache-control: private, no-cache, no-transform',
      'content-disposition: inline; filename=a.txt',
      "content-security-policy: default-src 'none'; style-src 'unsafe-inline'; sandbox",
      'etag: "2ebc98a1-5"',
      'set-cookie: a=1',
      'set-cookie: b=2',
      'x-content-type-options: nosniff',
      'x-custom: yes',
    ])
  })

  it('needs a path for every media type, each of its own', async () => {
    const options = { contentType: 'application/vnd.example+json' }
    expect(await instructionOf(h2o('/h/'), { options })).toBe(
      'the configuration of H2O has no path for application/vnd.example+json; name it in `mediaTypes`',
    )
    const sender = h2o('/h/', { mediaTypes: ['application/vnd.example+json'] })
    expect(await instructionOf(sender, { options })).toHaveProperty('x-reproxy-url')
    const configuration = sender.configuration({ root: '/srv/a' })
    const paths = [...configuration.matchAll(/^ {6}"(\/h\/.*)":/gm)].map(([, path]) => path)
    expect(new Set(paths).size).toBe(h2oMediaTypes.length + 1)
    expect(configuration).toContain('"/h/application-vnd.example-json/":')
  })

  it('is not given what it would evaluate otherwise', async () => {
    for (const request of [{ 'If-Range': '"2ebc98a1-5"', Range: 'bytes=0-1' }] as Record<string, string>[]) {
      expect(await instructionOf(h2o('/h/'), { request })).toBe(
        'H2O would not compare If-Range with the file that it opens',
      )
    }
  })
})

describe('litespeed()', () => {
  const options = { disposition: 'attachment' } as const

  it('hands over files to be saved, with the fields that its configuration has', async () => {
    expect(await instructionOf(litespeed('/l/'), { options })).toEqual({
      'x-litespeed-location': '/l/plain.txt',
    })
    const configuration = litespeed('/l/').configuration({ root: '/srv/a' })
    expect(configuration).toContain(
      "set content-security-policy default-src 'none'; style-src 'unsafe-inline'; sandbox\n",
    )
    expect(configuration).toContain('RewriteCond %{ORG_REQ_URI} ^/l/\nRewriteRule ^ - [F]\n')
  })

  it('hands over nothing that would lose a field', async () => {
    expect(await instructionOf(litespeed('/l/'))).toBe('LiteSpeed is given only files to be saved')
    for (const [name, value] of [
      ['Vary', 'Cookie'],
      ['Set-Cookie', 'a=1'],
      ['Content-Security-Policy', "default-src 'self'"],
      ['Cache-Control', 'no-store'],
    ] as const) {
      expect(
        await instructionOf(litespeed('/l/'), { options: { ...options, headers: { [name]: value } } }),
      ).toBe(`LiteSpeed would drop the field ${name}`)
    }
  })
})

describe('thruster()', () => {
  it('asks that nothing is compressed', async () => {
    expect(await instructionOf(thruster())).toEqual({
      'x-sendfile': `${tree.root}/plain.txt`,
      'no-gzip-compression': 'yes',
    })
  })

  it('has an environment for a configuration', () => {
    const options = { root: '/srv/a', listen: 8080, upstream: '127.0.0.1:4000', serverName: 'example.com' }
    expect(thruster().configuration(options)).toContain(
      'HTTP_PORT=8080\nTARGET_PORT=4000\nX_SENDFILE_ENABLED=true\nTLS_DOMAIN=example.com\n',
    )
    for (const wrong of [
      { listen: '127.0.0.1:80' },
      { proof: 'a secret of the front end' },
      { upstream: 'unix:/a' },
    ]) {
      expect(() => thruster().configuration({ root: '/srv/a', ...wrong })).toThrow(/for thruster: it takes/)
    }
  })
})

describe('the versions that the tests cannot run', () => {
  it('mod_xsendfile 1.0 is told to decode, or not to, where it would differ from 0.12', () => {
    const written = (sender: ReturnType<typeof apache>): string => sender.configuration({ root: '/srv/a' })
    const off = '<IfDirective XSendFileUnescape>\n        XSendFileUnescape Off\n    </IfDirective>\n'
    for (const sender of [apache(), apache({ generated: true }), apache({ version: '0.12' })]) {
      expect(written(sender)).toContain(off)
    }
    expect(written(apache({ version: '1.0' }))).toContain('    XSendFileUnescape On\n')
    expect(written(apache({ version: '0.12' }))).not.toContain('unescape:')
    expect(written(apache({ version: '1.0' }))).not.toContain('unescape:')
    expect(written(apache())).toContain('"expr=%{unescape:%{resp:X-Sendfile}}"')
  })

  it('Caddy decodes by "uri replace" in every version, but where 2.6 is declared', () => {
    const written = (sender: ReturnType<typeof caddy>): string => sender.configuration({ root: '/srv/a' })
    for (const sender of [
      caddy('/c/'),
      caddy('/c/', { generated: true }),
      caddy('/c/', { version: '2.9' }),
    ]) {
      expect(written(sender)).toContain(
        'uri replace /-xsendfile- {http.reverse_proxy.header.X-Accel-Redirect} 1',
      )
    }
    expect(written(caddy('/c/', { version: '2.6' }))).toContain(
      'rewrite * {http.reverse_proxy.header.X-Accel-Redirect}',
    )
    expect(written(caddy('/c/', { version: '2.6' }))).not.toContain('uri replace')
  })
})

describe('XSENDFILE_SENDER', () => {
  it.each([
    ['apache', { 'x-sendfile': '/plain.txt', 'accept-ranges': 'bytes' }],
    ['apache@1.0', { 'x-sendfile': '/plain.txt' }],
    ['apache@generated', { 'x-sendfile': '/plain.txt' }],
    ['lighttpd', { 'x-sendfile': '/plain.txt' }],
    ['thruster', { 'x-sendfile': '/plain.txt' }],
    ['x-sendfile@raw', { 'x-sendfile': '/plain.txt' }],
    ['caddy', { 'x-accel-redirect': '/code/plain.txt' }],
    ['caddy@2.8', { 'x-accel-redirect': '/code/plain.txt' }],
    ['litespeed', { 'x-litespeed-location': '/code/plain.txt' }],
  ])('%s', async (value, expected) => {
    vi.stubEnv('XSENDFILE_SENDER', value)
    const documents = xsendfile(tree.root, { prefix: '/code/' })
    const response = await documents.send(new Request('http://localhost/'), 'plain.txt', {
      disposition: 'attachment',
    })
    documents.close()
    vi.unstubAllEnvs()
    const seen = Object.fromEntries(
      [...response.headers].map(([name, line]) => [name, line.replace(tree.root, '')]),
    )
    expect(seen).toMatchObject(expected)
  })

  it('maps a root to the root as the server sees it', async () => {
    vi.stubEnv('XSENDFILE_SENDER', `lighttpd:/other=/x,${tree.root}=/mnt/files`)
    const response = await xsendfile(tree.root).send(new Request('http://localhost/'), 'plain.txt')
    vi.unstubAllEnvs()
    expect(response.headers.get('x-sendfile')).toBe('/mnt/files/plain.txt')
  })

  it.each([
    ['nginx@1.0:/a=/b/', '"nginx" has no versions; write "nginx"'],
    ['apache@2.4', 'Cannot use "2.4" as "version" for apache'],
    ['lighttpd:/other=/x', 'it does not name the root'],
    ['h2o', 'the code gives no prefix for the root'],
    ['embedded:/a=/b', '"embedded" takes no prefixes'],
    ['@', 'there is no sender of this name'],
  ])('%s is refused', (value, message) => {
    vi.stubEnv('XSENDFILE_SENDER', value)
    expect(() => xsendfile(tree.root)).toThrow(message)
    vi.unstubAllEnvs()
  })
})

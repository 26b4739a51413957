import fc from 'fast-check'
import { chmodSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type XsendfileError, requestPath, xsendfile } from '../src/index.ts'
import { signedLinks, wsgiTokenLinks } from '../src/links.ts'
import { xsendfile as nodeXsendfile } from '../src/node.ts'
import { nginx } from '../src/senders.ts'
import { judgeName } from '../src/stores/directory/name.ts'
import { type RunningApplication, doors } from './doors/applications.ts'
import { type FixtureTree, buildFixtureTree } from './files/fixture-tree.ts'
import { lookUp } from './files/look-up.ts'
import { type Site, startSite } from './front-ends/site.ts'
import { nginxProgram, nginxServer, startNginx } from './servers/nginx.ts'
import { freePort, listen } from './servers/ports.ts'
import { type WireAnswer, exchange } from './servers/wire.ts'

/**
 * What other libraries of this kind fell into, one `describe` for each, by the names of the CVEs and threads where
 * there are some. What concerns object storage comes with it.
 */

const door = doors[0] ?? expect.fail()
const prefix = '/internal-pitfalls/'

let tree: FixtureTree
let embedded: RunningApplication
let site: Site | undefined

beforeAll(async () => {
  tree = await buildFixtureTree()
  const options = { root: tree.root, routes: { files: {}, saved: { disposition: 'attachment' } } } as const
  embedded = await door.start(options)
  if (nginxProgram !== undefined) site = await startSite(nginxServer, door, nginx(prefix), options)
})
afterAll(async () => {
  await site?.stop()
  await embedded.stop()
  await tree.remove()
})

/** Asks the application with the embedded sender, and the one behind nginx. */
async function ask(target: string, fields: [string, string][] = []): Promise<readonly WireAnswer[]> {
  const ports = [embedded.port, ...(site === undefined ? [] : [site.port])]
  return Promise.all(ports.map((port) => exchange(port, { method: 'GET', target, fields })))
}

async function expectNotFound(target: string): Promise<void> {
  for (const answer of await ask(target)) {
    expect([answer.status, answer.raw.includes('secret')], target).toEqual([404, false])
  }
}

describe('a switch or a mapping taken from request fields (CVE-2025-61780, CVE-2026-34830, CVE-2026-7381)', () => {
  it.each([
    ['X-Sendfile-Type', 'X-Sendfile'],
    ['X-Sendfile-Type', 'X-Accel-Redirect'],
    ['X-Accel-Mapping', '/=/elsewhere/'],
    ['X-Accel-Redirect', '/etc/passwd'],
    ['X-Sendfile', '/etc/passwd'],
    ['X-Reproxy-URL', 'http://127.0.0.1/'],
    ['X-Original-URL', '/files/.hidden'],
    ['X-Rewrite-URL', '/files/.hidden'],
    ['X-HTTP-Method-Override', 'DELETE'],
    ['XSENDFILE_SENDER', 'nginx'],
  ])('%s: %s switches nothing', async (name, value) => {
    for (const answer of await ask('/files/plain.txt', [[name, value]])) {
      expect([answer.status, answer.content]).toEqual([200, 'plain'])
      expect([...answer.fields.keys()].filter((field) => field.startsWith('x-'))).toEqual([
        'x-content-type-options',
      ])
    }
    expect(site?.fallbacks ?? []).toEqual([])
  })
})

describe('a prefix compared without a separator (CVE-2026-22860, CVE-2025-58751)', () => {
  it('a sibling folder whose name begins like the root is outside', async () => {
    await expectNotFound('/files/../root-evil/secret.txt')
    await expectNotFound('/files/link-to-sibling.txt')
    expect(await lookUp(xsendfile(tree.root), 'link-to-sibling.txt')).toMatchObject({
      reason: 'outside-root',
    })
    expect(await lookUp(xsendfile(tree.root), '../root-evil/secret.txt')).toMatchObject({ reason: 'name' })
  })

  it('an alias of nginx without its slash would be outside too', async () => {
    await expectNotFound('/internal-pitfalls../outside/secret.txt')
  })
})

describe('a symbolic link out of the root (CVE-2013-0262, CVE-2024-23334)', () => {
  it.each(['link-outside.txt', 'linked-outside/secret.txt', 'link-absolute.txt', 'link-to-link.txt'])(
    '%s',
    async (name) => {
      await expectNotFound(`/files/${name}`)
    },
  )
})

describe('a check and a use with time between them', () => {
  it('the file is judged on the handle that it is read from', async () => {
    const documents = xsendfile(tree.root)
    writeFileSync(join(tree.root, 'raced.bin'), Buffer.alloc(1024 * 1024, 'first '))
    const response = await documents.send(new Request('http://localhost/'), 'raced.bin')
    rmSync(join(tree.root, 'raced.bin'))
    writeFileSync(join(tree.root, 'raced.bin'), Buffer.alloc(1024 * 1024, 'other '))
    expect((await response.text()).includes('other')).toBe(false)
  })
  // Files swapped for links while requests run, embedded and through nginx: files/races.test.ts.
})

describe('encoded slashes, double slashes, dot segments and double decoding (CVE-2026-29087, CVE-2026-39406)', () => {
  it.each([
    '/files/directory%2Ffile.txt',
    '/files/directory%2ffile.txt',
    '/files//directory/file.txt',
    '/files/directory//file.txt',
    '/files/./directory/file.txt',
    '/files/directory/../directory/file.txt',
    '/files/%2e/directory/file.txt',
    '/files/%2e%2e/outside/secret.txt',
    '/files/..%2Foutside%2Fsecret.txt',
    '/files/%252e%252e/outside/secret.txt',
    '/files/%252e%252e%252foutside%252fsecret.txt',
    '/files/..%5Coutside%5Csecret.txt',
    '/files/directory/..%00/secret.txt',
    '/files/%c0%ae%c0%ae/outside/secret.txt',
    '/files/%2570lain.txt',
  ])('%s', async (target) => {
    // nginx resolves dot segments of a request before the application sees it; what it makes of them is a name.
    for (const answer of await ask(target)) {
      expect(answer.raw).not.toContain('secret')
      if (answer.status !== 404 && answer.status !== 400) expect(answer.content).toBe('in a directory')
    }
    const [direct] = await ask(target)
    expect(direct?.status).toBe(404)
  })
})

describe('NUL and invalid UTF-8', () => {
  it.each([
    '/files/plain.txt%00',
    '/files/plain.txt%00.png',
    '/files/%00',
    '/files/%ff.txt',
    '/files/%ed%a0%80',
    '/files/%',
  ])('%s is an answer', async (target) => {
    for (const { status } of await ask(target)) expect([400, 404]).toContain(status)
  })
})

describe('names of devices and other separators on Windows (CVE-2025-66221, CVE-2026-21860)', () => {
  it.each([
    'NUL',
    'con',
    'aux.txt',
    'PRN .txt',
    'directory/COM1',
    'directory/lpt9.log',
    'com¹',
    'CONIN$',
    'C:',
    'C:plain.txt',
    'plain.txt:stream',
    'plain.txt::$DATA',
    'directory\\file.txt',
    '..\\outside',
    'plain.txt.',
    'plain.txt ',
    'directory./file.txt',
    'a*b',
    'a?b',
    'a|b',
    'a<b>',
    'a"b',
    'a\u0001b',
  ])('%o is no name there, and may be one here', (name) => {
    expect(judgeName(name, 'win32', 'refuse')).toMatchObject({ refused: 'name' })
    expect(judgeName(name, 'linux', 'allow')).not.toHaveProperty('refused')
  })

  it.each([
    'plain.txt',
    'console.txt',
    'nul-device.txt',
    'com10',
    'common',
    'directory/file.txt',
    'a b.txt',
    'é.txt',
  ])('%o is a name on both', (name) => {
    for (const platform of ['win32', 'linux'])
      expect(judgeName(name, platform, 'refuse')).not.toHaveProperty('refused')
  })
})

describe('field injection (CVE-2025-27111) and characters that no field may hold', () => {
  it('no name can add a field or break one', async () => {
    const documents = xsendfile(tree.root, { sender: nginx('/internal-injection/') })
    const odd = 'a\r\nX-Injected: yes\r\n\r\n\u{1f600}\x7f.txt'
    writeFileSync(join(tree.root, odd), 'x')
    utimesSync(join(tree.root, odd), 1_000_000, 1_000_000)
    const response = await documents.send(new Request('http://localhost/'), [odd])
    expect(response.headers.get('X-Accel-Redirect')).toBe(
      '/internal-injection/a%0D%0AX-Injected%3A%20yes%0D%0A%0D%0A%F0%9F%98%80%7F.txt',
    )
    expect(response.headers.has('X-Injected')).toBe(false)
    for (const [, value] of response.headers) expect(value).toMatch(/^[\x20-\x7e]*$/)
    documents.close()
  })
})

describe('Content-Disposition injection (CVE-2022-36359)', () => {
  it('no name leaves its place', async () => {
    const documents = xsendfile(tree.root)
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), async (filename) => {
        const response = await documents.send(new Request('http://localhost/'), 'plain.txt', { filename })
        const value = response.headers.get('Content-Disposition') ?? ''
        expect(value).toMatch(
          /^inline; filename=(?:[\w!#$%&'*+.^`|~-]+|"(?:[^"\\\x00-\x1f\x7f]|\\.)*")(?:; filename\*=UTF-8''[\w!#$&+.^`|~%-]*)?$/,
        )
      }),
    )
  })

  it.each([
    ['setup.bat";x="a.txt', 'inline; filename="setup.bat\\";x=\\"a.txt"'],
    ['../../etc/passwd', 'inline; filename=passwd'],
    ['C:\\Windows\\system.ini', 'inline; filename=system.ini'],
    ['photo\u202egnp.exe', 'inline; filename=photognp.exe'],
    ['a\r\nSet-Cookie: x=1.txt', 'inline; filename="aSet-Cookie: x=1.txt"'],
    ['', 'inline; filename=download'],
    ['..', 'inline; filename=download'],
  ])('%o becomes %s', async (filename, expected) => {
    const response = await xsendfile(tree.root).send(new Request('http://localhost/'), 'plain.txt', {
      filename,
    })
    expect(response.headers.get('Content-Disposition')).toBe(expected)
  })
})

describe('script in redirects and error pages (CVE-2024-43799, CVE-2024-43800, CVE-2015-1164)', () => {
  it('nothing that was asked for is repeated, and nobody is sent elsewhere', async () => {
    for (const target of [
      '/files/<script>alert(1)</script>',
      '/files//evil.example',
      '/files/directory',
      '/files/%0a',
    ]) {
      for (const answer of await ask(encodeURI(decodeURI(target)))) {
        expect(answer.status).toBe(404)
        expect(answer.fields.has('location')).toBe(false)
        expect(answer.content).not.toContain('script')
        expect(answer.fields.get('x-content-type-options')).toEqual(['nosniff'])
      }
    }
  })
})

describe('paths told to clients', () => {
  it.each(['/files/plain.txt', '/files/missing', '/files/directory', '/files/ours-alone.txt', '/files/%'])(
    'no answer to %s names the root, the prefix or the instruction',
    async (target) => {
      for (const fields of [[], [['Range', 'bytes=9999-']], [['If-Match', '"x"']]] as [string, string][][]) {
        const raw = (await ask(target, fields)).map((answer) => answer.raw).join()
        for (const text of [tree.folder, 'internal-pitfalls', 'X-Accel']) expect(raw).not.toContain(text)
      }
    },
  )

  it('a name cannot leave the root and come back to guess what it is called', async () => {
    await expectNotFound('/files/../root/plain.txt')
    expect(await lookUp(xsendfile(tree.root), '../root/plain.txt')).toMatchObject({ status: 404 })
  })
})

describe('a request that loops through the application (symfony/symfony#31604)', () => {
  it('a path that the prefix does not map is never handed over', () => {
    const documents = xsendfile(tree.root, { sender: nginx(prefix.replace('pitfalls', 'loop')) })
    documents.close()
    expect(() => nginx('/')).toThrow(
      expect.objectContaining({ code: 'ERR_XSENDFILE_PREFIX_INVALID' }) as Error,
    )
  })

  it.skipIf(nginxProgram === undefined)('an nginx without the location ends in a 404', async () => {
    let asked = 0
    const documents = nodeXsendfile(tree.root, { sender: nginx('/internal-nowhere/') })
    const application = createServer(async (request, response) => {
      asked += 1
      await documents.send(request, response, requestPath(request, '/files/'))
    })
    const [applicationPort, port] = [await listen(application), await freePort()]
    const text = `server { listen 127.0.0.1:${port}; location / { proxy_pass http://127.0.0.1:${applicationPort}; } }`
    const server = await startNginx(text, port)
    const answer = await exchange(port, { method: 'GET', target: '/files/plain.txt', fields: [] })
    await server.stop()
    application.close()
    documents.close()
    expect([answer.status, asked]).toEqual([404, 2])
    expect(answer.raw).not.toContain('internal-nowhere')
  })
})

describe('many ranges and long fields (CVE-2024-26141, CVE-2026-34826, CVE-2025-62727, CVE-2017-7529)', () => {
  it('ranges never ask for more bytes than the file has', async () => {
    writeFileSync(join(tree.root, 'ranges.bin'), Buffer.alloc(1024 * 1024))
    const overlapping = `bytes=${Array.from({ length: 40 }, (_, index) => `${index}-`).join()}`
    for (const answer of await ask('/saved/ranges.bin', [['Range', overlapping]])) {
      expect([answer.status, answer.content.length]).toEqual([200, 1024 * 1024])
    }
  })

  it('more than a hundred ranges are ignored', async () => {
    const many = `bytes=${Array.from({ length: 1000 }, (_, index) => `${index}-${index}`).join()}`
    for (const answer of await ask('/saved/ranges.bin', [['Range', many]])) expect(answer.status).toBe(200)
  })
  // That the parsers take linear time: http/*.test.ts and `node bench/fields.js`.
})

describe('parts of two versions in one file (pillarjs/send#111, aio-libs/aiohttp#13480)', () => {
  it('a part is sent only for a tag that is strong and the same', async () => {
    for (const value of [
      'W/"6553f100-5"',
      '"x"',
      'Sun, 06 Nov 1994 08:49:38 GMT',
      '"2ebc98a1-5',
      '2ebc98a1-5',
    ]) {
      for (const answer of await ask('/files/plain.txt', [
        ['Range', 'bytes=0-1'],
        ['If-Range', value],
      ])) {
        expect([value, answer.status, answer.content]).toEqual([value, 200, 'plain'])
      }
    }
    for (const answer of await ask('/files/plain.txt', [
      ['Range', 'bytes=0-1'],
      ['If-Range', '"2ebc98a1-5"'],
    ])) {
      expect([answer.status, answer.content]).toEqual([206, 'pl'])
    }
  })
})

describe('private files in shared caches', () => {
  it('are kept out by default', async () => {
    for (const answer of await ask('/files/plain.txt')) {
      expect(answer.fields.get('cache-control')).toEqual(['private, no-cache, no-transform'])
    }
    for (const answer of await ask('/files/missing'))
      expect(answer.fields.get('cache-control')?.[0]).toMatch(/no-store/)
  })
})

describe("strangers' documents that run in a browser", () => {
  it.each([
    'evil.html',
    'evil.svg',
    'evil.xhtml',
    'evil.xml',
    'evil.js',
    'evil.swf',
    'evil.htm',
    'evil',
    'evil.png',
    'evil.pdf',
  ])('%s is saved, and sandboxed if it is opened all the same', async (name) => {
    writeFileSync(join(tree.root, name), '<html><script>alert(document.domain)</script></html>')
    for (const answer of await ask(`/files/${name}`)) {
      expect(answer.fields.get('content-disposition')).toEqual([`attachment; filename=${name}`])
      expect(answer.fields.get('content-security-policy')).toEqual([
        "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      ])
      expect(answer.fields.get('x-content-type-options')).toEqual(['nosniff'])
    }
  })
  // That none of it runs in a real browser: browser.test.ts.
})

describe('any file at all where no root is given', () => {
  it.each([undefined, '', '/', '.', '..'])('%o is no root', (root) => {
    expect(() => xsendfile(root as string)).toThrow(/^Cannot use/)
  })

  it('a root is no wider than it says', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'xsendfile-narrow-'))
    chmodSync(folder, 0o755)
    const errors: unknown[] = []
    const documents = xsendfile(folder)
    documents.on('failure', ({ error }) => void errors.push((error as XsendfileError).code))
    for (const path of [
      '/etc/passwd',
      'etc/passwd',
      '../../../../etc/passwd',
      ['..', '..', 'etc', 'passwd'],
    ]) {
      expect(await lookUp(documents, path)).toMatchObject({ status: 404 })
    }
    expect(errors).toEqual([])
    rmSync(folder, { recursive: true })
  })
})

describe('forgeable or endless tokens (2degrees/wsgi-xsendfile, mod_auth_token, mod_secdownload)', () => {
  const secret = 'a key of thirty-two bytes or more'
  const links = signedLinks({ secret, lifetime: 3600 })
  const wsgi = wsgiTokenLinks({ secret })
  const now = 0x4bf299b2
  beforeEach(() => void vi.useFakeTimers({ now: now * 1000, toFake: ['Date'] }))
  afterEach(() => void vi.useRealTimers())

  it('nothing moves between the parts of what is signed', () => {
    const [signed, original] = [links.path('report2'), wsgi.path('report2')]
    for (const moved of [signed.replace('report2', 'report'), signed.replace('/1', '/21')])
      expect(links.read({ url: moved })).toMatchObject({ refused: 'unsigned' })
    const later = original.replace('4bf299b2/report2', '24bf299b2/report')
    expect(wsgi.read({ url: later })).toMatchObject({ refused: 'unsigned' })
    expect(links.read({ url: links.path('a', { recipient: 'bc' }) }, '/', { recipient: 'b' })).toMatchObject({
      refused: 'unsigned',
    })
  })

  it('a link to one folder is none to another, however the path is cut', () => {
    const [, token = ''] = links.path(['a', 'b']).split('/')
    for (const path of ['a%2Fb', 'ab', 'a//b', '/a/b', 'a/b/', 'a/./b', 'x/../a/b', 'a%00/b'])
      expect(links.read({ url: `/${token}/${path}` })).not.toBeInstanceOf(Array)
    expect(links.read({ url: `/${token}/a/b` })).toEqual(['a', 'b'])
  })

  it('every link ends, and its end cannot be moved', () => {
    const path = links.path('a')
    const original = wsgi.path('a')
    const moved = path.replace(/\d+/, (expiry) => String(Number(expiry) + 9999))
    expect(links.read({ url: moved })).toMatchObject({ refused: 'unsigned' })
    vi.setSystemTime((now + 3601) * 1000)
    expect(links.read({ url: path })).toMatchObject({ refused: 'expired' })
    expect(wsgi.read({ url: original })).toMatchObject({ refused: 'expired' })
    // From the future: it would be good for all that time.
    vi.setSystemTime((now - 3600) * 1000)
    expect(wsgi.read({ url: original })).toMatchObject({ refused: 'premature' })
  })

  it('no token is an error, however it is written', async () => {
    const documents = xsendfile(tree.root)
    await fc.assert(
      fc.asyncProperty(fc.webPath(), async (path) => {
        const request = new Request(new URL(path.replace(/^\/*/, '/'), 'http://localhost'))
        for (const reader of [links, wsgi])
          expect((await documents.send(request, reader.read(request))).status).toBe(404)
      }),
    )
    for (const time of ['ffffffffffffffff', 'xyz', '', '-1', '1e9', '99999999999999999999999'])
      for (const url of [`/${'0'.repeat(32)}-${time}/a`, `/${time}.${'A'.repeat(43)}/a`])
        expect([links.read({ url }), wsgi.read({ url })]).toMatchObject([
          { refused: 'unsigned' },
          { refused: 'unsigned' },
        ])
  })
  // Length extension, other spellings, and what a timing could tell: src/links/*.test.ts.
})

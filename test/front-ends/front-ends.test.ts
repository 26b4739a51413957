import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { type IncomingHttpHeaders, type Server, createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type SendOptions, xsendfile } from '../../src/index.ts'
import type { ConfigurableSender, ConfigurationOptions } from '../../src/senders.ts'
import { doors } from '../doors/applications.ts'
import { localhostCertificate } from '../doors/localhost-certificate.ts'
import { type FixtureTree, buildFixtureTree, write } from '../files/fixture-tree.ts'
import { freePort, listen } from '../servers/ports.ts'
import { giveTo, unprivileged } from '../servers/unprivileged.ts'
import { type WireAnswer, exchange } from '../servers/wire.ts'
import { frontEnds } from './front-ends.ts'
import { type Site, type SiteOptions, startFrontEnd, startSite } from './site.ts'

const door = doors[0] ?? expect.fail()

let tree: FixtureTree
beforeAll(async () => (tree = await buildFixtureTree()))
afterAll(() => tree.remove())

/** A folder that every user may look into, and what removes it. */
function publicFolder(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'xsendfile-front-end-'))
  chmodSync(path, 0o755)
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** The fields of a hand-over, as the application sends them to the front end. */
async function handedOver(sender: ConfigurableSender, path: string): Promise<Record<string, string[]>> {
  const documents = xsendfile(tree.root, { sender })
  const headers = { 'Set-Cookie': 'a=1', Expires: '0', 'Content-Language': 'de' }
  const response = await documents.send(new Request('http://localhost/'), path, { headers })
  documents.close()
  const fields: Record<string, string[]> = {}
  for (const [name, value] of response.headers) fields[name] = [...(fields[name] ?? []), value]
  return fields
}

describe.each(frontEnds)('$name', (frontEnd) => {
  const { server, sender, configuration: ownOptions, switchedOff, around } = frontEnd
  const prefix = 'internal-proof'
  const instructions = /x-accel-|x-sendfile|x-reproxy|x-lighttpd|xsendfile\.invalid/i

  /** What of an answer would tell a client how files are kept. */
  const leaks = ({ raw }: WireAnswer): readonly string[] =>
    [instructions.exec(raw)?.[0], prefix, tree.folder].filter(
      (text): text is string => text !== undefined && raw.includes(text),
    )

  const configure = (options: ConfigurationOptions): string =>
    sender('proof').configuration({ root: tree.root, ...ownOptions?.(), ...options })

  /** Runs one thing on a site of its own. */
  const onSite = async (
    options: Partial<SiteOptions>,
    use: (
      get: (target: string, fields?: [string, string][]) => Promise<WireAnswer>,
      site: Site,
    ) => Promise<void>,
  ): Promise<void> => {
    const site = await startFrontEnd(frontEnd, door, 'proof', {
      root: tree.root,
      routes: { files: {} },
      ...options,
    })
    try {
      await use((target, fields = []) => exchange(site.port, { method: 'GET', target, fields }), site)
    } finally {
      await site.stop()
    }
  }

  /** Runs one thing on the server with an application that we write ourselves behind it. */
  const before = async (
    application: Server,
    options: ConfigurationOptions,
    use: (
      get: (target?: string, fields?: [string, string][]) => Promise<WireAnswer>,
      port: number,
    ) => Promise<void>,
    change: (text: string, port: number, upstream: string) => string = (text) => text,
  ): Promise<void> => {
    const upstream = `127.0.0.1:${await listen(application)}`
    const port = await freePort()
    const text = configure({ upstream, listen: `127.0.0.1:${port}`, ...options })
    const running = await server.start(change(text, port, upstream), port)
    try {
      await use((target = '/', fields = []) => exchange(port, { method: 'GET', target, fields }), port)
    } finally {
      await running.stop()
      application.closeAllConnections()
      application.close()
    }
  }

  const replaying = (status: number, fields: Record<string, string[]>): Server =>
    createServer((_, response) => {
      response.writeHead(status, fields).end()
    })

  it('the part for a site says how the proof is set', () => {
    const proof = 'a secret of the front end'
    const part = configure({ snippet: true, proof })
    expect(part).toContain('X-Sendfile-Proof')
    expect(part).toContain(proof)
  })

  describe.skipIf(server.program === undefined)('on a real server', () => {
    it('takes what is written, with every option', async () => {
      // Some bind what they are to listen on even now.
      const port = await freePort()
      for (const options of [
        { listen: port, upstream: 'unix:/run/my-app.sock' },
        { listen: `[::1]:${port}`, upstream: 'localhost:3000', serverName: 'example.com *.example.com' },
        {
          listen: `127.0.0.1:${port}`,
          symlinks: 'follow',
          proof: 'quote " dollar $ {brace} %41 back\\slash.',
        },
      ] satisfies ConfigurationOptions[]) {
        expect(server.check(configure(options))).toMatchObject({ status: 0 })
      }
    })

    it.each([
      'a b',
      'a{b}',
      "a'b",
      'a"b',
      'a\\b',
      'a$b',
      'a${x}b',
      'a{$x}b',
      'é日本',
      'a;b',
      'a#b',
      '%41',
      'b\\',
      '$',
      '%{x}',
      '*',
    ])('takes a root by the name %s', async (name) => {
      const folder = publicFolder()
      const root = join(folder.path, name)
      const proof = `a proof with " $ ${name.replaceAll(/[^ -~]/g, '~')}.`
      const told = { root, proof, serverName: 'localhost example.com' }
      if (frontEnd.cannotQuote?.(name) === true) {
        expect(() => configure(told)).toThrow(/^Cannot use /)
        return folder.remove()
      }
      mkdirSync(root)
      write(Buffer.from(join(root, 'a.txt')).toString('latin1'), 'odd')
      symlinkSync('/etc/hostname', join(root, 'link.txt'))
      await onSite({ root, xsendfile: { proof }, configuration: told }, async (get, site) => {
        const answer = await get('/files/a.txt')
        expect([answer.status, answer.content]).toEqual([200, 'odd'])
        const isNamed =
          sender('root').prefix !== undefined ||
          frontEnd.cannotName?.(Buffer.from(name).toString('latin1')) !== true
        expect(site.fallbacks).toHaveLength(isNamed ? 0 : 1)
        expect((await get('/files/link.txt')).status).toBe(404)
      })
      folder.remove()
    })

    it('shows every field of the application, on 200 and on 206', async () => {
      const headers = {
        'Content-Language': 'de',
        'Access-Control-Allow-Origin': 'https://example.com',
        'Cross-Origin-Resource-Policy': 'same-site',
        'Set-Cookie': ['a=1; Path=/', 'b=2'],
        Vary: 'Origin, Cookie',
        Expires: '0',
        Link: '<a>; rel=x',
        ...(sender('fields').keeps === 'all' ? { 'X-Custom': 'ö "quoted", \\ and {braces} %41' } : {}),
      }
      const routes = { files: { headers, filename: 'Zoë.txt' } }
      await onSite({ routes }, async (get, site) => {
        for (const [fields, content] of [
          [[], 'plain'],
          [[['Range', 'bytes=1-2']], 'la'],
        ] as [[string, string][], string][]) {
          const answer = await get('/files/plain.txt', fields)
          expect(answer.content).toBe(content)
          for (const [name, value] of Object.entries(headers)) {
            const lines = answer.fields.get(name.toLowerCase())?.map((line) => line.replaceAll(/, ?/g, ', '))
            expect(lines, name).toEqual([value].flat())
          }
          expect(Object.fromEntries(answer.fields)).toMatchObject({
            'content-type': ['text/plain; charset=utf-8'],
            'content-disposition': [`inline; filename="Zo?.txt"; filename*=UTF-8''Zo%C3%AB.txt`],
            'cache-control': ['private, no-cache, no-transform'],
            'x-content-type-options': ['nosniff'],
            'content-security-policy': ["default-src 'none'; style-src 'unsafe-inline'; sandbox"],
            etag: ['"2ebc98a1-5"'],
            'last-modified': ['Sun, 06 Nov 1994 08:49:37 GMT'],
          })
        }
        expect(site.fallbacks).toEqual([])
      })
    })

    describe('tells no client how files are kept', () => {
      let site: Site
      beforeAll(async () => {
        const options = { root: tree.root, routes: { files: {} } }
        site = await startFrontEnd(frontEnd, door, 'proof', options)
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
        ['/other', 404],
      ])('%s', async (target, status) => {
        const answer = await get(target)
        expect(answer.status).toBe(status)
        expect(leaks(answer)).toEqual([])
      })

      it('also where a client names the host of the files', async () => {
        for (const host of [
          'files-internal-proof.xsendfile.invalid',
          'files-internal-proof.xsendfile.invalid:80',
        ]) {
          const target = `/${prefix}/text-plain-charset-utf-8/plain.txt`
          const answer = await exchange(
            site.port,
            `GET http://${host}${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
          )
          expect(answer.status).toBeGreaterThanOrEqual(400)
          expect(answer.content).not.toContain('plain')
        }
      })

      it('also of a file that the server alone may not read', async ({ skip }) => {
        skip(unprivileged === undefined, 'only root can run a server as another user')
        const answer = await get('/files/ours-alone.txt')
        expect([403, 404]).toContain(answer.status)
        expect(leaks(answer)).toEqual([])
        for (const name of ['etag', 'last-modified', 'accept-ranges']) {
          expect(answer.fields.has(name), name).toBe(false)
        }
      })

      it('whatever a client says', async () => {
        const fields: [string, string][] = [
          ['X-Sendfile-Type', 'X-Sendfile'],
          ['X-Accel-Mapping', `${tree.root}=/elsewhere`],
          ['X-Accel-Redirect', '/elsewhere'],
          ['X-Sendfile', '/etc/passwd'],
          ['X-Reproxy-URL', 'http://127.0.0.1/'],
          ['X-Sendfile-Proof', 'x'],
        ]
        const answer = await get('/files/plain.txt', fields)
        expect([answer.status, answer.content, leaks(answer)]).toEqual([200, 'plain', []])
        expect(site.fallbacks).toEqual([])
      })
    })

    it('a path of the files is one of the application to clients', async () => {
      const application = createServer((_, response) => response.writeHead(404).end('the application\n'))
      await before(application, {}, async (get) => {
        for (const target of [
          `/${prefix}/plain.txt`,
          `//${prefix}/plain.txt`,
          `/${prefix}//plain.txt`,
          `/${prefix}`,
          `/${prefix}../outside/secret.txt`,
          `/${prefix}/text-plain-charset-utf-8/plain.txt`,
          `/%69nternal-proof/plain.txt`,
          `${tree.root}/plain.txt`,
        ]) {
          const answer = await get(target)
          expect([target, answer.status]).toEqual([target, 404])
          expect(answer.content).not.toMatch(/^(?:plain|secret)/)
        }
      })
    })

    it.each(['gone', 'a directory'])('a file that is %s when the server looks is not found', async (kind) => {
      const path = join(tree.root, 'brief.txt')
      write(path, 'brief')
      const fields = await handedOver(sender('proof'), 'brief.txt')
      expect(Object.keys(fields).some((name) => instructions.test(name))).toBe(true)
      rmSync(path)
      if (kind === 'a directory') mkdirSync(path)
      await before(replaying(200, fields), {}, async (get) => {
        const answer = await get()
        expect([403, 404]).toContain(answer.status)
        expect(leaks(answer)).toEqual([])
        const left = [
          'etag',
          'last-modified',
          'accept-ranges',
          'content-disposition',
          'set-cookie',
          'expires',
        ]
        const kept = left.filter((name) => answer.fields.has(name))
        expect(kept).toEqual(frontEnd.keepsWithoutFile ?? [])
      })
      rmSync(path, { recursive: true, force: true })
    })

    it.each<[what: string, options: SendOptions, ifRange: string]>([
      ['by its tag', {}, '"f4240-b"'],
      ['by its date', {}, 'Mon, 12 Jan 1970 13:46:40 GMT'],
      ['by a tag of the application', { etag: 'v1' }, '"v1"'],
      ['by its date alone', { etag: false }, 'Mon, 12 Jan 1970 13:46:40 GMT'],
    ])('a resumed download is never of two files: %s', async (_, options, ifRange) => {
      const path = join(tree.root, 'replaced.txt')
      write(path, 'the old one')
      utimesSync(path, 1_000_000, 1_000_000)
      // The server opens the file after the sender has been asked.
      const real = sender('proof')
      const replacing: ConfigurableSender = {
        ...real,
        handOver(assignment) {
          write(`${path}.new`, 'the new one')
          utimesSync(`${path}.new`, 2_000_000, 2_000_000)
          renameSync(`${path}.new`, path)
          return real.handOver?.(assignment) ?? { unable: 'there is no server' }
        },
      }
      const site = await startSite(server, door, replacing, {
        root: tree.root,
        routes: { files: options },
        configuration: ownOptions?.() ?? {},
      })
      const { status, content } = await exchange(site.port, {
        method: 'GET',
        target: '/files/replaced.txt',
        fields: [
          ['If-Range', ifRange],
          ['Range', 'bytes=2-'],
        ],
      })
      await site.stop()
      // The rest of the old one, or the whole of the new one.
      expect([
        [206, 'e old one'],
        [200, 'the new one'],
      ]).toContainEqual([status, content])
    })

    it.each([201, 206, 302, 403, 404, 500])(
      'an instruction with status %i goes to nobody',
      async (status) => {
        const fields = await handedOver(sender('proof'), 'plain.txt')
        await before(replaying(status, fields), {}, async (get) => {
          expect(leaks(await get())).toEqual([])
        })
      },
    )

    it('an instruction goes to nobody where it is not followed', async () => {
      const fields = await handedOver(sender('proof'), 'plain.txt')
      const text = switchedOff(configure({}))
      expect(text).not.toBe(configure({}))
      if (frontEnd.refusesWithout !== undefined) {
        const { status, output } = server.check(text)
        expect(status).not.toBe(0)
        expect(output).toContain(frontEnd.refusesWithout)
        return
      }
      const change = (made: string): string => switchedOff(made)
      await before(
        replaying(200, fields),
        {},
        async (get) => {
          const answer = await get()
          expect([answer.content, leaks(answer)]).toEqual(['', []])
        },
        change,
      )
    })

    it('answers of the application pass as they are', async () => {
      const application = createServer((request, response) => {
        const status = Number(request.url?.slice(1))
        response.writeHead(status, { 'Content-Type': 'text/plain', 'X-Own': 'yes' }).end('own\n')
      })
      await before(application, {}, async (get) => {
        for (const status of [200, 404, 500, 403]) {
          const answer = await get(`/${status}`)
          expect([answer.status, answer.content, answer.fields.get('x-own')]).toEqual([
            status,
            'own\n',
            ['yes'],
          ])
        }
      })
    })

    it('the application learns what the server knows, and nothing that a client made up', async () => {
      let learned: IncomingHttpHeaders = {}
      let target: string | undefined
      const application = createServer((request, response) => {
        learned = request.headers
        target = request.url
        response.end()
      })
      const proof = 'the proof of the front end'
      await before(application, { proof }, async (get) => {
        await get('/files/a%2Fb%20%C3%A9?x=%2F', [
          ['X-Sendfile-Type', 'X-Forged'],
          ['X-Sendfile-Proof', 'forged'],
          ['X-Sendfile', '/etc/passwd'],
          ['X-Accel-Mapping', '/=/'],
          ['X-Own', 'kept'],
        ])
      })
      expect(target).toBe('/files/a%2Fb%20%C3%A9?x=%2F')
      expect(learned).toMatchObject({ host: 'localhost', 'x-own': 'kept', 'x-sendfile-proof': proof })
      expect(learned['x-sendfile-type']).toMatch(/^X-(?:Accel-Redirect|Sendfile|Reproxy-URL)$/)
      for (const name of ['x-sendfile', 'x-accel-mapping']) expect(learned[name] ?? '').toBe('')
    })

    it('with a proof, the application hands over to the server and to nobody else', async () => {
      const proof = 'quote " dollar $ {brace} %41 back\\slash'
      await onSite({ xsendfile: { proof }, configuration: { proof } }, async (get, site) => {
        expect(await get('/files/plain.txt')).toMatchObject({ status: 200, content: 'plain' })
        expect(site.fallbacks).toEqual([])
        const request = { method: 'GET', target: '/files/plain.txt', fields: [] }
        const direct = await exchange(site.applicationPort, request)
        expect([direct.status, direct.content, leaks(direct)]).toEqual([200, 'plain', []])
        expect(site.fallbacks).toHaveLength(1)
      })
    })

    it('a site that there is already takes the part for it', async () => {
      const documents = xsendfile(tree.root, { sender: sender('proof') })
      const application = createServer(async (_, response) => {
        const { headers } = await documents.send(new Request('http://localhost/'), 'plain.txt')
        response.writeHead(200, Object.fromEntries(headers)).end()
      })
      await before(
        application,
        { snippet: true },
        async (get) => {
          const answer = await get()
          expect([answer.status, answer.content, leaks(answer)]).toEqual([200, 'plain', []])
          expect(answer.fields.get('x-content-type-options')).toEqual(['nosniff'])
        },
        around,
      )
      documents.close()
    })

    it('speaks TLS with the certificate that it is given', async () => {
      const folder = publicFolder()
      const tls = {
        certificate: join(folder.path, 'a "certificate".pem'),
        key: join(folder.path, 'key $.pem'),
      }
      writeFileSync(tls.certificate, localhostCertificate.cert)
      writeFileSync(tls.key, localhostCertificate.key, { mode: 0o600 })
      giveTo(tls.key, unprivileged)
      let scheme: unknown
      const application = createServer((request, response) => {
        scheme = request.headers['x-forwarded-proto']
        response.end('over TLS')
      })
      await before(application, { tls, serverName: 'localhost' }, async (_, port) => {
        const request = { method: 'GET', target: '/', fields: [] }
        const answer = await exchange(port, request, { rejectUnauthorized: false, servername: 'localhost' })
        expect([answer.status, answer.content, scheme]).toEqual([200, 'over TLS', 'https'])
      })
      folder.remove()
    })

    it('keeps the connections to the application open, where it can', async () => {
      let connections = 0
      const application = createServer((_, response) => response.end('x'))
      application.on('connection', () => (connections += 1))
      await before(application, {}, async (get) => {
        for (let index = 0; index < 20; index += 1) await get()
      })
      if (frontEnd.connectsAnew === true) expect(connections).toBeGreaterThanOrEqual(20)
      else expect(connections).toBeLessThanOrEqual(4)
    })
  })
})

import express from 'express'
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { type RequestListener, createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { xsendfile as expressXsendfile } from '../../src/express.ts'
import { type Store, type StorePath, type XsendfileError, outcomeOf, xsendfile } from '../../src/index.ts'
import { type Sent, xsendfile as nodeXsendfile } from '../../src/node.ts'
import { type Sender, embedded, nginx, percentEncodePath } from '../../src/senders.ts'
import { listen } from '../servers/ports.ts'
import { type WireAnswer, exchange } from '../servers/wire.ts'
import { memoryStore } from './memory-store.ts'

const root = mkdtempSync(join(tmpdir(), 'xsendfile-send-'))
writeFileSync(join(root, 'ten.txt'), '0123456789')
utimesSync(join(root, 'ten.txt'), 784_111_777, 784_111_777)
afterAll(() => rmSync(root, { recursive: true }))
afterEach(() => vi.unstubAllEnvs())

const get = (fields: Record<string, string> = {}): Request =>
  new Request('http://localhost/', { headers: fields })
const code = (expected: string): Error =>
  expect.objectContaining({ code: expected, name: 'XsendfileError' }) as Error

/** A path, and how the application goes on to change it. */
function changing<Path>(path: Path, change: (path: Path) => unknown): [Path, () => unknown] {
  return [path, () => change(path)]
}

/** Asks a server of one handler for `/`. */
async function askOnce(
  handler: RequestListener,
  method = 'GET',
  fields: [string, string][] = [],
): Promise<WireAnswer> {
  const server = createServer(handler)
  const port = await listen(server)
  const answer = await exchange(port, { method, target: '/', fields })
  server.close()
  return answer
}

describe('xsendfile()', () => {
  it('takes a file URL', async () => {
    const documents = xsendfile(pathToFileURL(root))
    expect(await (await documents.send(get(), 'ten.txt')).text()).toBe('0123456789')
  })

  it.each<[unknown, string]>([
    ['uploads', 'ERR_XSENDFILE_ROOT_NOT_ABSOLUTE'],
    ['./uploads', 'ERR_XSENDFILE_ROOT_NOT_ABSOLUTE'],
    ['', 'ERR_XSENDFILE_ROOT_NOT_ABSOLUTE'],
    ['/tmp\0', 'ERR_XSENDFILE_ROOT_NOT_ABSOLUTE'],
    [new URL('https://example.com/'), 'ERR_XSENDFILE_ROOT_NOT_ABSOLUTE'],
    ['/', 'ERR_XSENDFILE_ROOT_TOO_WIDE'],
    ['///', 'ERR_XSENDFILE_ROOT_TOO_WIDE'],
    ['/proc/self/root', 'ERR_XSENDFILE_ROOT_TOO_WIDE'],
    ['/srv/there/is/none', 'ERR_XSENDFILE_ROOT_MISSING'],
    [join(root, 'ten.txt'), 'ERR_XSENDFILE_ROOT_NOT_A_DIRECTORY'],
    [undefined, 'ERR_XSENDFILE_ROOT_NOT_ABSOLUTE'],
    [5, 'ERR_XSENDFILE_ROOT_NOT_ABSOLUTE'],
    [null, 'ERR_XSENDFILE_ROOT_NOT_ABSOLUTE'],
    [{}, 'ERR_XSENDFILE_ROOT_NOT_ABSOLUTE'],
  ])('refuses %o as a root with %s', (path, expected) => {
    expect(() => xsendfile(path as string)).toThrow(code(expected))
  })

  it('takes a root with slashes at its end', async () => {
    expect((await xsendfile(`${root}//`).send(get(), 'ten.txt')).status).toBe(200)
  })

  it('looks at the root later when it is told to', async () => {
    const later = join(root, 'later')
    const documents = xsendfile(later, { checkRoot: 'first-send' })
    await expect(documents.send(get(), 'ten.txt')).rejects.toThrow(code('ERR_XSENDFILE_ROOT_MISSING'))
    const { mkdirSync } = await import('node:fs')
    mkdirSync(later)
    writeFileSync(join(later, 'ten.txt'), 'now')
    expect((await documents.send(get(), 'ten.txt')).status).toBe(200)
  })

  it.each([['embedded'], [5], [null], [{}], [() => 'x']])('refuses %o as a sender', (sender) => {
    expect(() => xsendfile(root, { sender: sender as unknown as Sender })).toThrow(
      code('ERR_XSENDFILE_SENDER_INVALID'),
    )
  })

  it.each([
    '',
    '/',
    'internal',
    'internal/',
    '/a//b/',
    '/a/../b/',
    '/./',
    '/a b/',
    '/ä/',
    '/a?/',
    '/a#/',
    '/$a/',
  ])('nginx() refuses %o as a prefix', (prefix) => {
    expect(() => nginx(prefix)).toThrow(code('ERR_XSENDFILE_PREFIX_INVALID'))
  })

  it('gives no two roots the same prefix, nor one inside another', () => {
    const first = xsendfile(root, { sender: nginx('/internal-a/') })
    const second = (): unknown => xsendfile(tmpdir(), { sender: nginx('/internal-a/') })
    const inside = (): unknown => xsendfile(tmpdir(), { sender: nginx('/internal-a/b') })
    expect(second).toThrow(code('ERR_XSENDFILE_PREFIX_TAKEN'))
    expect(inside).toThrow(code('ERR_XSENDFILE_PREFIX_TAKEN'))
    const again = xsendfile(root, { sender: nginx('/internal-a') })
    first.close()
    expect(second).toThrow(code('ERR_XSENDFILE_PREFIX_TAKEN'))
    again.close()
    xsendfile(tmpdir(), { sender: nginx('/internal-a/') }).close()
  })
})

describe('XSENDFILE_SENDER', () => {
  const redirect = async (value: string, prefix?: string): Promise<string | null> => {
    vi.stubEnv('XSENDFILE_SENDER', value)
    const documents = xsendfile(root, { prefix })
    const response = await documents.send(get(), 'ten.txt')
    documents.close()
    return response.headers.get('X-Accel-Redirect')
  }

  it.each<[value: string, prefix: string | undefined, expected: string | null]>([
    ['', undefined, null],
    ['embedded', undefined, null],
    ['embedded', '/internal/', null],
    ['nginx', '/internal/', '/internal/ten.txt'],
    [`nginx:${root}=/internal-b/`, undefined, '/internal-b/ten.txt'],
    [`nginx:${root}=/internal-b/`, '/internal/', '/internal-b/ten.txt'],
    [`nginx:/srv/a=/a/,${root}=/b/,/srv/c=/c/`, undefined, '/b/ten.txt'],
  ])('%o with the prefix %o', async (value, prefix, expected) => {
    expect(await redirect(value, prefix)).toBe(expected)
  })

  it('names a root with or without the slash at its end that the code may give it', async () => {
    for (const [named, given] of [
      [root, `${root}/`],
      [`${root}/`, root],
      [`${root}/`, `${root}//`],
    ]) {
      vi.stubEnv('XSENDFILE_SENDER', `nginx:/srv/a=/a/,${named}=/b/`)
      const documents = xsendfile(given ?? '')
      const response = await documents.send(get(), 'ten.txt')
      documents.close()
      expect(response.headers.get('X-Accel-Redirect')).toBe('/b/ten.txt')
    }
  })

  it.each([
    'apache2',
    'nginx',
    'nginx:',
    'nginx:/srv/a=/a/',
    'embedded:/x=/y/',
    'constructor',
    '__proto__',
    ':',
  ])('%o is refused, and the message tells what is possible', (value) => {
    vi.stubEnv('XSENDFILE_SENDER', value)
    expect(() => xsendfile(root)).toThrow(code('ERR_XSENDFILE_SENDER_UNKNOWN'))
    expect(() => xsendfile(root)).toThrow(`XSENDFILE_SENDER=${value}`)
  })

  it('lists every sender when it names none', () => {
    vi.stubEnv('XSENDFILE_SENDER', 'ngnix')
    expect(() => xsendfile(root)).toThrow(
      'Cannot use XSENDFILE_SENDER=ngnix: there is no sender of this name; there are "embedded", "nginx", "nginx:/root=/prefix/"',
    )
  })

  it('counts for nothing where the code gives a sender', async () => {
    vi.stubEnv('XSENDFILE_SENDER', 'nginx:/nothing=/x/')
    const response = await xsendfile(root, { sender: embedded() }).send(get(), 'ten.txt')
    expect(outcomeOf(response)?.sender).toBe('embedded')
  })
})

describe('send()', () => {
  it('tells what it did', async () => {
    const documents = xsendfile(root)
    const outcome = async (fields: Record<string, string>): Promise<Sent | undefined> =>
      outcomeOf(await documents.send(get(fields), 'ten.txt'))
    expect(await outcome({})).toEqual({ status: 200, sender: 'embedded', outcome: 'whole' })
    expect(await outcome({ Range: 'bytes=0-1' })).toEqual({
      status: 206,
      sender: 'embedded',
      outcome: 'part',
    })
    expect(await outcome({ Range: 'bytes=0-1,3-4' })).toEqual({
      status: 206,
      sender: 'embedded',
      outcome: 'parts',
    })
    expect(await outcome({ 'If-None-Match': '*' })).toMatchObject({ status: 304, outcome: 'not-modified' })
    expect(await outcome({ 'If-Match': '"x"' })).toMatchObject({
      status: 412,
      outcome: 'precondition-failed',
    })
    expect(await outcome({ Range: 'bytes=99-' })).toMatchObject({
      status: 416,
      outcome: 'range-not-satisfiable',
    })
    expect(outcomeOf(new Response())).toBeUndefined()
  })

  it('tells what it handed over', async () => {
    const documents = xsendfile(root, { sender: nginx('/internal-send/') })
    const response = await documents.send(get(), 'ten.txt')
    expect(outcomeOf(response)).toEqual({ status: 200, sender: 'nginx', outcome: 'handed-over' })
    expect(await response.text()).toBe('')
    expect(response.headers.get('Content-Length')).toBe('0')
    documents.close()
  })

  it('leaves a file that is not there to the application', async () => {
    const left = await xsendfile(root).send(get(), 'missing', { notFound: 'leave' })
    expect([left.status, await left.text(), [...left.headers]]).toEqual([404, '', []])
    expect(outcomeOf(left)).toEqual({ status: 404, sender: 'embedded', outcome: 'not-found' })
    const documents = nodeXsendfile(root, { notFound: 'leave' })
    const answer = await askOnce(async (request, response) => {
      const { outcome } = await documents.send(request, response, 'missing')
      response.writeHead(404, { 'X-Own': 'yes' }).end(`own ${outcome}`)
    })
    expect([answer.status, answer.content, answer.fields.get('x-own')]).toEqual([
      404,
      'own not-found',
      ['yes'],
    ])
  })

  it('takes a stored file, and only of its own root', async () => {
    const documents = xsendfile(root)
    const found = await documents.find('ten.txt')
    expect(found).toMatchObject({ name: 'ten.txt', size: 10, mediaType: 'text/plain; charset=utf-8' })
    expect(found?.lastModified).toEqual(new Date('1994-11-06T08:49:37Z'))
    if (found === undefined) return
    expect((await documents.send(get(), found)).status).toBe(200)
    await expect(xsendfile(root).send(get(), found)).rejects.toThrow(
      code('ERR_XSENDFILE_FILE_OF_ANOTHER_ROOT'),
    )
  })

  it.each<[kind: string, make: () => [path: StorePath, change: () => unknown]]>([
    ['an array', () => changing(['alice.txt'], (path) => path.fill('bob.txt'))],
    ['bytes', () => changing(Buffer.from('alice.txt'), (path) => path.fill('x'))],
    ['bytes in an array', () => changing([Buffer.from('alice.txt')], ([name]) => name?.fill('x'))],
  ])('sends what it was given, whatever becomes of it then: %s', async (_, make) => {
    writeFileSync(join(root, 'alice.txt'), 'of alice')
    writeFileSync(join(root, 'bob.txt'), 'of bob')
    const documents = xsendfile(root)
    const [path, change] = make()
    const sent = documents.send(get(), path)
    const found = documents.find(path)
    change()
    expect(await (await sent).text()).toBe('of alice')
    const file = (await found) ?? expect.fail()
    expect(await (await documents.send(get(), file)).text()).toBe('of alice')
  })

  it('judges a stored file again', async () => {
    const documents = xsendfile(root)
    writeFileSync(join(root, 'brief.txt'), 'x')
    const found = (await documents.find('brief.txt')) ?? expect.fail()
    rmSync(join(root, 'brief.txt'))
    expect((await documents.send(get(), found)).status).toBe(404)
  })

  it.each([undefined, null, 5, {}, [undefined], ['a', null], [5]])('refuses %o as a path', async (path) => {
    await expect(xsendfile(root).send(get(), path as string)).rejects.toThrow(
      code('ERR_XSENDFILE_PATH_INVALID'),
    )
  })

  it('a path that is none is a 500 under node:http, and the process lives on', async () => {
    const codes: string[] = []
    const documents = nodeXsendfile(root)
    documents.on('failure', ({ error }) => void codes.push((error as XsendfileError).code))
    const { status } = await askOnce(async (request, response) => {
      await documents.send(request, response, undefined as unknown as string)
    })
    expect([status, codes]).toEqual([500, ['ERR_XSENDFILE_PATH_INVALID']])
  })

  it('refuses the wrong door', async () => {
    await expect(xsendfile(root).send({} as Request, 'ten.txt')).rejects.toThrow(
      code('ERR_XSENDFILE_ARGUMENT_INVALID'),
    )
    const errors: unknown[] = []
    await askOnce(async (request, response) => {
      await xsendfile(root)
        .send(request as unknown as Request, 'ten.txt')
        .catch((error: unknown) => errors.push(error))
      const documents = nodeXsendfile(root)
      await documents
        .send(get() as never, 'ten.txt' as never, 'ten.txt')
        .catch((error: unknown) => errors.push(error))
      response.end()
    })
    expect(errors).toMatchObject([
      { code: 'ERR_XSENDFILE_ARGUMENT_INVALID' },
      { code: 'ERR_XSENDFILE_ARGUMENT_INVALID' },
    ])
  })

  it('leaves an answer alone that was given already', async () => {
    const documents = nodeXsendfile(root)
    const codes: string[] = []
    documents.on('failure', ({ error }) => void codes.push((error as XsendfileError).code))
    const answer = await askOnce(async (request, response) => {
      const sent = await documents.send(request, response, 'ten.txt')
      const again = await documents.send(request, response, 'ten.txt')
      expect([sent.outcome, again.outcome]).toEqual(['whole', 'failed'])
    })
    expect([answer.status, answer.content, codes]).toEqual([
      200,
      '0123456789',
      ['ERR_XSENDFILE_ALREADY_ANSWERED'],
    ])
  })

  it('leaves an answer alone that was given while it looked for the file', async () => {
    const codes: string[] = []
    // Finds the file before the client can have got the other answer and left.
    const documents = nodeXsendfile(memoryStore({ 'ten.txt': '0123456789' }))
    documents.on('failure', ({ error }) => void codes.push((error as XsendfileError).code))
    const large = 'x'.repeat(10_000_000)
    const answer = await askOnce((request, response) => {
      void documents.send(request, response, 'ten.txt')
      response.end(large)
    })
    expect([answer.status, answer.complete, answer.content === large]).toEqual([200, true, true])
    expect(codes).toEqual(['ERR_XSENDFILE_ALREADY_ANSWERED'])
  })

  it('warns under Express too of an answer that was given already', async () => {
    const warnings: unknown[] = []
    const note = (warning: unknown): void => void warnings.push(warning)
    process.on('warning', note)
    const documents = expressXsendfile(root)
    const application = express().get('/', async (request, response) => {
      response.send('own')
      await documents.send(request, response, 'ten.txt')
    })
    const answer = await askOnce(application)
    await new Promise((resolve) => setTimeout(resolve, 20))
    process.off('warning', note)
    expect(answer.content).toBe('own')
    expect(warnings).toMatchObject([{ name: 'XsendfileWarning', code: 'ERR_XSENDFILE_ALREADY_ANSWERED' }])
  })

  it('does nothing any more once it is closed', async () => {
    const documents = xsendfile(root)
    documents.close()
    await expect(documents.send(get(), 'ten.txt')).rejects.toThrow(code('ERR_XSENDFILE_CLOSED'))
    await expect(documents.find('ten.txt')).rejects.toThrow(code('ERR_XSENDFILE_CLOSED'))
  })

  it('limits the rate', async () => {
    writeFileSync(join(root, 'slow.bin'), Buffer.alloc(40_000, 'x'))
    const begun = performance.now()
    const response = await xsendfile(root).send(get(), 'slow.bin', { maxRate: 100_000 })
    expect((await response.arrayBuffer()).byteLength).toBe(40_000)
    expect(performance.now() - begun).toBeGreaterThan(300)
  })

  it.each([
    [{ disposition: 'download' }, 'ERR_XSENDFILE_OPTION_INVALID'],
    [{ maxRate: 0 }, 'ERR_XSENDFILE_OPTION_INVALID'],
    [{ unknown: 1 }, 'ERR_XSENDFILE_OPTION_INVALID'],
    [{ contentType: 'pdf' }, 'ERR_XSENDFILE_OPTION_INVALID'],
    [{ headers: { 'Content-Length': '5' } }, 'ERR_XSENDFILE_FIELD_FORBIDDEN'],
    [{ headers: { 'content-encoding': 'gzip' } }, 'ERR_XSENDFILE_FIELD_FORBIDDEN'],
    [{ headers: { 'X-A': 'a\r\nSet-Cookie: b=1' } }, 'ERR_XSENDFILE_FIELD_INVALID'],
    [{ headers: { 'X A': 'a' } }, 'ERR_XSENDFILE_FIELD_INVALID'],
  ])('refuses the options %o with %s', async (options, expected) => {
    await expect(xsendfile(root).send(get(), 'ten.txt', options as object)).rejects.toThrow(code(expected))
  })
})

describe('fields that the application has set on the answer', () => {
  const fieldsOf = async (
    set: Record<string, string | string[]>,
    options?: Parameters<ReturnType<typeof nodeXsendfile>['send']>[3],
    method = 'GET',
    fields: [string, string][] = [],
  ): Promise<WireAnswer> => {
    const documents = nodeXsendfile(root, {
      headers: { 'X-Level': 'application', Vary: 'Accept' },
      cacheControl: 'no-cache',
    })
    documents.on('failure', () => undefined)
    return await askOnce(
      async (request, response) => {
        for (const [name, value] of Object.entries(set)) response.setHeader(name, value)
        await documents.send(request, response, 'ten.txt', options)
      },
      method,
      fields,
    )
  }

  it('outweigh the options of xsendfile, and are outweighed by those of send', async () => {
    const one = (answer: WireAnswer, name: string): unknown => answer.fields.get(name)
    expect(one(await fieldsOf({}), 'x-level')).toEqual(['application'])
    expect(one(await fieldsOf({ 'x-level': 'answer' }), 'x-level')).toEqual(['answer'])
    expect(
      one(await fieldsOf({ 'x-level': 'answer' }, { headers: { 'X-Level': 'send' } }), 'x-level'),
    ).toEqual(['send'])
    expect(one(await fieldsOf({}), 'cache-control')).toEqual(['no-cache, no-transform'])
    expect(one(await fieldsOf({ 'Cache-Control': 'no-store' }), 'cache-control')).toEqual([
      'no-store, no-transform',
    ])
    expect(
      one(await fieldsOf({ 'Cache-Control': 'no-store' }, { cacheControl: 'private' }), 'cache-control'),
    ).toEqual(['private, no-transform'])
    expect(one(await fieldsOf({ 'Content-Type': 'text/x-a' }), 'content-type')).toEqual(['text/x-a'])
    expect(
      one(await fieldsOf({ 'Content-Type': 'text/x-a' }, { contentType: 'text/x-b' }), 'content-type'),
    ).toEqual(['text/x-b'])
    expect(one(await fieldsOf({ 'Content-Disposition': 'inline' }), 'content-disposition')).toEqual([
      'inline',
    ])
    expect(one(await fieldsOf({ ETag: '"own"' }), 'etag')).toEqual(['"own"'])
    expect(one(await fieldsOf({ ETag: '"own"' }, { etag: false }), 'etag')).toBeUndefined()
    expect(
      one(await fieldsOf({ 'Content-Security-Policy': "default-src 'self'" }), 'content-security-policy'),
    ).toEqual(["default-src 'self'"])
    expect(one(await fieldsOf({ 'Set-Cookie': ['a=1', 'b=2'] }), 'set-cookie')).toEqual(['a=1', 'b=2'])
  })

  it('are what preconditions are evaluated against', async () => {
    const match = async (tag: string): Promise<number> =>
      (await fieldsOf({ ETag: '"own"' }, undefined, 'GET', [['If-None-Match', tag]])).status
    expect([await match('"own"'), await match('"2ebc98a1-a"')]).toEqual([304, 200])
    const date = 'Mon, 07 Nov 1994 08:49:37 GMT'
    const since = await fieldsOf({ 'Last-Modified': date }, undefined, 'GET', [
      ['If-Unmodified-Since', 'Sun, 06 Nov 1994 08:49:37 GMT'],
    ])
    expect(since.status).toBe(412)
  })

  it('go from an answer without the file when they describe it', async () => {
    const set = {
      ETag: '"x"',
      Expires: '0',
      'Content-Language': 'de',
      'Content-Disposition': 'inline',
      'Set-Cookie': 'a=1',
      'Access-Control-Allow-Origin': '*',
    }
    const answer = await fieldsOf(set, undefined, 'POST')
    expect(answer.status).toBe(405)
    for (const name of ['etag', 'expires', 'content-language', 'content-disposition']) {
      expect(answer.fields.has(name), name).toBe(false)
    }
    expect(answer.fields.get('set-cookie')).toEqual(['a=1'])
    expect(answer.fields.get('access-control-allow-origin')).toEqual(['*'])
  })

  it.each([
    'Content-Length',
    'Content-Encoding',
    'Content-Range',
    'Transfer-Encoding',
    'Trailer',
    'Accept-Ranges',
  ])('%s is refused, and does not spoil the answer that says so', async (name) => {
    const answer = await fieldsOf({ [name]: name === 'Content-Length' ? '5' : 'x' })
    expect([answer.status, answer.content, answer.complete]).toEqual([500, 'Internal server error\n', true])
    if (name !== 'Content-Length') expect(answer.fields.has(name.toLowerCase())).toBe(false)
  })

  it('a field that corrupts a download goes to the error handler of Express', async () => {
    const documents = expressXsendfile(root)
    const application = express().get('/', async (request, response) => {
      response.setHeader('Content-Encoding', 'gzip')
      await documents.send(request, response, 'ten.txt')
    })
    const handler: express.ErrorRequestHandler = (error, _, response, __) => {
      response.removeHeader('Content-Encoding')
      response.status(500).send((error as XsendfileError).message)
    }
    const answer = await askOnce(application.use(handler))
    expect(answer.content).toBe(
      'Cannot set "content-encoding" in the answer: only what sends the file knows its value; leave it out',
    )
  })
})

describe('a sender of your own', () => {
  const companyServer: Sender = {
    name: 'company-server',
    raceFree: false,
    keeps: 'all',
    instructionFields: ['X-Company-File'],
    handOver: ({ file }) => ({ fields: { 'X-Company-File': percentEncodePath(`/files/${file.path}`) } }),
  }

  it('hands over in its own way, after all checks', async () => {
    const documents = xsendfile(root, { sender: companyServer })
    writeFileSync(join(root, 'a b?é.txt'), 'x')
    const response = await documents.send(get(), 'a b?é.txt')
    expect(response.headers.get('X-Company-File')).toBe('/files/a%20b%3F%C3%A9.txt')
    expect(outcomeOf(response)).toEqual({ status: 200, sender: 'company-server', outcome: 'handed-over' })
    expect((await documents.send(get(), 'missing')).headers.has('X-Company-File')).toBe(false)
    expect(
      (await documents.send(get({ 'If-None-Match': '*' }), 'ten.txt')).headers.has('X-Company-File'),
    ).toBe(false)
  })

  it('may say that it cannot', async () => {
    const reasons: string[] = []
    const documents = xsendfile(root, {
      sender: { ...companyServer, handOver: () => ({ unable: 'it is Sunday' }) },
    })
    documents.on('fallback', ({ reason, sender, path }) => void reasons.push(`${sender} ${path} ${reason}`))
    const response = await documents.send(get(), 'ten.txt')
    expect([await response.text(), reasons]).toEqual(['0123456789', ['company-server ten.txt it is Sunday']])
  })

  it('keeps its instruction field to itself', async () => {
    const documents = xsendfile(root, { sender: companyServer })
    const sending = documents.send(get(), 'ten.txt', { headers: { 'x-company-file': '/etc/passwd' } })
    await expect(sending).rejects.toThrow(code('ERR_XSENDFILE_FIELD_FORBIDDEN'))
  })
})

describe('xsendfile() called with wrong values', () => {
  type AnyXsendfile = (root: unknown, options?: unknown) => unknown

  it.each<[root: unknown, options: unknown, expected: string, message: string]>([
    [root, null, 'ERR_XSENDFILE_OPTION_INVALID', 'Cannot use null as options: give an object'],
    [root, 'nginx', 'ERR_XSENDFILE_OPTION_INVALID', 'Cannot use "nginx" as options'],
    [root, { prefix: 5 }, 'ERR_XSENDFILE_PREFIX_INVALID', 'Cannot use 5 as the prefix of this root'],
    [root, { prefix: 'nope nope' }, 'ERR_XSENDFILE_PREFIX_INVALID', 'Cannot use "nope nope" as the prefix'],
    [null, {}, 'ERR_XSENDFILE_ROOT_NOT_ABSOLUTE', 'Cannot use null as a root: give an absolute path'],
    [5, {}, 'ERR_XSENDFILE_ROOT_NOT_ABSOLUTE', 'Cannot use 5 as a root: give'],
    [Buffer.from(root), {}, 'ERR_XSENDFILE_ROOT_NOT_ABSOLUTE', 'Cannot use an object as a root: give'],
    [
      '/srv/\ud800',
      {},
      'ERR_XSENDFILE_ROOT_NOT_ABSOLUTE',
      String.raw`Cannot use "/srv/\ud800" as a root: it`,
    ],
  ])('%o, %o', (given, options, expected, message) => {
    expect(() => (xsendfile as AnyXsendfile)(given, options)).toThrow(code(expected))
    expect(() => (xsendfile as AnyXsendfile)(given, options)).toThrow(message)
  })

  it('a sender whose handOver() gives a promise is told so', async () => {
    const sender = {
      ...nginx('/internal-promise/'),
      handOver: async () => ({ unable: 'too late' }),
    } as unknown as Sender
    const documents = xsendfile(root, { sender })
    await expect(documents.send(get(), 'ten.txt')).rejects.toThrow(code('ERR_XSENDFILE_SENDER_INVALID'))
    documents.close()
  })
})

describe('a store of your own', () => {
  it('gives its files with the same answers', async () => {
    const documents = xsendfile(memoryStore({ 'a.txt': '0123456789' }))
    const response = await documents.send(get({ Range: 'bytes=2-4' }), 'a.txt')
    expect([response.status, await response.text()]).toEqual([206, '234'])
    expect((await documents.send(get(), 'b.txt')).status).toBe(404)
    expect(await documents.find('a.txt')).toMatchObject({ size: 10 })
  })

  it('may number the versions of each file from 1: what one begins with says nothing of another', async () => {
    const numbered = (files: Record<string, string>): Store => {
      const store = memoryStore(files)
      return {
        label: 'numbered',
        async open(path) {
          const found = await store.open(path)
          return 'refused' in found ? found : { ...found, version: '1' }
        },
      }
    }
    const shown = async (documents: ReturnType<typeof xsendfile>, name: string): Promise<string> => {
      const { headers } = await documents.send(get(), name)
      return String(headers.get('Content-Disposition')?.split(';')[0])
    }
    const one = xsendfile(numbered({ 'a.pdf': '%PDF-1.7', 'b.pdf': '<script>' }))
    expect(await shown(one, 'a.pdf')).toBe('inline')
    expect(await shown(one, 'b.pdf')).toBe('attachment')
    expect(await shown(xsendfile(numbered({ 'a.pdf': '<script>' })), 'a.pdf')).toBe('attachment')
  })

  it.each([1, 3, 100])('may give %i bytes at once', async (most) => {
    const documents = xsendfile(
      memoryStore({ 'plans.pdf': '%PDF-1.7\n%', 'plans.txt': '%PDF-1.7\n%', 'empty.txt': '' }, most),
    )
    const answers = ['plans.pdf', 'plans.txt', 'empty.txt'].map(async (name) => {
      const response = await documents.send(get(), name)
      return [response.headers.get('Content-Disposition')?.split(';')[0], await response.text()]
    })
    expect(await Promise.all(answers)).toEqual([
      ['inline', '%PDF-1.7\n%'],
      ['attachment', '%PDF-1.7\n%'],
      ['inline', ''],
    ])
  })

  it('is sent by the embedded sender where a front end cannot reach it', async () => {
    const documents = xsendfile(memoryStore({ 'a.txt': 'x' }), { sender: nginx('/internal-memory/') })
    expect(outcomeOf(await documents.send(get(), 'a.txt'))?.sender).toBe('embedded')
    documents.close()
  })
})

import fc from 'fast-check'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { percentEncodePath } from '../../src/senders.ts'
import { type WireAnswer, exchange } from '../servers/wire.ts'
import { type StartedGateway, startGateway } from './started.ts'
import { type NotingUpstream, startUpstream } from './upstreams.ts'

const folder = mkdtempSync(join(tmpdir(), 'xsendfile-instructions-'))
const files = join(folder, 'files')
const inner = join(files, 'inner')
const media = join(folder, 'media')

/** What the application answers next. */
let answer: (response: ServerResponse, request: IncomingMessage) => void
let upstream: NotingUpstream
let gateway: StartedGateway
const port = (): number => gateway.port

beforeAll(async () => {
  for (const path of [files, inner, media, join(folder, 'files-evil')]) mkdirSync(path)
  const contents = {
    'files/plain.txt': '0123456789',
    'files/é #1 100%.txt': 'odd',
    'files/pctA.txt': 'the wrong one',
    'files/pct%41.txt': 'the right one',
    'files/page.html': '<script>1</script>',
    'files/.hidden': 'secret',
    'files/inner/deep.txt': 'deep',
    'media/film.mp4': 'film',
    'files-evil/secret.txt': 'secret',
    'secret.txt': 'secret',
  }
  for (const [name, content] of Object.entries(contents)) {
    writeFileSync(join(folder, name), content)
    utimesSync(join(folder, name), 784_111_777, 784_111_777)
  }
  symlinkSync(join(folder, 'secret.txt'), join(files, 'link.txt'))
  upstream = await startUpstream((request, response) => answer(response, request))
  gateway = await startGateway(upstream.port, {
    roots: [
      { path: files, prefix: ['/internal/', '/-internal-'], reproxy: 'http://files.internal/docs/' },
      { path: media, as: '/app/media', prefix: '/internal/media/' },
    ],
  })
})
afterAll(() => rmSync(folder, { recursive: true }))

type Fields = Readonly<Record<string, string | readonly string[]>>

/** Asks while the application answers with these fields. */
async function ask(
  fields: Fields,
  { status = 200, method = 'GET', asked = {}, content = '', at = port() }: Partial<AskOptions> = {},
): Promise<WireAnswer> {
  answer = (response) => {
    for (const [name, value] of Object.entries(fields)) response.setHeader(name, value)
    response.writeHead(status).end(content)
  }
  return await exchange(at, { method, target: '/', fields: Object.entries(asked) })
}

interface AskOptions {
  status: number
  method: string
  asked: Readonly<Record<string, string>>
  content: string
  at: number
}

const latin1 = (text: string): string => Buffer.from(text).toString('latin1')

describe('a field that names a file', () => {
  it.each([
    ['X-Accel-Redirect', '/internal/plain.txt'],
    ['x-accel-redirect', '/internal/plain.txt'],
    ['X-Accel-Redirect', '/-internal-/plain.txt'],
    ['X-Accel-Redirect', '/internal//plain.txt'],
    ['X-Accel-Redirect', '/internal/plain.txt?token=1'],
    ['X-Accel-Redirect', '/%69nternal/plain%2Etxt'],
    ['X-LiteSpeed-Location', '/internal/plain.txt'],
    ['X-Sendfile', `${files}/plain.txt`],
    ['X-SENDFILE', `${files}/plain.txt`],
    ['X-Lighttpd-Send-File', `${files}/plain.txt`],
    ['X-LIGHTTPD-send-file', `${files}/plain.txt`],
    ['X-Reproxy-URL', 'http://files.internal/docs/plain.txt'],
    ['X-Reproxy-URL', 'HTTP://Files.Internal:80/docs/plain.txt?signature=1'],
  ])('%s: %s is answered with it', async (name, value) => {
    const { status, content, fields } = await ask({ [name]: value })
    expect([status, content]).toEqual([200, '0123456789'])
    expect(fields.get('etag')).toEqual(['"2ebc98a1-a"'])
    expect([...fields.keys()].filter((field) => /^x-(?!content-type-options)/.test(field))).toEqual([])
  })

  it.each([
    ['X-Accel-Redirect', '/internal/inner/deep.txt', 'deep'],
    ['X-Accel-Redirect', '/internal/inner%2Fdeep.txt', 'deep'],
    ['X-Accel-Redirect', '/internal/media/film.mp4', 'film'],
    ['X-Accel-Redirect', '/internal/%C3%A9%20%231%20100%25.txt', 'odd'],
    ['X-Accel-Redirect', latin1('/internal/é #1 100%25.txt'), 'odd'],
    ['X-Accel-Redirect', '/internal/pct%2541.txt', 'the right one'],
    ['X-Sendfile', '/app/media/film.mp4', 'film'],
    ['X-Sendfile', '/app/media//film.mp4', 'film'],
  ])('%s: %s finds its file', async (name, value, expected) => {
    expect(await ask({ [name]: value })).toMatchObject({ status: 200, content: expected })
  })

  it.each([
    ['X-Accel-Redirect', '/elsewhere/plain.txt', 'is below no prefix'],
    ['X-Accel-Redirect', '//internal/plain.txt', 'is below no prefix'],
    ['X-Accel-Redirect', '/internal', 'is below no prefix'],
    ['X-Accel-Redirect', '/internal../secret.txt', 'is below no prefix'],
    ['X-Accel-Redirect', '/internally/plain.txt', 'is below no prefix'],
    ['X-Accel-Redirect', '/INTERNAL/plain.txt', 'is below no prefix'],
    ['X-Accel-Redirect', 'http://127.0.0.1/internal/plain.txt', 'is below no prefix'],
    ['X-Accel-Redirect', '@named', 'is below no prefix'],
    ['X-Accel-Redirect', '', 'is below no prefix'],
    ['X-Accel-Redirect', '/internal/100%.txt', 'no escape'],
    ['X-Accel-Redirect', '/internal/%zz.txt', 'no escape'],
    ['X-Sendfile', '/etc/passwd', 'is in no root'],
    ['X-Sendfile', 'plain.txt', 'is in no root'],
    ['X-Sendfile', files, 'is in no root'],
    ['X-Sendfile', `${files}-evil/secret.txt`, 'is in no root'],
    ['X-Sendfile', `${media}/film.mp4`, 'is in no root'],
    ['X-Sendfile', `${files}/pct%41.txt`, 'two different names'],
    ['X-Lighttpd-Send-File', `${files}/a%20b.txt`, 'two different names'],
    ['X-Reproxy-URL', 'http://files.internal/other/plain.txt', 'is below no URL'],
    ['X-Reproxy-URL', 'https://files.internal/docs/plain.txt', 'is below no URL'],
    ['X-Reproxy-URL', 'http://files.internal:81/docs/plain.txt', 'is below no URL'],
    ['X-Reproxy-URL', 'http://files.internal.example/docs/plain.txt', 'is below no URL'],
    ['X-Reproxy-URL', 'http://files.internal@127.0.0.1/docs/plain.txt', 'is no URL'],
    ['X-Reproxy-URL', 'http://127.0.0.1:1/', 'is below no URL'],
    ['X-Reproxy-URL', '/docs/plain.txt', 'is no URL'],
    ['X-Reproxy-URL', 'file:///etc/passwd', 'is no URL'],
    ['X-Reproxy-URL', 'http://a/ http://files.internal/docs/plain.txt', 'is no URL'],
    ['X-Sendfile2', `${files}/plain.txt 0-4`, 'is not supported'],
    ['X-Sendfile-Temporary', `${files}/plain.txt`, 'is not supported'],
    ['X-Reproxy-File', `${files}/plain.txt`, 'is not supported'],
    ['X-Archive-Files', 'zip', 'is not supported'],
  ])('%s: %s is 502, and the log says why', async (name, value, why) => {
    const before = gateway.log.length
    const { status, content, raw } = await ask({ [name]: value }, { content: 'of the application' })
    expect([status, content]).toEqual([502, 'Bad gateway\n'])
    expect(raw).not.toContain(folder)
    await expect.poll(() => gateway.log.length).toBe(before + 1)
    expect(gateway.log.at(-1)).toMatchObject({
      sentBy: 'gateway',
      hint: expect.stringContaining(why) as string,
    })
    expect(gateway.log.at(-1)?.hint).toContain(name)
  })

  it.each([
    '/internal/missing.txt',
    '/internal/',
    '/internal/inner',
    '/internal/inner/',
    '/internal/../secret.txt',
    '/internal/%2e%2e/secret.txt',
    '/internal/%2e%2e%2fsecret.txt',
    '/internal/inner/../plain.txt',
    '/internal/./plain.txt',
    '/internal/plain.txt%00.png',
    '/internal/.hidden',
    '/internal/link.txt',
    `/internal/${'a'.repeat(5000)}`,
  ])('X-Accel-Redirect: %s is 404, and the log says why', async (value) => {
    const before = gateway.log.length
    const { status, content } = await ask({ 'X-Accel-Redirect': value, 'Content-Disposition': 'attachment' })
    expect([status, content]).toEqual([404, 'Not found\n'])
    await expect.poll(() => gateway.log.length).toBe(before + 1)
    expect(gateway.log.at(-1)).toMatchObject({
      sentBy: 'gateway',
      hint: expect.stringMatching(/is not sent: (?:missing|name|not-a-file|dotfile|outside-root)$/) as string,
    })
  })

  it('whatever it names, nothing outside the roots is sent', async () => {
    const parts = fc.constantFrom(
      'internal',
      '..',
      '.',
      '',
      'secret.txt',
      '%2e%2e',
      '%2f',
      'files-evil',
      '%00',
      'etc',
      'passwd',
      '\\',
    )
    const value = fc.array(parts, { minLength: 1, maxLength: 6 }).map((list) => `/${list.join('/')}`)
    const name = fc.constantFrom('X-Accel-Redirect', 'X-Sendfile', 'X-Reproxy-URL', 'X-LiteSpeed-Location')
    const beginning = fc.constantFrom('', files, '/internal', 'http://files.internal/docs', '/app/media')
    await fc.assert(
      fc.asyncProperty(name, beginning, value, async (field, from, rest) => {
        const { status, raw } = await ask({ [field]: from + rest })
        expect([404, 502]).toContain(status)
        expect(raw).not.toContain('secret\n')
        expect(raw.endsWith('secret')).toBe(false)
      }),
      { numRuns: 300 },
    )
  })
})

describe('several fields', () => {
  it('that name one file are answered with it', async () => {
    const fields = { 'X-Accel-Redirect': '/internal/plain.txt', 'X-Sendfile': `${files}/plain.txt` }
    expect(await ask(fields)).toMatchObject({ status: 200, content: '0123456789' })
  })

  it.each<[string, Fields]>([
    ['two fields', { 'X-Accel-Redirect': '/internal/plain.txt', 'X-Sendfile': `${files}/page.html` }],
    ['two lines', { 'X-Accel-Redirect': ['/internal/plain.txt', '/internal/page.html'] }],
    ['one that no root maps', { 'X-Accel-Redirect': '/internal/plain.txt', 'X-Sendfile': '/etc/passwd' }],
  ])('that name different files are 502: %s', async (_, fields) => {
    expect((await ask(fields)).status).toBe(502)
  })
})

describe('--encoding', () => {
  it.each([
    ['raw', `${files}/pct%41.txt`, 'the right one'],
    ['percent', `${files}/pct%41.txt`, 'the wrong one'],
    ['percent', percentEncodePath(`${files}/pct%41.txt`), 'the right one'],
    ['raw', latin1(`${files}/é #1 100%.txt`), 'odd'],
    ['percent', percentEncodePath(latin1(`${files}/é #1 100%.txt`)), 'odd'],
  ] as const)('%s reads X-Sendfile: %s so', async (encoding, value, expected) => {
    const { port: at, stop } = await startGateway(upstream.port, { roots: files, encoding })
    expect(await ask({ 'X-Sendfile': value }, { at })).toMatchObject({ status: 200, content: expected })
    await stop()
  })

  it('percent refuses what is not encoded', async () => {
    const { port: at, stop } = await startGateway(upstream.port, { roots: files, encoding: 'percent' })
    expect((await ask({ 'X-Sendfile': `${files}/100%.txt` }, { at })).status).toBe(502)
    await stop()
  })
})

describe('a status other than 200', () => {
  it.each([201, 203, 206, 304, 302, 401, 403, 404, 500])("%i is the application's answer", async (status) => {
    const fields = { 'X-Accel-Redirect': '/internal/plain.txt', 'X-Sendfile': '/etc/passwd', 'X-Kept': 'yes' }
    const answered = await ask(fields, { status, content: status === 304 ? '' : 'of the application' })
    expect([answered.status, answered.content]).toEqual([status, status === 304 ? '' : 'of the application'])
    expect(answered.fields.get('x-kept')).toEqual(['yes'])
    expect(answered.raw).not.toMatch(/x-(?:accel|sendfile)/i)
  })
})

describe('an answer without such a field', () => {
  it('passes, but for what only servers may see', async () => {
    const answered = await ask(
      { 'X-Accel-Expires': '60', 'X-Accel-Buffering': 'no', ETag: 'W/"1"' },
      { content: 'mine' },
    )
    expect([answered.status, answered.content]).toEqual([200, 'mine'])
    expect(answered.fields.get('etag')).toEqual(['W/"1"'])
    expect(answered.raw).not.toMatch(/x-accel/i)
  })
})

describe('the fields of the application', () => {
  const redirect = { 'X-Accel-Redirect': '/internal/page.html' }

  it('stay, those that speak of its empty content do not', async () => {
    const { fields, content } = await ask({
      ...redirect,
      'Content-Type': 'text/x-app',
      'Content-Disposition': 'inline; filename="b.txt"',
      'Cache-Control': 'public, max-age=60',
      'Content-Security-Policy': "default-src 'self'",
      'Set-Cookie': ['a=1', 'b=2'],
      ETag: '"of-the-application"',
      'Last-Modified': 'Sun, 06 Nov 1994 08:49:37 GMT',
      'X-Custom': 'kept',
      Vary: 'Cookie',
      'Content-Encoding': 'gzip',
      'Content-MD5': '1B2M2Y8AsgTpgAmY7PhCfg==',
      'Accept-Ranges': 'none',
    })
    expect(content).toBe('<script>1</script>')
    expect(Object.fromEntries(fields)).toMatchObject({
      'content-type': ['text/x-app'],
      'content-disposition': ['inline; filename="b.txt"'],
      'cache-control': ['public, max-age=60, no-transform'],
      'content-security-policy': ["default-src 'self'"],
      'set-cookie': ['a=1', 'b=2'],
      etag: ['"of-the-application"'],
      'x-custom': ['kept'],
      vary: ['Cookie'],
      'accept-ranges': ['bytes'],
      'content-length': ['18'],
    })
    for (const gone of ['content-encoding', 'content-md5']) expect(fields.has(gone), gone).toBe(false)
  })

  it('are not added to as a web server would not, but the file is private', async () => {
    const { fields } = await ask(redirect)
    expect(fields.get('content-type')).toEqual(['text/html; charset=utf-8'])
    expect(fields.has('content-disposition')).toBe(false)
    expect(fields.has('content-security-policy')).toBe(false)
    expect(fields.get('x-content-type-options')).toEqual(['nosniff'])
    expect(fields.get('cache-control')).toEqual(['private, no-cache, no-transform'])
  })

  it('with --uploads what could run script is saved, in a sandbox', async () => {
    const { port: at, stop } = await startGateway(upstream.port, {
      roots: { path: files, prefix: '/internal/' },
      uploads: true,
    })
    const { fields } = await ask(redirect, { at })
    expect(fields.get('content-disposition')).toEqual(['attachment; filename=page.html'])
    expect(fields.get('content-security-policy')?.[0]).toContain('sandbox')
    const shown = await ask({ ...redirect, 'Content-Disposition': 'inline' }, { at })
    expect(shown.fields.get('content-disposition')).toEqual(['inline'])
    await stop()
  })

  it.each([
    ['an empty type', { 'Content-Type': '' }, 'text/html; charset=utf-8'],
    ['a type that is none', { 'Content-Type': 'html' }, 'text/html; charset=utf-8'],
    [
      'X-Accel-Charset',
      { 'Content-Type': 'text/html', 'X-Accel-Charset': 'koi8-r' },
      'text/html; charset=koi8-r',
    ],
    [
      'X-Accel-Charset beside a charset',
      { 'Content-Type': 'text/html; charset=utf-8', 'X-Accel-Charset': 'koi8-r' },
      'text/html; charset=utf-8',
    ],
    ['X-Accel-Charset: off', { 'Content-Type': 'text/html', 'X-Accel-Charset': 'off' }, 'text/html'],
  ])('give the type: %s', async (_, fields, expected) => {
    expect((await ask({ ...redirect, ...fields })).fields.get('content-type')).toEqual([expected])
  })

  it('an entity tag that is none is left out, and ours stands in', async () => {
    expect((await ask({ ...redirect, ETag: 'a"b' })).fields.get('etag')).toEqual(['"2ebc98a1-12"'])
  })
})

describe('the request', () => {
  const redirect = { 'X-Accel-Redirect': '/internal/plain.txt' }

  it('is evaluated here: parts, preconditions, HEAD', async () => {
    const tag = '"2ebc98a1-a"'
    expect(await ask(redirect, { asked: { Range: 'bytes=2-4' } })).toMatchObject({
      status: 206,
      content: '234',
    })
    expect((await ask(redirect, { asked: { Range: 'bytes=10-' } })).status).toBe(416)
    expect((await ask(redirect, { asked: { 'If-None-Match': tag } })).status).toBe(304)
    expect((await ask(redirect, { asked: { 'If-Match': '"other"' } })).status).toBe(412)
    const head = await ask(redirect, { method: 'HEAD' })
    expect([head.status, head.content, head.fields.get('content-length')]).toEqual([200, '', ['10']])
  })

  it('may have any method: what the application answers counts', async () => {
    const answered = await ask(redirect, { method: 'POST', asked: { Range: 'bytes=2-4' } })
    expect([answered.status, answered.content]).toEqual([200, '0123456789'])
  })

  it('is limited by X-Accel-Limit-Rate', async () => {
    const begun = Date.now()
    await ask({ ...redirect, 'X-Accel-Limit-Rate': '10' })
    expect(Date.now() - begun).toBeGreaterThan(500)
    for (const off of ['0', 'off', '-1', '1e3']) {
      expect((await ask({ ...redirect, 'X-Accel-Limit-Rate': off })).content).toBe('0123456789')
    }
  })

  it('gets the file whatever the application sends beside it', async () => {
    for (const length of [1, 9000, 300_000]) {
      const forged = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nforge'.padEnd(length, 'x')
      const { content, raw } = await ask(redirect, { content: forged })
      expect(content).toBe('0123456789')
      expect(raw).not.toContain('forge')
    }
  })

  it('gets the file where the application promises more than it sends', async () => {
    answer = (response) => {
      response.writeHead(200, { ...redirect, 'Content-Length': '10' })
      response.flushHeaders()
    }
    const answered = await exchange(port(), { method: 'GET', target: '/', fields: [] })
    expect([answered.status, answered.content]).toEqual([200, '0123456789'])
  })
})

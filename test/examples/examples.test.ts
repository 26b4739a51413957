import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
} from 'node:fs'
import { type Socket, connect } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pack } from '../packed.ts'
import { chromiumProgram, startChromium } from '../servers/chromium.ts'
import { nginxProgram, startNginx } from '../servers/nginx.ts'
import { freePort } from '../servers/ports.ts'
import type { RunningServer } from '../servers/server.ts'
import { type WireAnswer, exchange, parseAnswer } from '../servers/wire.ts'
import { digestOf, fixtures, writeDocuments } from './documents.ts'
import { type Example, type LostFields, chosenExamples } from './examples.ts'
import { type InstalledExample, type RunningExample, installExample } from './installed-example.ts'

const folder = mkdtempSync(join(tmpdir(), 'xsendfile-examples-'))
const root = join(folder, 'documents')
/** Where every example keeps its documents in nginx. */
const prefix = '/internal-documents/'
let tarball: string
/** One for all examples: each has an origin of its own. */
let browser: Browser | undefined

beforeAll(() => {
  chmodSync(folder, 0o755)
  mkdirSync(root, { mode: 0o755 })
  writeDocuments(root)
  tarball = pack(folder)
})
afterAll(async () => {
  await browser?.close()
  rmSync(folder, { recursive: true })
})

describe.each(chosenExamples(process.env['XSENDFILE_EXAMPLES']))('$title', (example) => {
  let installed: InstalledExample
  beforeAll(async () => {
    installed = await installExample(example, tarball)
  }, 900_000)
  afterAll(() => installed?.remove())

  describe('sends by itself', () => {
    let application: RunningExample
    const own = (): string => join(installed.folder, 'documents')
    beforeAll(async () => {
      writeDocuments(own())
      application = await installed.start()
    })
    afterAll(() => application?.stop())

    const untilNoneIsOpen = async (): Promise<void> => {
      await expect.poll(() => application.openFiles(own()), { timeout: 10_000 }).toEqual([])
    }

    itServes(example, () => application.port, 'the application')

    it('gives the document that it brings', async () => {
      const { port } = application
      const answer = await get(port, '/documents/welcome.txt', await signIn(port))
      expect([answer.status, answer.content]).toEqual([
        200,
        readFileSync(join(own(), 'welcome.txt'), 'latin1'),
      ])
    })

    it.each(['//', '//:', '/\\', 'http://', '/%', '/documents/%E0%A4%A', '/documents/a\x80b'])(
      'lives on after the target %j',
      async (target) => {
        expect((await get(application.port, target, await signIn(application.port))).status).toBeLessThan(500)
        expect((await get(application.port, '/', [])).status).toBe(200)
      },
    )

    it('lives on when the folder of the documents has gone away for a while', async () => {
      const { port } = application
      const signedIn = await signIn(port)
      const [away, targets] = [`${own()}-away`, ['/', '/documents/plans.pdf']]
      renameSync(own(), away)
      const without = await Promise.all(targets.map((target) => get(port, target, signedIn)))
      renameSync(away, own())
      for (const answer of without) expect(answer.content).not.toContain(own())
      for (const target of targets) expect((await get(port, target, signedIn)).status).toBe(200)
      expect(without.at(-1)?.status).toBeGreaterThanOrEqual(404)
    })

    it.skipIf(chromiumProgram === undefined)('lets a browser sign in and save a document', async () => {
      browser ??= await startChromium()
      const page = await browser.newPage()
      await page.goto(`http://localhost:${application.port}/`)
      await page.getByRole('button', { name: 'Sign in' }).click()
      const download = page.waitForEvent('download')
      await page.getByRole('link', { name: fixtures.named.name }).click()
      const saved = await download
      expect(saved.suggestedFilename()).toBe('Zeugnis für Zoë #1 100% _b_.pdf')
      expect(readFileSync(await saved.path(), 'utf8')).toBe(fixtures.named.content)
      await page.close()
    })

    it('has no file open when clients have left', async () => {
      const { port } = application
      const socket = await slowClient(port, '/documents/film.mp4')
      if (example.readsAhead) await untilNoneIsOpen()
      else expect(new Set(application.openFiles(own()))).toEqual(new Set([join(own(), 'film.mp4')]))
      socket.destroy()
      await untilNoneIsOpen()
      expect((await get(port, '/', [])).status).toBe(200)
    })

    it('lets nobody take a part for the whole when the file becomes shorter', async () => {
      const { port } = application
      const shrinking = join(own(), 'shrinking.mp4')
      copyFileSync(join(own(), 'film.mp4'), shrinking)
      const socket = await slowClient(port, '/documents/shrinking.mp4')
      truncateSync(shrinking, 1000)
      const chunks: Buffer[] = []
      socket.on('data', (chunk: Buffer) => chunks.push(chunk))
      await new Promise((resolve) => socket.on('error', resolve).on('close', resolve))
      const answer = parseAnswer(Buffer.concat(chunks).toString('latin1'), false)
      const whole =
        answer.complete && digestOf(Buffer.from(answer.content, 'latin1')) === fixtures.film.digest
      expect([answer.complete, whole]).toEqual(example.readsAhead && whole ? [true, true] : [false, false])
    })
  })

  describe.skipIf(nginxProgram === undefined)('behind nginx', () => {
    let application: RunningExample
    let port: number
    let nginx: RunningServer
    beforeAll(async () => {
      application = await installed.start({ XSENDFILE_SENDER: 'nginx', DOCUMENTS: root })
      port = await freePort()
      const upstream = `127.0.0.1:${application.port}`
      const places = ['--root', root, '--upstream', upstream, '--listen', `127.0.0.1:${port}`]
      nginx = await startNginx(
        installed.npx(['xsendfile', 'config', 'nginx', '--prefix', prefix, ...places]),
        port,
      )
    })
    afterAll(async () => {
      await nginx?.stop()
      await application?.stop()
    })

    itServes(example, () => port, 'nginx')

    it('the application names the file and sends nothing of it', async () => {
      const signedIn = await signIn(application.port)
      const answer = await get(application.port, '/documents/plans.pdf', signedIn)
      expect([answer.status, answer.content]).toEqual([200, ''])
      expect(answer.fields.get('x-accel-redirect')).toEqual([`${prefix}plans.pdf`])
      const stranger = await get(application.port, '/documents/plans.pdf', [])
      const missing = await get(application.port, '/documents/missing.pdf', signedIn)
      for (const { fields } of [stranger, missing]) expect(fields.has('x-accel-redirect')).toBe(false)
    })

    it('gives nobody the location of the files, nor its name', async () => {
      const signedIn = await signIn(port)
      expect((await get(port, `${prefix}plans.pdf`, signedIn)).status).toBe(404)
      const answer = await get(port, '/documents/plans.pdf', signedIn)
      expect(answer.raw.split('\r\n\r\n', 1)[0]).not.toMatch(/x-accel|internal-documents/i)
    })
  })
})

type SentBy = 'the application' | 'nginx'

/** A route of the documents, and what its framework does to answers. */
interface DocumentsRoute {
  readonly at: string
  readonly loses?: LostFields | undefined
}

/** Every route of the documents that an example has. */
function routesOf({ loses, wholeAt }: Example): readonly DocumentsRoute[] {
  const route = { at: '/documents/', loses }
  return wholeAt === undefined ? [route] : [route, { at: wholeAt }]
}

/** What every example does, whoever sends. */
function itServes(example: Example, portOf: () => number, sender: SentBy): void {
  it('shows strangers the way in, and who is signed in the documents', async () => {
    const wayIn = await get(portOf(), '/', [])
    expect([wayIn.status, wayIn.fields.get('content-type')?.[0]]).toEqual([
      200,
      expect.stringMatching(/^text\/html/),
    ])
    expect(wayIn.content).toMatch(/<form[^>]* action="\/sign-in"/)
    expect(wayIn.content).not.toContain('plans.pdf')
    const signedIn = await signIn(portOf())
    const page = await get(portOf(), '/', signedIn)
    expect(page.content).not.toContain('<b>')
    const links = Array.from(page.content.matchAll(/href="(\/documents\/[^"]+)"/g), ([, link = '']) => link)
    expect(links.map((link) => decodeURIComponent(link))).toEqual(
      expect.arrayContaining(['/documents/plans.pdf', `/documents/${fixtures.named.name}`]),
    )
    for (const link of links) expect((await get(portOf(), link, signedIn, 'HEAD')).status).toBe(200)
  })

  describe.each(routesOf(example))('$at', (route) => {
    itSends(route, portOf, sender)
  })
}

function itSends({ at, loses = {} }: DocumentsRoute, portOf: () => number, sender: SentBy): void {
  let signedIn: Fields
  beforeAll(async () => {
    signedIn = await signIn(portOf())
  })
  const ask = (name: string, fields: Fields = [], method = 'GET'): Promise<WireAnswer> =>
    get(portOf(), `${at}${name}`, [...signedIn, ...fields], method)

  /** Compares fields of a file; what the framework is known to lose must be missing. */
  const expectFields = (answer: WireAnswer, kind: keyof LostFields, fields: Record<string, string>): void => {
    // nginx writes the fields of what it sends; the rest comes through it as the application answers.
    const lost = sender === 'nginx' && kind !== 'HEAD' && kind !== '304' ? [] : (loses[kind] ?? [])
    const expected = Object.entries(fields).map(([name, value]) => [
      name,
      lost.includes(name) ? undefined : value,
    ])
    const found = Object.keys(fields).map((name) => [name, answer.fields.get(name)?.join(', ')])
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected))
  }
  const fieldsOfPlans = {
    'content-type': 'application/pdf',
    'content-length': '10000',
    'content-disposition': 'attachment; filename=plans.pdf',
    etag: fixtures.tag,
    'last-modified': 'Wed, 01 Jan 2020 00:00:00 GMT',
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-cache, no-transform',
    'x-content-type-options': 'nosniff',
  }

  it.each(['GET', 'HEAD'])('gives strangers no document: %s', async (method) => {
    for (const name of ['plans.pdf', 'missing.pdf']) {
      const answer = await get(portOf(), `${at}${name}`, [], method)
      expect([302, 303, 307, 401], `${answer.status}`).toContain(answer.status)
      expect(answer.fields.has('content-disposition')).toBe(false)
      expect(answer.content).not.toContain(fixtures.plans.slice(0, 20))
    }
    const stolen = await get(portOf(), `${at}plans.pdf`, [['Cookie', 'session=somebody']])
    expect([302, 303, 307, 401]).toContain(stolen.status)
  })

  it('gives the file whole', async () => {
    const answer = await ask('plans.pdf')
    expect([answer.status, answer.complete]).toEqual([200, true])
    expectFields(answer, 'GET', fieldsOfPlans)
    expect(answer.content === fixtures.plans).toBe(true)
  })

  it('gives HEAD the same fields', async () => {
    const answer = await ask('plans.pdf', [], 'HEAD')
    expect([answer.status, answer.content]).toEqual([200, ''])
    expectFields(answer, 'HEAD', fieldsOfPlans)
  })

  it('gives a name that must be encoded', async () => {
    const answer = await ask(encodeURIComponent(fixtures.named.name))
    const content = Buffer.from(answer.content, 'latin1').toString()
    expect([answer.status, content]).toEqual([200, fixtures.named.content])
    expect(answer.fields.get('content-disposition')?.[0]).toContain(
      "filename*=UTF-8''Zeugnis%20f%C3%BCr%20Zo%C3%AB%20%231%20100%25%20%3Cb%3E.pdf",
    )
  })

  it('decodes a name once', async () => {
    const answer = await ask(encodeURIComponent(fixtures.escaped.name))
    expect([answer.status, answer.content]).toEqual([200, fixtures.escaped.content])
  })

  it('gives a part', async () => {
    const answer = await ask('plans.pdf', [['Range', 'bytes=100-199']])
    expect([answer.status, answer.content === fixtures.plans.slice(100, 200)]).toEqual([206, true])
    expect(answer.fields.get('content-range')).toEqual(['bytes 100-199/10000'])
  })

  it('gives several parts', async () => {
    const answer = await ask('plans.pdf', [['Range', 'bytes=0-9,-5']])
    expect([answer.status, answer.complete]).toEqual([206, true])
    expectFields(answer, 'parts', { 'content-length': String(answer.content.length) })
    const type = answer.fields.get('content-type')?.[0] ?? ''
    const boundary = /^multipart\/byteranges; ?boundary="?([^"]+)/.exec(type)?.[1] ?? expect.fail(type)
    const parts = answer.content.split(`--${boundary}`).filter((part) => part.includes('\r\n\r\n'))
    const read = parts.map((part) => [
      /^content-range: (.*)\r$/im.exec(part)?.[1],
      part.slice(part.indexOf('\r\n\r\n') + 4, -2),
    ])
    expect(read).toEqual([
      ['bytes 0-9/10000', fixtures.plans.slice(0, 10)],
      ['bytes 9995-9999/10000', fixtures.plans.slice(-5)],
    ])
  })

  it('says that there is no such part', async () => {
    const answer = await ask('plans.pdf', [['Range', 'bytes=10000-']])
    expect([answer.status, answer.fields.get('content-range')]).toEqual([416, ['bytes */10000']])
  })

  it('says that nothing has changed', async () => {
    const answer = await ask('plans.pdf', [['If-None-Match', fixtures.tag]])
    expect([answer.status, answer.content]).toEqual([304, ''])
    expectFields(answer, '304', { etag: fixtures.tag, 'cache-control': 'private, no-cache, no-transform' })
    expect((await ask('plans.pdf', [['If-None-Match', '"other"']])).status).toBe(200)
  })

  it('says that it is another version', async () => {
    const answer = await ask('plans.pdf', [['If-Match', '"other"']])
    expect([answer.status, answer.content]).toEqual([412, 'Precondition failed\n'])
  })

  it.each([
    'missing.pdf',
    '..%2Fhidden.txt',
    '%2e%2e%2fhidden.txt',
    '..%5Chidden.txt',
    '../hidden.txt',
    '%00',
    '%zz',
  ])('finds no %s', async (name) => {
    const answer = await ask(name)
    // Frameworks and nginx refuse by themselves what is no path.
    expect(['%00', '%zz'].includes(name) ? [400, 404] : [404]).toContain(answer.status)
    expect(answer.raw).not.toContain(fixtures.hidden)
    expect(answer.raw).not.toContain('xsendfile-example')
    expect(answer.fields.has('content-disposition')).toBe(false)
  })

  it('gives 20 MiB, each byte right', async () => {
    const answer = await ask('film.mp4')
    expect([answer.status, answer.complete]).toEqual([200, true])
    expectFields(answer, 'film', { 'content-length': String(fixtures.film.size) })
    expect(answer.content).toHaveLength(fixtures.film.size)
    expect(digestOf(Buffer.from(answer.content, 'latin1'))).toBe(fixtures.film.digest)
  })
}

type Fields = readonly (readonly [name: string, value: string])[]

function get(port: number, target: string, fields: Fields, method = 'GET'): Promise<WireAnswer> {
  return exchange(port, { method, target, fields })
}

/** Asks for a file, and takes nothing of it from its first bytes on until it is read. */
async function slowClient(port: number, target: string): Promise<Socket> {
  const fields = (await signIn(port)).map(([name, value]) => `${name}: ${value}\r\n`).join('')
  const socket = connect(port, '127.0.0.1')
  socket.write(`GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${fields}\r\n`)
  await once(socket, 'readable')
  return socket
}

/** Presses the button of the page as a browser does, and gives the field that shows it from then on. */
async function signIn(port: number): Promise<Fields> {
  const fields = [
    ['Content-Type', 'application/x-www-form-urlencoded'],
    ['Content-Length', '0'],
    ['Origin', 'http://localhost'],
  ] as const
  const answer = await get(port, '/sign-in', fields, 'POST')
  expect([answer.status, answer.fields.get('location')]).toEqual([303, ['/']])
  const cookie = answer.fields.get('set-cookie')?.[0] ?? expect.fail('no cookie')
  expect(cookie).toMatch(/; HttpOnly/i)
  expect(cookie).toMatch(/; SameSite=Lax/i)
  return [['Cookie', cookie.split(';', 1)[0] ?? '']]
}

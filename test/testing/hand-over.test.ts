import express from 'express'
import Fastify from 'fastify'
import { AssertionError } from 'node:assert'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { type IncomingMessage, createServer, get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import request from 'supertest'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { xsendfile as expressXsendfile } from '../../src/express.ts'
import { xsendfile as fastifyXsendfile } from '../../src/fastify.ts'
import { xsendfile } from '../../src/index.ts'
import { xsendfile as nodeXsendfile } from '../../src/node.ts'
import { type Sender, embedded, nginx } from '../../src/senders.ts'
import {
  type TestedResponse,
  assertHandOver,
  assertNotHandedOver,
  handOverOf,
  recording,
} from '../../src/testing.ts'
import { listen } from '../servers/ports.ts'

const root = realpathSync(mkdtempSync(join(tmpdir(), 'xsendfile-testing-')))
mkdirSync(join(root, '2026'))
for (const name of ['plans.pdf', '2026/Zeugnis für Zoë.pdf', 'other.txt'])
  writeFileSync(join(root, name), '%PDF-1.4\n')
writeFileSync(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xff])]), 'x')
afterAll(() => rmSync(root, { recursive: true }))
afterEach(() => vi.unstubAllEnvs())

const asked = new Request('http://localhost/')

/** The message of what an assertion throws. */
function messageOf(assert: () => void): string {
  try {
    assert()
  } catch (error) {
    expect(error).toBeInstanceOf(AssertionError)
    return (error as Error).message
  }
  return 'nothing was thrown'
}

describe('handOverOf()', () => {
  const documents = xsendfile(root, { sender: recording() })

  it('tells file, root, sender and what clients get', async () => {
    const response = await documents.send(asked, ['2026', 'Zeugnis für Zoë.pdf'], {
      disposition: 'attachment',
      headers: { 'Set-Cookie': ['a=1', 'b=2'] },
    })
    const { fields, ...handOver } = handOverOf(response)
    expect(handOver).toEqual({ path: '2026/Zeugnis für Zoë.pdf', root, sender: 'recording' })
    expect(fields).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="Zeugnis f?r Zo?.pdf"; filename*=UTF-8''Zeugnis%20f%C3%BCr%20Zo%C3%AB.pdf`,
      'cache-control': 'private, no-cache, no-transform',
      'set-cookie': 'a=1, b=2',
    })
    expect(Object.keys(fields).filter((name) => /recorded|length/.test(name))).toEqual([])
    expect(await response.text()).toBe('')
  })

  it('tells of names that are not UTF-8 as well as text can', async () => {
    expect(handOverOf(await documents.send(asked, new Uint8Array([0xff]))).path).toBe('\ufffd')
  })

  it.each<[string, () => Sender]>([
    ['nginx', () => nginx('/internal-testing/')],
    [
      'company-server',
      () => ({
        name: 'company-server',
        raceFree: false,
        keeps: 'all',
        instructionFields: ['X-Company-File', 'X-Company-Rate'],
        handOver: ({ file }) => ({
          fields: { 'X-Company-Rate': '1', 'X-Company-File': encodeURI(file.path) },
        }),
      }),
    ],
  ])('knows what %s hands over, as the application is', async (name, sender) => {
    const hardCoded = xsendfile(root, { sender: sender(), maxRate: 1_000_000 })
    const plans = await hardCoded.send(asked, 'plans.pdf')
    const other = await hardCoded.send(asked, 'other.txt')
    hardCoded.close()
    expect(handOverOf(plans)).toMatchObject({ path: 'plans.pdf', root, sender: name })
    expect(handOverOf(other)).toMatchObject({ path: 'other.txt', root, sender: name })
    expect(Object.keys(handOverOf(plans).fields).filter((field) => /^x-(accel|company)/.test(field))).toEqual(
      [],
    )
  })

  it('does not believe a response that nobody made', () => {
    const forged = new Response('', { headers: { 'X-Accel-Redirect': '/internal-testing/forged.pdf' } })
    expect(messageOf(() => handOverOf(forged))).toContain('Expected a file to be handed over')
  })

  it('says what there is in its place', async () => {
    const sentItself = await xsendfile(root, { sender: embedded() }).send(asked, 'plans.pdf')
    expect(messageOf(() => handOverOf(sentItself))).toBe(
      'Expected a file to be handed over, but the answer is 200 with application/pdf: the application sent it itself; give xsendfile a sender, such as recording(), or set XSENDFILE_SENDER=recording, and ask with GET',
    )
    expect(messageOf(() => handOverOf(new Response(null, { status: 403 })))).toBe(
      'Expected a file to be handed over, but the answer is 403 with no content type; only a 200 hands over',
    )
    const missing = await documents.send(asked, 'missing.pdf')
    expect(messageOf(() => handOverOf(missing))).toBe(
      'Expected a file to be handed over, but the answer is 404 with text/plain; charset=utf-8: there is no such file or route; listen to "refused" to learn why',
    )
  })

  it.each<[unknown, string]>([
    [Promise.resolve(new Response()), 'a promise: await it'],
    [undefined, 'a value of type undefined'],
    [{}, 'a value of type object'],
    ['x', 'a value of type string'],
  ])('refuses %o, which is no response', (given, shown) => {
    expect(() => handOverOf(given as TestedResponse)).toThrow(
      expect.objectContaining({
        code: 'ERR_XSENDFILE_ARGUMENT_INVALID',
        message: `Cannot read a response from ${shown}; give it one of fetch, node:http, supertest or Fastify's inject`,
      }) as Error,
    )
  })
})

describe('a response', () => {
  const sender = recording()
  const expected = { path: 'plans.pdf', root, fields: { 'Content-Type': 'application/pdf' } }

  it('of supertest', async () => {
    const documents = expressXsendfile(root, { sender })
    const app = express().get('/plans', (req, res) => documents.send(req, res, 'plans.pdf'))
    assertHandOver(await request(app).get('/plans'), expected)
  })

  it("of Fastify's inject", async () => {
    const documents = fastifyXsendfile(root, { sender })
    const app = Fastify()
    app.get('/plans', (req, reply) => documents.send(req, reply, 'plans.pdf'))
    assertHandOver(await app.inject('/plans'), expected)
  })

  it('of fetch and of node:http, as clients', async () => {
    const documents = nodeXsendfile(root, { sender })
    const server = createServer((req, res) => {
      void documents.send(req, res, 'plans.pdf')
    })
    const url = `http://127.0.0.1:${await listen(server)}/`
    assertHandOver(await fetch(url), expected)
    const incoming = await new Promise<IncomingMessage>((resolve) => get(url, resolve))
    incoming.resume()
    assertHandOver(incoming, expected)
    server.close()
  })

  it('whose members are functions, as those of Playwright', async () => {
    const response = await xsendfile(root, { sender }).send(asked, 'plans.pdf')
    const headers = Object.fromEntries(response.headers)
    assertHandOver({ status: () => 200, headers: () => headers }, expected)
  })
})

describe('assertHandOver()', () => {
  it.each([
    [{ path: 'other.pdf' }, 'Expected a hand-over with the path "other.pdf", but it was "plans.pdf"'],
    [{ root: '/srv' }, `Expected a hand-over with the root "/srv", but it was "${root}"`],
    [{ sender: 'nginx' }, 'Expected a hand-over with the sender "nginx", but it was "recording"'],
    [
      { fields: { 'Cache-Control': 'no-store' } },
      'Expected a hand-over with the field "Cache-Control" "no-store", but it was "private, no-cache, no-transform"',
    ],
    [
      { fields: { 'Cache-Control': /public/ } },
      'Expected a hand-over with the field "Cache-Control" matching /public/, but it was "private, no-cache, no-transform"',
    ],
    [
      { fields: { 'Content-Type': null } },
      'Expected a hand-over with no field "Content-Type", but it was "application/pdf"',
    ],
    [
      { fields: { Vary: 'Cookie' } },
      'Expected a hand-over with the field "Vary" "Cookie", but it was nothing',
    ],
  ])('%o', async (expected, message) => {
    const response = await xsendfile(root, { sender: recording() }).send(asked, 'plans.pdf')
    expect(messageOf(() => assertHandOver(response, expected))).toBe(message)
  })
})

it('assertNotHandedOver() takes every other answer', async () => {
  const documents = xsendfile(root, { sender: recording() })
  assertNotHandedOver(new Response(null, { status: 403 }))
  assertNotHandedOver(await documents.send(asked, 'missing'))
  const response = await documents.send(asked, 'plans.pdf')
  expect(messageOf(() => assertNotHandedOver(response))).toBe(
    `Expected nothing to be handed over, but it was "plans.pdf" below ${root}, by the sender "recording"`,
  )
})

it('XSENDFILE_SENDER=recording is taken, since this process has imported the module', async () => {
  vi.stubEnv('XSENDFILE_SENDER', 'recording')
  assertHandOver(await xsendfile(root).send(asked, 'plans.pdf'), { path: 'plans.pdf', sender: 'recording' })
})

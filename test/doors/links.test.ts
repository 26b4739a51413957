import express from 'express'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { xsendfile as expressXsendfile } from '../../src/express.ts'
import { type RefusedEvent, outcomeOf, xsendfile } from '../../src/index.ts'
import { signedLinks } from '../../src/links.ts'
import { listen } from '../servers/ports.ts'
import { type WireAnswer, converse, exchange } from '../servers/wire.ts'
import { type RunningApplication, doors } from './applications.ts'

const root = mkdtempSync(join(tmpdir(), 'xsendfile-links-'))
mkdirSync(join(root, 'a b'))
writeFileSync(join(root, 'a b', 'é.txt'), '0123456789')
afterAll(() => rmSync(root, { recursive: true }))

const links = signedLinks({ secret: 'a key of thirty-two bytes or more', lifetime: 60 })
const file = ['a b', 'é.txt']
const good = (): string => links.path(file)

/** A link that was made two minutes ago, by a clock that was moved back for it alone. */
function expired(): string {
  vi.useFakeTimers({ now: Date.now() - 120_000, toFake: ['Date'] })
  try {
    return links.path(file)
  } finally {
    vi.useRealTimers()
  }
}

describe.each(doors.filter(({ protocol }) => protocol === 'http'))('links under $name', (door) => {
  const refusals: RefusedEvent[] = []
  let application: RunningApplication
  beforeAll(async () => {
    application = await door.start({
      root,
      routes: { links: {}, left: { notFound: 'leave' } },
      links: { links },
      fields: { ETag: '"before"', 'Cache-Control': 'public, max-age=60' },
      listen: (documents) => documents.on('refused', (event) => void refusals.push(event)),
    })
  })
  afterAll(() => application.stop())

  const ask = (path: string, method = 'GET', fields: [string, string][] = []): Promise<WireAnswer> => {
    refusals.length = 0
    return exchange(application.port, { method, target: `/links${path}`, fields })
  }

  it('give the file, and parts of it', async () => {
    expect(await ask(good())).toMatchObject({ status: 200, content: '0123456789' })
    expect(await ask(good(), 'GET', [['Range', 'bytes=2-4']])).toMatchObject({ status: 206, content: '234' })
    expect(await ask(good(), 'HEAD')).toMatchObject({ status: 200, content: '' })
    expect(refusals).toEqual([])
  })

  it.each([
    ['without a token', (): string => '/a%20b/%C3%A9.txt', 'unsigned'],
    ['to another file', (): string => good().replace('%C3%A9', 'e'), 'unsigned'],
    ['for a recipient', (): string => links.path(file, { recipient: 'alice' }), 'unsigned'],
    ['with an encoded slash', (): string => good().replace('b/', 'b%2F'), 'malformed'],
    ['to a file that is not there', (): string => links.path('missing.txt'), 'missing'],
  ] as const)('%s are 404', async (_, path, reason) => {
    const target = path()
    const answer = await ask(target)
    expect(answer).toMatchObject({ status: 404, content: 'Not found\n' })
    expect(answer.fields.get('cache-control')).toEqual(['no-store'])
    expect(refusals.map((event) => event.reason)).toEqual([reason])
    expect(JSON.stringify(refusals)).not.toMatch(/[\w-]{43}/)
  })

  it('that have expired are 410, without anything of the file', async () => {
    const answer = await ask(expired())
    expect([answer.status, answer.content]).toEqual([410, 'Gone\n'])
    const names = ['cache-control', 'content-type', 'content-length', 'x-content-type-options', 'etag']
    expect(names.map((name) => answer.fields.get(name))).toEqual([
      ['no-store'],
      ['text/plain; charset=utf-8'],
      ['5'],
      ['nosniff'],
      undefined,
    ])
    expect(refusals).toEqual([{ type: 'refused', reason: 'expired', path: '.../a b/é.txt' }])
    const head = await ask(expired(), 'HEAD')
    expect([head.status, head.content]).toEqual([410, ''])
  })

  it('are asked for with the methods of the root', async () => {
    expect(await ask(expired(), 'DELETE', [['Content-Length', '0']])).toMatchObject({ status: 405 })
  })
})

describe('a link that gives no file', () => {
  it('is left to the application where it asks for that, with the outcome', async () => {
    const documents = xsendfile(root)
    const outcomes = []
    for (const path of [expired(), '/a%20b/%C3%A9.txt']) {
      const request = new Request(`http://localhost${path}`)
      const left = await documents.send(request, links.read(request), { notFound: 'leave' })
      outcomes.push(outcomeOf(left), await left.text())
    }
    expect(outcomes).toEqual([
      { status: 410, sender: 'embedded', outcome: 'gone' },
      '',
      { status: 404, sender: 'embedded', outcome: 'not-found' },
      '',
    ])
  })

  it.each(['NestJS 12 on Express', 'NestJS 12 on Fastify'])(
    'is an exception of %s where it is left',
    async (name) => {
      const door = doors.find((each) => each.name === name) ?? expect.fail()
      const application = await door.start({
        root,
        routes: { left: { notFound: 'leave' } },
        links: { left: links },
      })
      const statuses = []
      for (const path of [expired(), '/a%20b/%C3%A9.txt']) {
        const target = `/left${path}`
        const answer = await exchange(application.port, { method: 'GET', target, fields: [] })
        statuses.push([answer.status, JSON.parse(answer.content)])
      }
      await application.stop()
      expect(statuses).toEqual([
        [410, { message: 'Gone', statusCode: 410 }],
        [404, { message: 'Not Found', statusCode: 404 }],
      ])
    },
  )

  it('is nothing that find() finds, and no store is asked', async () => {
    const asked: unknown[] = []
    const documents = xsendfile({
      label: 'a store',
      open: async (path) => {
        asked.push(path)
        return { refused: 'missing', path: '' }
      },
    })
    const refusals: RefusedEvent[] = []
    documents.on('refused', (event) => void refusals.push(event))
    expect(await documents.find(links.read({ url: expired() }))).toBeUndefined()
    expect(await documents.find(links.read({ url: '/a' }))).toBeUndefined()
    const request = new Request('http://localhost/')
    expect((await documents.send(request, links.read(request))).status).toBe(404)
    expect(asked).toEqual([])
    expect(refusals.map(({ reason }) => reason)).toEqual(['expired', 'unsigned', 'unsigned'])
    expect(await documents.find(links.read({ url: good() }))).toBeUndefined()
    expect(asked).toEqual([file])
  })

  it('of an own root that finds it gives a stored file', async () => {
    const found = await xsendfile(root).find(links.read({ url: good() }))
    expect([found?.name, found?.size]).toEqual(['é.txt', 10])
  })
})

it('links count from the mount within routers of Express', async () => {
  const documents = expressXsendfile(root)
  const router = express.Router()
  router.use('/downloads', async (request, response) => {
    await documents.send(request, response, links.read(request))
  })
  const server = createServer(express().use('/app', express.Router().use('/v1', router)))
  const port = await listen(server)
  const statuses = []
  for (const path of [good(), expired(), '/x']) {
    const head = `GET /app/v1/downloads${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`
    statuses.push((await converse(port, head)).slice(0, 12))
  }
  server.close()
  expect(statuses).toEqual(['HTTP/1.1 200', 'HTTP/1.1 410', 'HTTP/1.1 404'])
})

import 'reflect-metadata'
import { Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import type { RequestListener } from 'node:http'
import { type Server, createServer } from 'node:http'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listen } from '../servers/ports.ts'
import { exchange } from '../servers/wire.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))
const guide = readFileSync(join(project, 'docs/coming-from-wsgi-xsendfile.md'), 'utf8')
const root = mkdtempSync(join(tmpdir(), 'xsendfile-wsgi-'))
// Below the project, so that the examples find the package and their frameworks.
mkdirSync(join(project, '.cache'), { recursive: true })
const folder = mkdtempSync(join(project, '.cache/wsgi-'))

/** The sessions of the application: one user, known by a cookie or by name and password. */
const session = `
const known = new Set(['session=alice', 'Basic ${btoa('alice:secret')}'])
export const userOf = (credentials) => (known.has(credentials) ? 'alice' : undefined)
export const requireLogin = (request, response, next) =>
  userOf(request.headers.cookie) === undefined ? response.redirect('/login') : next()
`

/** The example of the guide that imports this door. */
async function example(door: string): Promise<Record<string, unknown>> {
  const blocks = Array.from(guide.matchAll(/```ts\n([\s\S]*?)```/g), ([, code = '']) => code)
  const found = blocks.filter((code) => code.includes(`from '${door}'`))
  expect(found).toHaveLength(1)
  const file = join(folder, `${door.replace('/', '-')}.ts`)
  writeFileSync(file, (found[0] ?? '').replaceAll('/srv/my-app/documents', root))
  return (await import(pathToFileURL(file).href)) as Record<string, unknown>
}

async function nestServer(): Promise<Server> {
  const { DocumentsController } = await example('xsendfile/nest')
  @Module({ controllers: [DocumentsController as new () => unknown] })
  class ApplicationModule {}
  const application = await NestFactory.create(ApplicationModule, { logger: false })
  await application.init()
  return application.getHttpServer() as Server
}

async function fastifyServer(): Promise<Server> {
  const { app } = (await example('xsendfile/fastify')) as {
    app: { ready(): PromiseLike<unknown>; server: Server }
  }
  await app.ready()
  return app.server
}

/** The handler of the WebOb example under a server that only translates. */
async function fetchServer(): Promise<Server> {
  const { getRequestListener } = await import('@hono/node-server')
  const { download } = (await example('xsendfile')) as {
    download: (request: Request, name: string) => Promise<Response>
  }
  const listener = getRequestListener((request) =>
    download(request, decodeURIComponent(new URL(request.url).pathname.split('/')[2] ?? '')),
  )
  return createServer((request, response) => void listener(request, response))
}

const examples = [
  {
    name: 'Express',
    server: async () => createServer((await example('xsendfile/express'))['app'] as RequestListener),
    target: (name: string) => `/documents/${name}`,
    signedIn: { Cookie: 'session=alice' },
    stranger: { status: 302, field: 'location', value: '/login' },
    disposition: 'attachment; filename=plans.pdf',
  },
  {
    name: 'NestJS',
    server: nestServer,
    target: (name: string) => `/documents/${name}`,
    signedIn: { Cookie: 'session=alice' },
    stranger: { status: 401, field: 'content-type', value: 'application/json; charset=utf-8' },
    disposition: 'attachment; filename=plans.pdf',
  },
  {
    name: 'Fastify',
    server: fastifyServer,
    target: (name: string) => `/documents/${name}`,
    signedIn: { Cookie: 'session=alice' },
    stranger: { status: 302, field: 'location', value: '/login' },
    disposition: 'attachment; filename=plans.pdf',
  },
  {
    name: 'Fetch',
    server: fetchServer,
    target: (name: string) => `/documents/${name}`,
    signedIn: { Cookie: 'session=alice' },
    stranger: { status: 401, field: 'location', value: null },
    disposition: 'attachment; filename=plans.pdf',
  },
  {
    name: 'node:http',
    server: async () => (await example('xsendfile/node'))['server'] as Server,
    target: (name: string) => `/?document_name=${name}`,
    signedIn: { Authorization: `Basic ${btoa('alice:secret')}` },
    stranger: { status: 401, field: 'www-authenticate', value: 'Basic realm="Document download"' },
    disposition: 'inline; filename=plans.pdf',
  },
] as const

beforeAll(() => {
  // Says that the decorators of NestJS are meant.
  const configuration = { extends: '../../tsconfig.json', include: ['*.ts'] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(configuration))
  writeFileSync(join(folder, 'session.ts'), session)
  writeFileSync(join(root, 'plans.pdf'), '%PDF-1.4\n')
  writeFileSync(join(root, '..', 'xsendfile-wsgi-outside.pdf'), '%PDF-1.4\n')
})
afterAll(() => {
  rmSync(folder, { recursive: true })
  rmSync(root, { recursive: true })
  rmSync(join(root, '..', 'xsendfile-wsgi-outside.pdf'))
})

describe.each(examples)('the example for $name', ({ server, target, signedIn, stranger, disposition }) => {
  let running: Server
  let port: number
  beforeAll(async () => {
    running = await server()
    port = await listen(running)
  })
  afterAll(() => {
    running.close()
    running.closeAllConnections()
  })
  const ask = (name: string, headers: Record<string, string>): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}${target(name)}`, { headers, redirect: 'manual' })

  it('gives the file to who is signed in', async () => {
    const response = await ask('plans', signedIn)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/pdf')
    expect(response.headers.get('content-disposition')?.replaceAll('"', '')).toBe(disposition)
    expect(await response.text()).toBe('%PDF-1.4\n')
  })

  it.each(['plans', 'missing'])("gives the application's own answer to others: %s", async (name) => {
    const response = await ask(name, {})
    expect(response.status).toBe(stranger.status)
    expect(response.headers.get(stranger.field)).toBe(stranger.value)
    expect(await response.text()).not.toContain('%PDF')
  })

  it.each(['//', '/?', 'http://'])('lives on after the target %s', async (odd) => {
    const fields = Object.entries(signedIn)
    expect((await exchange(port, { method: 'GET', target: odd, fields })).status).toBeLessThan(500)
    expect((await ask('plans', signedIn)).status).toBe(200)
  })

  it.each(['missing', '..%2Fxsendfile-wsgi-outside'])('answers 404 without a file: %s', async (name) => {
    const response = await ask(name, signedIn)
    expect(response.status).toBe(404)
    expect(response.headers.get('content-disposition')).toBeNull()
  })
})

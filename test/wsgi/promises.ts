import { type RequestListener, createServer } from 'node:http'
import { expect } from 'vitest'
import { type Sent, requestPath, xsendfile as fetchXsendfile } from '../../src/index.ts'
import { xsendfile } from '../../src/node.ts'
import { embedded, nginx } from '../../src/senders.ts'
import { listenWith } from './listening.ts'
import { nginxProgram, startNginx } from '../servers/nginx.ts'
import { freePort } from '../servers/ports.ts'
import { type WireAnswer, exchange } from '../servers/wire.ts'
import { contents } from './original-tree.ts'
import type { Stage } from './stage.ts'

type Get = (target: string, ...fields: readonly (readonly [string, string])[]) => Promise<WireAnswer>
type Documents = ReturnType<typeof xsendfile>

const prefix = '/internal-promises/'
const hello = contents['foo.txt']

/** What stands between clients and an application, given where the application listens. */
type Between = (upstream: string, root: string, listen: string) => string

const generated: Between = (upstream, root, listen) => nginx(prefix).configuration({ root, upstream, listen })

/** As the guide of the original writes it, by hand. */
const handwritten: Between = (upstream, root, listen) => `server {
  listen ${listen};
  location / { proxy_pass http://${upstream}; }
  location ${prefix} {
    internal;
    alias ${root}/;
  }
}`

/** Runs something on an application that stands alone, and on the same behind a real nginx. */
async function onBoth(
  { tree: { root } }: Stage,
  application: (documents: Documents) => RequestListener,
  use: (get: Get) => Promise<void>,
  between: Between = generated,
): Promise<void> {
  for (const sender of [embedded(), nginx(prefix)]) {
    const isBehind = sender.prefix !== undefined
    if (isBehind && nginxProgram === undefined) continue
    const documents = xsendfile(root, { sender })
    const running = await listenWith(createServer(application(documents)))
    const port = isBehind ? await freePort() : running.port
    const listen = `127.0.0.1:${port}`
    const server = isBehind
      ? await startNginx(between(`127.0.0.1:${running.port}`, root, listen), port)
      : undefined
    try {
      await use((target, ...fields) => exchange(port, { method: 'GET', target, fields }))
    } finally {
      await server?.stop()
      await running.stop()
      documents.close()
    }
  }
}

const sendsPath =
  (documents: Documents): RequestListener =>
  (request, response) =>
    void documents.send(request, response, requestPath(request, '/files/'))

/** nginx, a second one that knows nothing of files, the application. */
export async function passesThroughBackEnd(stage: Stage): Promise<void> {
  const backEndPort = await freePort()
  const documents = xsendfile(stage.tree.root, { sender: nginx(prefix) })
  const application = await listenWith(createServer(sendsPath(documents)))
  const port = await freePort()
  // The back end takes nothing for itself, as a server does that has never heard of these fields.
  const plain = `server { listen 127.0.0.1:${backEndPort}; location / {
    proxy_pass http://127.0.0.1:${application.port};
    proxy_ignore_headers X-Accel-Redirect; proxy_pass_header X-Accel-Redirect; } }`
  const backEnd = await startNginx(plain, backEndPort)
  const front = generated(`127.0.0.1:${backEndPort}`, stage.tree.root, `127.0.0.1:${port}`)
  const server = await startNginx(front, port)
  const get = (at: number): Promise<WireAnswer> =>
    exchange(at, { method: 'GET', target: '/files/foo.txt', fields: [] })
  const [told, answer] = [await get(backEndPort), await get(port)]
  await server.stop()
  await backEnd.stop()
  await application.stop()
  documents.close()
  expect([told.content, told.fields.get('x-accel-redirect')]).toEqual(['', [`${prefix}foo.txt`]])
  expect([answer.status, answer.content, answer.fields.has('x-accel-redirect')]).toEqual([200, hello, false])
}

/** By an option, which counts for files alone; under Fetch also on the answer itself. */
export async function changesFieldsOfFiles(stage: Stage): Promise<void> {
  const view =
    (documents: Documents): RequestListener =>
    (request, response) => {
      const name = request.url?.slice('/documents/'.length) ?? ''
      void documents.send(request, response, [`${name}.txt`], { disposition: 'attachment' })
    }
  await onBoth(stage, view, async (get) => {
    const [file, missing] = [await get('/documents/foo'), await get('/documents/missing')]
    expect([file.status, file.content]).toEqual([200, hello])
    expect(file.fields.get('content-disposition')).toEqual(['attachment; filename=foo.txt'])
    expect([missing.status, missing.fields.has('content-disposition')]).toEqual([404, false])
  })
  const documents = fetchXsendfile(stage.tree.root)
  const response = await documents.send(new Request('http://localhost/'), 'foo.txt')
  if (response.status === 200) response.headers.set('Content-Disposition', 'attachment')
  expect([response.headers.get('Content-Disposition'), await response.text()]).toEqual(['attachment', hello])
}

/** 401, 403 and a way to the login, also where there is no such file. */
export async function answersWithoutUser(stage: Stage): Promise<void> {
  const guarded =
    (documents: Documents): RequestListener =>
    (request, response) => {
      const user = request.headers.authorization
      if (user === undefined && request.headers.accept === 'text/html')
        response.writeHead(302, { Location: '/login' }).end()
      else if (user === undefined)
        response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="Document download"' }).end()
      else if (user !== 'Basic YWxpY2U6')
        response.writeHead(403, { 'Content-Type': 'text/plain' }).end('no\n')
      else sendsPath(documents)(request, response)
    }
  await onBoth(stage, guarded, async (get) => {
    for (const target of ['/files/foo.txt', '/files/missing.txt']) {
      const unknown = await get(target)
      expect(unknown.status).toBe(401)
      expect(unknown.fields.get('www-authenticate')).toEqual(['Basic realm="Document download"'])
      const browser = await get(target, ['Accept', 'text/html'])
      expect([browser.status, browser.fields.get('location')?.[0]]).toEqual([302, '/login'])
      const other = await get(target, ['Authorization', 'Basic Ym9iOg=='])
      expect([other.status, other.content]).toEqual([403, 'no\n'])
      for (const { raw } of [unknown, browser, other]) expect(raw).not.toContain(hello)
    }
    const alice = await get('/files/foo.txt', ['Authorization', 'Basic YWxpY2U6'])
    expect([alice.status, alice.content]).toEqual([200, hello])
  })
}

/** With the configuration of the guide of the original, and with the one that is written for you. */
export async function keepsFilesInternal(stage: Stage): Promise<void> {
  for (const between of [handwritten, generated]) {
    await onBoth(
      stage,
      sendsPath,
      async (get) => {
        const file = await get('/files/foo.txt')
        expect([file.status, file.content]).toEqual([200, hello])
        const direct = await get(`${prefix}foo.txt`)
        expect(direct.status).toBe(404)
        expect(direct.raw).not.toContain(hello)
      },
      between,
    )
  }
}

/** Who has had what, and under which name it is saved. */
export async function servesUseCases(stage: Stage): Promise<void> {
  const log: (Pick<Sent, 'status' | 'outcome'> & { readonly user: string })[] = []
  const view =
    (documents: Documents): RequestListener =>
    async (request, response) => {
      const user = request.headers['x-user']?.toString() ?? 'nobody'
      const filename = `Zeugnis für ${user}.txt`
      const path = requestPath(request, '/files/')
      const sent = await documents.send(request, response, path, { disposition: 'attachment', filename })
      log.push({ user, status: sent.status, outcome: sent.outcome })
    }
  await onBoth(stage, view, async (get) => {
    log.length = 0
    const file = await get('/files/foo.txt', ['X-User', 'Zoe'])
    await get('/files/missing.txt', ['X-User', 'Bob'])
    expect(file.fields.get('content-disposition')).toEqual([
      'attachment; filename="Zeugnis f?r Zoe.txt"; filename*=UTF-8\'\'Zeugnis%20f%C3%BCr%20Zoe.txt',
    ])
    expect(file.content).toBe(hello)
    expect(log.map(({ user, status }) => [user, status])).toEqual([
      ['Zoe', 200],
      ['Bob', 404],
    ])
    expect(['whole', 'handed-over']).toContain(log[0]?.outcome)
  })
}

/** Fields that an application has set before it sends. */
export async function keepsFieldsOfApplication(stage: Stage): Promise<void> {
  const view =
    (documents: Documents): RequestListener =>
    (request, response) => {
      response.setHeader('Set-Cookie', ['seen=1', 'theme=dark'])
      response.setHeader('Content-Language', 'en')
      response.setHeader('Cache-Control', 'private, max-age=60')
      sendsPath(documents)(request, response)
    }
  await onBoth(stage, view, async (get) => {
    const { status, content, fields } = await get('/files/foo.txt')
    expect([status, content]).toEqual([200, hello])
    expect(fields.get('set-cookie')).toEqual(['seen=1', 'theme=dark'])
    expect(fields.get('content-language')).toEqual(['en'])
    expect(fields.get('cache-control')).toEqual(['private, max-age=60, no-transform'])
  })
}

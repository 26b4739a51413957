import express from 'express'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type Socket, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { xsendfile as expressXsendfile } from '../../src/express.ts'
import { type Store, XsendfileError, xsendfile } from '../../src/index.ts'
import { xsendfile as nodeXsendfile } from '../../src/node.ts'
import { startProcess } from '../servers/application-process.ts'
import { listen } from '../servers/ports.ts'
import { unprivileged } from '../servers/unprivileged.ts'
import { exchange } from '../servers/wire.ts'
import { doors } from './applications.ts'
import { failingStore } from './failing-store.ts'
import { openFilesBelow } from './observations.ts'

const root = mkdtempSync(join(tmpdir(), 'xsendfile-failures-'))
writeFileSync(join(root, 'small.bin'), 'small')
writeFileSync(join(root, 'large.bin'), Buffer.alloc(8 * 1024 * 1024, 'large '))
writeFileSync(join(root, 'picture.png'), 'not a picture')
afterAll(() => rmSync(root, { recursive: true }))

const attachment = { disposition: 'attachment' } as const

/** A server of plain node:http, whose handler nobody catches. */
async function serveNode(
  store: Store,
): Promise<{ readonly port: number; readonly codes: string[]; stop: () => void }> {
  const codes: string[] = []
  const documents = nodeXsendfile(store)
  documents.on('failure', ({ error }) => void codes.push((error as XsendfileError).code))
  const server = createServer(async (request, response) => {
    response.setHeader('Content-Language', 'de')
    await documents.send(request, response, request.url ?? '', attachment)
  })
  return { port: await listen(server), codes, stop: () => server.close() }
}

describe('a failing disk under createServer(async ...)', () => {
  it.each([
    ['open', 'EIO', 500, 'ERR_XSENDFILE_OPEN_FAILED'],
    ['fstat', 'EIO', 500, 'ERR_XSENDFILE_OPEN_FAILED'],
    ['first read', 'EIO', 500, 'ERR_XSENDFILE_READ_FAILED'],
    ['open', 'EMFILE', 503, 'ERR_XSENDFILE_TOO_MANY_OPEN_FILES'],
    ['open', 'ENFILE', 503, 'ERR_XSENDFILE_TOO_MANY_OPEN_FILES'],
  ] as const)('%s with %s is answered with %i', async (call, code, status, errorCode) => {
    const { port, codes, stop } = await serveNode(failingStore(root, call, code))
    const answer = await exchange(port, { method: 'GET', target: '/large.bin', fields: [] })
    stop()
    expect([answer.status, codes]).toEqual([status, [errorCode]])
    expect(answer.content).toBe(status === 503 ? 'Service unavailable\n' : 'Internal server error\n')
    expect(answer.fields.get('retry-after')).toEqual(status === 503 ? ['1'] : undefined)
    expect(answer.fields.get('cache-control')).toEqual(['no-store'])
    expect(answer.fields.has('content-language')).toBe(false)
    expect(answer.raw).not.toContain('secret')
    expect(await openFilesBelow(root)).toEqual([])
  })

  it('a read that fails when content has begun breaks the connection off', async () => {
    const { port, codes, stop } = await serveNode(failingStore(root, 'later read', 'EIO'))
    const answer = await exchange(port, { method: 'GET', target: '/large.bin', fields: [] })
    stop()
    expect([answer.status, answer.complete, codes]).toEqual([200, false, ['ERR_XSENDFILE_READ_FAILED']])
    expect(await openFilesBelow(root)).toEqual([])
  })

  it('HEAD has the same status', async () => {
    const { port, stop } = await serveNode(failingStore(root, 'open', 'EMFILE'))
    const answer = await exchange(port, { method: 'HEAD', target: '/large.bin', fields: [] })
    stop()
    expect([answer.status, answer.content]).toEqual([503, ''])
  })

  it('the process warns when nobody listens, and the warning tells the path', async () => {
    const warnings: (Error & { code?: string; detail?: string })[] = []
    const note = (warning: Error): void => void warnings.push(warning)
    process.on('warning', note)
    const documents = nodeXsendfile(failingStore(root, 'open', 'EIO'))
    const server = createServer((request, response) => documents.send(request, response, 'large.bin'))
    const port = await listen(server)
    await exchange(port, { method: 'GET', target: '/', fields: [] })
    await new Promise((resolve) => setTimeout(resolve, 50))
    server.close()
    process.off('warning', note)
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toMatchObject({ name: 'XsendfileWarning', code: 'ERR_XSENDFILE_OPEN_FAILED' })
    expect(warnings[0]?.detail).toContain(join(root, 'large.bin'))
  })
})

describe('a failing disk under Fetch', () => {
  it.each([
    ['open', 'ERR_XSENDFILE_OPEN_FAILED'],
    ['first read', 'ERR_XSENDFILE_READ_FAILED'],
  ] as const)('%s rejects', async (call, code) => {
    const documents = xsendfile(failingStore(root, call, 'EIO'))
    const error: unknown = await documents
      .send(new Request('http://localhost/'), 'large.bin', attachment)
      .catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(XsendfileError)
    expect(error).toMatchObject({ code, status: 500, cause: { code: 'EIO' } })
    expect((error as XsendfileError).path).toBe(join(root, 'large.bin'))
    expect(`${String((error as Error).stack)}${JSON.stringify(error)}`).not.toContain(root)
    expect(await openFilesBelow(root)).toEqual([])
  })

  it('a read that fails when content has begun breaks the stream off and is told', async () => {
    const codes: string[] = []
    const documents = xsendfile(failingStore(root, 'later read', 'EIO'))
    documents.on('failure', ({ error }) => void codes.push((error as XsendfileError).code))
    const response = await documents.send(new Request('http://localhost/'), 'large.bin', attachment)
    await expect(response.arrayBuffer()).rejects.toMatchObject({ code: 'ERR_XSENDFILE_READ_FAILED' })
    expect(codes).toEqual(['ERR_XSENDFILE_READ_FAILED'])
    expect(await openFilesBelow(root)).toEqual([])
  })

  it('a file that cannot be read to see what it is rejects', async () => {
    const documents = xsendfile(failingStore(root, 'first read', 'EIO'))
    const sending = documents.send(new Request('http://localhost/'), 'picture.png')
    await expect(sending).rejects.toMatchObject({ code: 'ERR_XSENDFILE_READ_FAILED' })
    expect(await openFilesBelow(root)).toEqual([])
  })
})

/** What the error handler of each framework shows of an error that the application does not handle. */
const shown: Readonly<Record<string, RegExp>> = {
  'Express 5': /XsendfileError: Cannot/,
  'Express 4': /XsendfileError: Cannot/,
  'Koa 3': /^(?:Internal Server Error|Service Unavailable)$/,
  'Fastify 5': /"code":"ERR_XSENDFILE_/,
}

describe.each(doors.filter(({ name }) => name in shown))('a failing disk under $name', (door) => {
  const start = (call: Parameters<typeof failingStore>[1], code: string): ReturnType<typeof door.start> =>
    door.start({ root: failingStore(root, call, code), routes: { files: attachment } })
  const get = { method: 'GET', target: '/files/large.bin', fields: [] } as const

  it.each([
    ['open', 'EIO', 500, undefined],
    ['open', 'EMFILE', 503, ['1']],
    ['first read', 'EIO', 500, undefined],
  ] as const)('%s with %s goes to the error handler', async (call, code, status, retryAfter) => {
    const application = await start(call, code)
    const answer = await exchange(application.port, get)
    await application.stop()
    expect([answer.status, answer.fields.get('retry-after')]).toEqual([status, retryAfter])
    // Express shows the error's stack, Fastify its message; the path must not be in them.
    expect(answer.content).toMatch(shown[door.name] ?? /^$/)
    expect(answer.raw).not.toContain(root)
    for (const name of ['etag', 'last-modified', 'content-disposition', 'accept-ranges'])
      expect(answer.fields.has(name), name).toBe(false)
    expect(await openFilesBelow(root)).toEqual([])
  })

  it('a read that fails when content has begun breaks the connection off', async () => {
    const application = await start('later read', 'EIO')
    const answer = await exchange(application.port, get)
    await application.stop()
    expect([answer.status, answer.complete]).toEqual([200, false])
    expect(await openFilesBelow(root)).toEqual([])
  })

  it('HEAD goes to the error handler too', async () => {
    const application = await start('open', 'EMFILE')
    const answer = await exchange(application.port, { ...get, method: 'HEAD' })
    await application.stop()
    expect([answer.status, answer.content]).toEqual([503, ''])
  })
})

it('a failure under the Express door without a router rejects', async () => {
  const documents = expressXsendfile(failingStore(root, 'open', 'EIO'))
  const errors: unknown[] = []
  const server = createServer(async (request, response) => {
    await documents.send(request, response, 'large.bin').catch((error: unknown) => errors.push(error))
    response.end()
  })
  const port = await listen(server)
  await exchange(port, { method: 'GET', target: '/', fields: [] })
  server.close()
  expect(errors).toMatchObject([{ code: 'ERR_XSENDFILE_OPEN_FAILED' }])
})

it('a failure under an Express router within a router goes to the error handler', async () => {
  const documents = expressXsendfile(failingStore(root, 'open', 'EIO'))
  const router = express.Router()
  router.get('/large.bin', async (request, response) => {
    await documents.send(request, response, 'large.bin')
  })
  const handled: unknown[] = []
  const handle: express.ErrorRequestHandler = (error, _, response, __) => {
    handled.push(error)
    response.status(500).end()
  }
  const server = createServer(express().use('/a', express.Router().use('/b', router)).use(handle))
  const port = await listen(server)
  const answer = await exchange(port, { method: 'GET', target: '/a/b/large.bin', fields: [] })
  server.close()
  expect(answer.status).toBe(500)
  expect(handled).toMatchObject([{ code: 'ERR_XSENDFILE_OPEN_FAILED' }])
})

/** How long a machine with other work may take. */
const patience = { timeout: 15_000, interval: 100 }

describe.each(['node', 'express', 'express4', 'fetch'] as const)(
  'a process without descriptors, %s door',
  (door) => {
    it('answers 503 or closes, lives on, and sends again when clients have left', async () => {
      const application = await startProcess({ door, root, options: attachment, mostDescriptors: 64 })
      // Every client is connected before the first asks, so that only files can be what is too much.
      const stalled: Socket[] = []
      for (let index = 0; index < 25; index += 1) {
        const socket = connect(application.port, '127.0.0.1')
        socket.on('error', () => undefined)
        await once(socket, 'connect')
        stalled.push(socket)
      }
      const statuses: number[] = []
      // One after the other: those that ask together would share a descriptor.
      for (const socket of stalled) {
        await new Promise((resolve) => {
          socket.once('close', resolve)
          socket.once('data', (head: Buffer) => {
            socket.pause()
            statuses.push(Number(head.toString('latin1').split(' ')[1]))
            resolve(undefined)
          })
          socket.write('GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n')
        })
      }
      await vi.waitFor(() => {
        expect(statuses).toContain(200)
        expect(statuses).toContain(door === 'fetch' ? 500 : 503)
        expect(application.failures).toContain('ERR_XSENDFILE_TOO_MANY_OPEN_FILES')
      }, patience)
      expect(statuses.filter((status) => ![200, 500, 503].includes(status))).toEqual([])
      for (const socket of stalled) socket.destroy()
      await vi.waitFor(async () => {
        const answer = await exchange(application.port, { method: 'GET', target: '/small.bin', fields: [] })
        expect([answer.status, answer.content, application.isAlive()]).toEqual([200, 'small', true])
      }, patience)
      await application.stop()
    })
  },
)

it('a file that this process may not read is not found', async ({ skip }) => {
  skip(unprivileged === undefined, 'only root can start a process that may read less than its files need')
  const folder = mkdtempSync(join(tmpdir(), 'xsendfile-unreadable-'))
  chmodSync(folder, 0o755)
  writeFileSync(join(folder, 'open.txt'), 'open')
  writeFileSync(join(folder, 'unreadable.txt'), 'unreadable', { mode: 0o600 })
  const application = await startProcess({ door: 'node', root: folder, account: unprivileged })
  const get = (target: string) => exchange(application.port, { method: 'GET', target, fields: [] })
  const [open, unreadable, missing] = [
    await get('/open.txt'),
    await get('/unreadable.txt'),
    await get('/missing.txt'),
  ]
  await application.stop()
  rmSync(folder, { recursive: true })
  expect([open.status, unreadable.status]).toEqual([200, 404])
  const withoutDate = (raw: string): string => raw.replace(/^Date: .*$/m, '')
  expect(withoutDate(unreadable.raw)).toBe(withoutDate(missing.raw))
})

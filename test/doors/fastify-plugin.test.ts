import Fastify from 'fastify'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { afterAll, expect, it } from 'vitest'
import xsendfilePlugin, { type ReplyWithFile, requestPath } from '../../src/fastify-plugin.ts'
import { nginx } from '../../src/senders.ts'
import { memoryStore } from './memory-store.ts'

declare module 'fastify' {
  interface FastifyReply {
    readonly sendInvoice: ReplyWithFile
  }
}

const root = mkdtempSync(join(tmpdir(), 'xsendfile-plugin-'))
writeFileSync(join(root, 'ten.txt'), '0123456789')
afterAll(() => rmSync(root, { recursive: true }))

it('decorates replies, also of plugins within', async () => {
  const app = Fastify()
  await app.register(xsendfilePlugin, { root })
  app.get('/ten', (_, reply) => reply.xsendfile('ten.txt', { disposition: 'attachment' }))
  await app.register(
    async (within) => {
      within.get('/*', async (request, reply) => {
        const { outcome } = await reply.xsendfile(requestPath(request, '/within/'))
        expect(outcome).toBe('part')
      })
    },
    { prefix: '/within' },
  )
  const ten = await app.inject('/ten')
  expect([ten.statusCode, ten.body, ten.headers['content-disposition']]).toEqual([
    200,
    '0123456789',
    'attachment; filename=ten.txt',
  ])
  const part = await app.inject({ url: '/within/ten.txt', headers: { range: 'bytes=-3' } })
  expect([part.statusCode, part.body]).toEqual([206, '789'])
  expect((await app.xsendfile.find('ten.txt'))?.size).toBe(10)
  await app.close()
})

it('may be registered for several roots', async () => {
  const app = Fastify()
  await app.register(xsendfilePlugin, { root })
  await app.register(xsendfilePlugin, { root: memoryStore({ 'a.txt': 'invoice' }), decorator: 'sendInvoice' })
  app.get('/invoice', (_, reply) => reply.sendInvoice('a.txt'))
  expect((await app.inject('/invoice')).body).toBe('invoice')
  await app.close()
})

it('may be given as a module, and refuses options that cannot be', async () => {
  const app = Fastify()
  await app.register(import('../../src/fastify-plugin.ts'), { root })
  await app.close()
  const wrong = Fastify()
  await expect(wrong.register(xsendfilePlugin, { root: 'relative' })).rejects.toMatchObject({
    code: 'ERR_XSENDFILE_ROOT_NOT_ABSOLUTE',
  })
})

it('logs what is not handed over, and gives the prefix back when the application closes', async () => {
  const lines: string[] = []
  const stream = new Writable({
    write(line: Buffer, _, done) {
      lines.push(line.toString())
      done()
    },
  })
  const app = Fastify({ logger: { stream, level: 'debug' } })
  const sender = nginx('/internal-plugin/')
  await app.register(xsendfilePlugin, { root: memoryStore({ 'a.txt': 'x' }), sender })
  app.get('/', (_, reply) => reply.xsendfile('a.txt'))
  app.get('/missing', (_, reply) => reply.xsendfile('missing'))
  await app.inject('/')
  await app.inject('/missing')
  await app.close()
  expect(lines.find((line) => line.includes('could not be handed over'))).toContain(
    'the front end cannot reach the file',
  )
  expect(lines.find((line) => line.includes('asked for and not given'))).toContain('"reason":"missing"')
  const again = Fastify()
  await again.register(xsendfilePlugin, { root, sender })
  await again.close()
})

// @ts-check
import formbody from '@fastify/formbody'
import Fastify from 'fastify'
import { fileURLToPath } from 'node:url'
import xsendfilePlugin from 'xsendfile/fastify-plugin'
import { documentsPage, signInPage } from './pages.js'
import { isSignedIn, signIn } from './session.js'

const root = process.env['DOCUMENTS'] ?? fileURLToPath(new URL('documents', import.meta.url))

const app = Fastify({ logger: true })

app.setErrorHandler((error, request, reply) => {
  const isOfSystem = error instanceof Error && 'syscall' in error
  if (!isOfSystem) return reply.send(error)
  // Fastify tells clients the message, and that of the system names the file.
  request.log.error(error)
  return reply.send(new Error('Internal Server Error'))
})

await app.register(formbody)
// The environment variable XSENDFILE_SENDER says who sends; without it, this process does. The prefix is for nginx and its like.
await app.register(xsendfilePlugin, { root, prefix: '/internal-documents/' })

app.get('/', async (request, reply) => {
  reply.type('text/html; charset=utf-8')
  return isSignedIn(request.headers.cookie) ? documentsPage(root) : signInPage()
})

app.post('/sign-in', (_request, reply) => reply.header('Set-Cookie', signIn()).redirect('/', 303))

app.register(async (members) => {
  members.addHook('onRequest', async (request, reply) => {
    if (!isSignedIn(request.headers.cookie)) return reply.redirect('/')
  })

  members.get('/documents/:name', (request, reply) => {
    const { name } = /** @type {{ name: string }} */ (request.params)
    return reply.xsendfile([name], { disposition: 'attachment' })
  })
})

await app.listen({ port: Number(process.env['PORT'] ?? 3000), host: '127.0.0.1' })

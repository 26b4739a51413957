// @ts-check
import { Router } from '@koa/router'
import Koa from 'koa'
import { fileURLToPath } from 'node:url'
import { xsendfile } from 'xsendfile/koa'
import { documentsPage, signInPage } from './pages.js'
import { isSignedIn, signIn } from './session.js'

const root = process.env['DOCUMENTS'] ?? fileURLToPath(new URL('documents', import.meta.url))
// The environment variable XSENDFILE_SENDER says who sends; without it, this process does. The prefix is for nginx and its like.
const documents = xsendfile(root, { prefix: '/internal-documents/' })

documents.on('refused', ({ path, reason }) => console.warn(`not given: ${path} (${reason})`))

const router = new Router()

router.get('/', async (ctx) => {
  ctx.body = isSignedIn(ctx.get('Cookie')) ? await documentsPage(root) : signInPage()
})

router.post('/sign-in', (ctx) => {
  ctx.set('Set-Cookie', signIn())
  ctx.status = 303
  ctx.redirect('/')
})

router.use('/documents', async (ctx, next) => {
  if (isSignedIn(ctx.get('Cookie'))) await next()
  else ctx.redirect('/')
})

router.get('/documents/:name', async (ctx) => {
  await documents.send(ctx, [ctx.params['name'] ?? ''], { disposition: 'attachment' })
})

const app = new Koa()
app.use(router.routes())

const server = app.listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1', () => {
  const address = server.address()
  if (address !== null && typeof address === 'object') console.log(`http://localhost:${address.port}/`)
})

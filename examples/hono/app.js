// @ts-check
import { Hono } from 'hono'
import { fileURLToPath } from 'node:url'
import { xsendfile } from 'xsendfile'
import { documentsPage, signInPage } from './pages.js'
import { isSignedIn, signIn } from './session.js'

const root = process.env['DOCUMENTS'] ?? fileURLToPath(new URL('documents', import.meta.url))
// The environment variable XSENDFILE_SENDER says who sends; without it, this process does. The prefix is for nginx and its like.
const documents = xsendfile(root, { prefix: '/internal-documents/' })

documents.on('refused', ({ path, reason }) => console.warn(`not given: ${path} (${reason})`))

/** The application, whatever it runs on. */
export const app = new Hono()

app.get('/', async (c) =>
  c.html(isSignedIn(c.req.header('Cookie')) ? await documentsPage(root) : signInPage()),
)

app.post('/sign-in', (c) => {
  c.header('Set-Cookie', signIn())
  return c.redirect('/', 303)
})

app.use('/documents/*', async (c, next) => {
  if (!isSignedIn(c.req.header('Cookie'))) return c.redirect('/')
  return next()
})

app.get('/documents/:name', (c) =>
  documents.send(c.req.raw, [c.req.param('name')], { disposition: 'attachment' }),
)

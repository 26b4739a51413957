// @ts-check
import express from 'express'
import { fileURLToPath } from 'node:url'
import { xsendfile } from 'xsendfile/express'
import { documentsPage, signInPage } from './pages.js'
import { isSignedIn, signIn } from './session.js'

const root = process.env['DOCUMENTS'] ?? fileURLToPath(new URL('documents', import.meta.url))
// The environment variable XSENDFILE_SENDER says who sends; without it, this process does. The prefix is for nginx and its like.
const documents = xsendfile(root, { prefix: '/internal-documents/' })

documents.on('refused', ({ path, reason }) => console.warn(`not given: ${path} (${reason})`))

const app = express()

app.get('/', async (req, res) => {
  res.send(isSignedIn(req.headers.cookie) ? await documentsPage(root) : signInPage())
})

app.post('/sign-in', (_req, res) => {
  res.set('Set-Cookie', signIn()).redirect(303, '/')
})

app.use('/documents', (req, res, next) => {
  if (isSignedIn(req.headers.cookie)) next()
  else res.redirect('/')
})

app.get('/documents/:name', async (req, res) => {
  await documents.send(req, res, [req.params.name], { disposition: 'attachment' })
})

const server = app.listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1', () => {
  const address = server.address()
  if (address !== null && typeof address === 'object') console.log(`http://localhost:${address.port}/`)
})

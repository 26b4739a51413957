// @ts-check
import { H3, redirect, serve } from 'h3'
import { fileURLToPath } from 'node:url'
import { requestPath, xsendfile } from 'xsendfile'
import { documentsPage, signInPage } from './pages.js'
import { isSignedIn, signIn } from './session.js'

const root = process.env['DOCUMENTS'] ?? fileURLToPath(new URL('documents', import.meta.url))
// The environment variable XSENDFILE_SENDER says who sends; without it, this process does. The prefix is for nginx and its like.
const documents = xsendfile(root, { prefix: '/internal-documents/' })

documents.on('refused', ({ path, reason }) => console.warn(`not given: ${path} (${reason})`))

const app = new H3()

app.get('/', (event) => {
  event.res.headers.set('Content-Type', 'text/html; charset=utf-8')
  return isSignedIn(event.req.headers.get('Cookie')) ? documentsPage(root) : signInPage()
})

app.post('/sign-in', (event) => {
  event.res.headers.set('Set-Cookie', signIn())
  return redirect('/', 303)
})

app.use('/documents/**', (event, next) =>
  isSignedIn(event.req.headers.get('Cookie')) ? next() : redirect('/'),
)

// `getRouterParam` leaves "%2F" in a name as it is; the path of the request is decoded once, and whole.
app.get('/documents/:name', ({ req }) =>
  documents.send(req, requestPath(req, '/documents/'), { disposition: 'attachment' }),
)

serve(app, { port: Number(process.env['PORT'] ?? 3000), hostname: '127.0.0.1' })

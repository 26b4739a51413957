import { Elysia } from 'elysia'
import { fileURLToPath } from 'node:url'
import { xsendfile } from 'xsendfile'
import { documentsPage, signInPage } from './pages.ts'
import { isSignedIn, signIn } from './session.ts'

const root = process.env['DOCUMENTS'] ?? fileURLToPath(new URL('documents', import.meta.url))
// The environment variable XSENDFILE_SENDER says who sends; without it, this process does. The prefix is for nginx and its like.
const documents = xsendfile(root, { prefix: '/internal-documents/' })

documents.on('refused', ({ path, reason }) => console.warn(`not given: ${path} (${reason})`))

const app = new Elysia()
  // Elysia shows clients the message of an error, and paths in it.
  .onError(({ code, error }) => {
    if (code === 'NOT_FOUND') return
    console.error(error)
    return new Response('Internal server error\n', { status: 500 })
  })
  .derive(({ cookie: { session } }) => ({ signedIn: isSignedIn(session?.value as string | undefined) }))
  .get('/', async ({ signedIn, set }) => {
    set.headers['content-type'] = 'text/html; charset=utf-8'
    return signedIn ? documentsPage(root) : signInPage()
  })
  .post('/sign-in', ({ cookie: { session }, redirect }) => {
    session?.set({ value: signIn(), path: '/', httpOnly: true, sameSite: 'lax' })
    return redirect('/', 303)
  })
  .get('/documents/:name', ({ signedIn, request, params, redirect }) =>
    signedIn ? documents.send(request, [params.name], { disposition: 'attachment' }) : redirect('/'),
  )
  .listen({ port: Number(process.env['PORT'] ?? 3000), hostname: '127.0.0.1' })

console.log(`http://localhost:${app.server?.port}/`)

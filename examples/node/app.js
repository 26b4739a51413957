// @ts-check
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { requestPath, xsendfile } from 'xsendfile/node'
import { documentsPage, signInPage } from './pages.js'
import { isSignedIn, signIn } from './session.js'

const root = process.env['DOCUMENTS'] ?? fileURLToPath(new URL('documents', import.meta.url))
// The environment variable XSENDFILE_SENDER says who sends; without it, this process does. The prefix is for nginx and its like.
const documents = xsendfile(root, { prefix: '/internal-documents/' })

documents.on('refused', ({ path, reason }) => console.warn(`not given: ${path} (${reason})`))
documents.on('failure', ({ error }) => console.error(error))

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
async function answer(request, response) {
  const [pathname] = (request.url ?? '/').split('?')
  if (request.method === 'POST' && pathname === '/sign-in') {
    response.writeHead(303, { Location: '/', 'Set-Cookie': signIn() }).end()
    return
  }
  if (pathname === '/') {
    const page = isSignedIn(request.headers.cookie) ? await documentsPage(root) : signInPage()
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(page)
    return
  }
  if (!isSignedIn(request.headers.cookie)) {
    response.writeHead(302, { Location: '/' }).end()
    return
  }
  await documents.send(request, response, requestPath(request, '/documents/'), { disposition: 'attachment' })
}

const server = createServer((request, response) => {
  answer(request, response).catch((error) => {
    // A rejection that nobody catches would end the process.
    console.error(error)
    response.writeHead(500).end()
  })
})

server.listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1', () => {
  const address = server.address()
  if (address !== null && typeof address === 'object') console.log(`http://localhost:${address.port}/`)
})

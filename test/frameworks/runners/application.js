// @ts-check
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { xsendfile } from 'xsendfile'
import { nginx } from 'xsendfile/senders'

const root = fileURLToPath(new URL('files', import.meta.url))
mkdirSync(root, { recursive: true })
writeFileSync(`${root}/plans.pdf`, '%PDF-1.4\n')

/** As it runs in production. */
const documents = xsendfile(root, { sender: nginx('/internal-documents/') })

/** Left to the environment. */
const pictures = xsendfile(root)

/**
 * What the tests are about: files for Alice alone.
 *
 * @param {Request} request
 */
export async function answer(request) {
  if (request.headers.get('Cookie') !== 'user=alice') return new Response('Forbidden', { status: 403 })
  const { pathname } = new URL(request.url)
  return (pathname.startsWith('/pictures/') ? pictures : documents).send(request, 'plans.pdf')
}

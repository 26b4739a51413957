import type { NextApiRequest, NextApiResponse } from 'next'
import { xsendfile } from 'xsendfile/node'
import { root } from '../../../app/documents'
import { isSignedIn } from '../../../app/session'

// The way for answers that must say their length when this process sends them: Next.js takes Content-Length off whatever a
// route handler returns, but lets API routes write for themselves.
const documents = xsendfile(root, { prefix: '/internal-documents/', checkRoot: 'first-send' })

// Next.js warns of answers beyond 4 MB else.
export const config = { api: { responseLimit: false } }

export default async function handler(request: NextApiRequest, response: NextApiResponse): Promise<void> {
  if (!isSignedIn(request.cookies['session'])) {
    response.redirect(303, '/')
    return
  }
  await documents.send(request, response, [String(request.query['name'])], { disposition: 'attachment' })
}

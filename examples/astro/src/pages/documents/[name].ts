import type { APIRoute } from 'astro'
import { requestPath } from 'xsendfile'
import { documents } from '../../documents.ts'
import { isSignedIn } from '../../session.ts'

// Astro decodes `params` twice, so that "100%25.pdf" names no file; the path of the request is decoded once.
export const GET: APIRoute = ({ request, cookies, redirect }) =>
  isSignedIn(cookies.get('session')?.value)
    ? documents.send(request, requestPath(request, '/documents/'), { disposition: 'attachment' })
    : redirect('/')

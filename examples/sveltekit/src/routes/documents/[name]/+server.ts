import { redirect } from '@sveltejs/kit'
import { documents } from '#lib/server/documents.ts'
import { isSignedIn } from '#lib/server/session.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = ({ request, params, cookies }) => {
  if (!isSignedIn(cookies.get('session'))) redirect(303, '/')
  return documents.send(request, [params.name], { disposition: 'attachment' })
}

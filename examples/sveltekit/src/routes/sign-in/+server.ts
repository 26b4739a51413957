import { redirect } from '@sveltejs/kit'
import { signIn } from '#lib/server/session.ts'
import type { RequestHandler } from './$types'

export const POST: RequestHandler = ({ cookies }) => {
  cookies.set('session', signIn(), { path: '/', httpOnly: true, sameSite: 'lax' })
  redirect(303, '/')
}

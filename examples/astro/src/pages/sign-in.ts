import type { APIRoute } from 'astro'
import { signIn } from '../session.ts'

export const POST: APIRoute = ({ cookies, redirect }) => {
  cookies.set('session', signIn(), { path: '/', httpOnly: true, sameSite: 'lax' })
  return redirect('/', 303)
}

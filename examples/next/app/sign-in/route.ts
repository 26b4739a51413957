import { cookies } from 'next/headers'
import { signIn } from '../session'

export async function POST(): Promise<Response> {
  const jar = await cookies()
  jar.set('session', signIn(), { path: '/', httpOnly: true, sameSite: 'lax' })
  return new Response(null, { status: 303, headers: { Location: '/' } })
}

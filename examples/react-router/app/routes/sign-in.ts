import { redirect } from 'react-router'
import { cookie } from '../cookie.server.ts'
import { signIn } from '../session.server.ts'

export async function action() {
  return redirect('/', { status: 303, headers: { 'Set-Cookie': await cookie.serialize(signIn()) } })
}

import { createCookie } from 'react-router'
import { isSignedIn } from './session.server.ts'

export const cookie = createCookie('session', { path: '/', httpOnly: true, sameSite: 'lax' })

/** Whether a request is of somebody who has signed in. */
export async function isOfMember(request: Request): Promise<boolean> {
  return isSignedIn(await cookie.parse(request.headers.get('Cookie')))
}

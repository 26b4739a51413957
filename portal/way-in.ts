import type { IncomingMessage, ServerResponse } from 'node:http'
import { signInPage } from './pages.ts'
import { redirect, refuseMethod, reply, say } from './reply.ts'
import { isFromOtherSite, localTarget, readForm } from './request.ts'
import type { SignIn } from './sign-in.ts'

/** What the way in is made of. */
export interface WayIn {
  readonly signIn: SignIn
  /** The name of the sender that the portal was started with. */
  readonly sender: string
}

/** Where a browser goes that wanted nothing else. */
const top = '/files/'

/** Shows the form that asks for name and password, and takes what it sends. */
export async function answerSignIn(
  request: IncomingMessage,
  response: ServerResponse,
  { signIn, sender }: WayIn,
): Promise<void> {
  const around = { identity: undefined, sender }
  if (request.method === 'GET' || request.method === 'HEAD') {
    const next = new URLSearchParams(request.url?.split('?')[1]).get('next') ?? top
    reply(response, 200, signInPage(around, next, false))
    return
  }
  if (request.method !== 'POST') {
    refuseMethod(response, around, ['GET', 'HEAD', 'POST'])
    return
  }
  if (isFromOtherSite(request)) {
    refuseOtherSite(response, sender)
    return
  }
  const form = await readForm(request)
  if (form === 'too-large') {
    response.setHeader('Connection', 'close')
    say(response, around, 413, 'Too much', 'A name and a password are shorter than that.')
    return
  }
  const next = localTarget(form.get('next') ?? top, top)
  const user = form.get('user') ?? ''
  if (signIn.isPassword(user, form.get('password') ?? '')) {
    response.setHeader('Set-Cookie', signIn.open(user))
    redirect(response, next)
  } else {
    reply(response, 403, signInPage(around, next, true))
  }
}

/** Ends a session. */
export function answerSignOut(
  request: IncomingMessage,
  response: ServerResponse,
  { signIn, sender }: WayIn,
): void {
  if (request.method !== 'POST') {
    refuseMethod(response, { identity: undefined, sender }, ['POST'])
  } else if (isFromOtherSite(request)) {
    refuseOtherSite(response, sender)
  } else {
    response.setHeader('Set-Cookie', signIn.close(request))
    redirect(response, '/sign-in')
  }
}

function refuseOtherSite(response: ServerResponse, sender: string): void {
  say(response, { identity: undefined, sender }, 403, 'Not from here', 'Another site sent this form.')
}

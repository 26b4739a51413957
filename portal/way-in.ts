import type { IncomingMessage, ServerResponse } from 'node:http'
import { signInPage } from './pages.ts'
import { redirect, refuseMethod, refuseOtherSite, reply, say } from './reply.ts'
import { discardRest, isFromOtherSite, localTarget, queryOf, readForm } from './request.ts'
import { type SignIn, mistakeWindow } from './sign-in.ts'

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
    reply(response, 200, signInPage(around, queryOf(request).get('next') ?? top))
    return
  }
  if (request.method !== 'POST') {
    refuseMethod(response, around, ['GET', 'HEAD', 'POST'])
    return
  }
  if (isFromOtherSite(request)) {
    refuseOtherSite(response, around)
    return
  }
  const form = await readForm(request)
  if (form === 'too-large') {
    say(response, around, 413, 'Too much', 'A name and a password are shorter than that.')
    discardRest(request)
    return
  }
  const next = localTarget(form.get('next') ?? top, top)
  const user = form.get('user') ?? ''
  const verdict = signIn.judge(user, form.get('password') ?? '')
  if (verdict === 'right') {
    response.setHeader('Set-Cookie', signIn.open(user))
    redirect(response, next)
  } else if (verdict === 'too-often') {
    response.setHeader('Retry-After', String(mistakeWindow))
    reply(response, 429, signInPage(around, next, 'That was wrong too often. Please wait for a minute.'))
  } else {
    reply(response, 403, signInPage(around, next, 'These two do not belong together. Please try again.'))
  }
}

/** Ends a session. */
export function answerSignOut(
  request: IncomingMessage,
  response: ServerResponse,
  { signIn, sender }: WayIn,
): void {
  const around = { identity: undefined, sender }
  if (request.method !== 'POST') {
    refuseMethod(response, around, ['POST'])
  } else if (isFromOtherSite(request)) {
    refuseOtherSite(response, around)
  } else {
    response.setHeader('Set-Cookie', signIn.close(request))
    redirect(response, '/sign-in')
  }
}

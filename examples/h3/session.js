// @ts-check
import { randomUUID } from 'node:crypto'

// A stub: whoever presses the button is signed in. Put your own sign-in in its place: these two functions are all that the
// application asks. Behind TLS, the cookie needs "Secure", too.

/** @type {Set<string>} */
const sessions = new Set()

/** Begins a session and gives the Set-Cookie field that shows it. */
export function signIn() {
  const session = randomUUID()
  sessions.add(session)
  return `session=${session}; Path=/; HttpOnly; SameSite=Lax`
}

/**
 * Whether a request is of somebody who has signed in.
 *
 * @param {string | null | undefined} cookie the request's Cookie field
 */
export function isSignedIn(cookie) {
  const session = /(?:^|; )session=([^;]+)/.exec(cookie ?? '')?.[1]
  return session !== undefined && sessions.has(session)
}

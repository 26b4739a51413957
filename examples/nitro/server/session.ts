import { randomUUID } from 'node:crypto'

// A stub: whoever presses the button is signed in. Put your own sign-in in its place: these two functions are all that the
// application asks. Behind TLS, the cookie needs "Secure", too.

const sessions = new Set<string>()

/** Begins a session and gives the value of the cookie that shows it. */
export function signIn(): string {
  const session = randomUUID()
  sessions.add(session)
  return session
}

/** Whether a cookie is of somebody who has signed in. */
export function isSignedIn(session: string | undefined): boolean {
  return session !== undefined && sessions.has(session)
}

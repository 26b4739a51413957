import { randomUUID } from 'node:crypto'

// A stub: whoever presses the button is signed in. Put your own sign-in in its place: these two functions are all that the
// application asks. Behind TLS, the cookie needs "Secure", too.

const sessions = new Set<string>()

/** Begins a session and gives the Set-Cookie field that shows it. */
export function signIn(): string {
  const session = randomUUID()
  sessions.add(session)
  return `session=${session}; Path=/; HttpOnly; SameSite=Lax`
}

/** Whether a request with this Cookie field is of somebody who has signed in. */
export function isSignedIn(cookie: string | null | undefined): boolean {
  const session = /(?:^|; )session=([^;]+)/.exec(cookie ?? '')?.[1]
  return session !== undefined && sessions.has(session)
}

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** Who asks, and how they have shown it. */
export interface Identity {
  readonly user: string
  readonly by: 'session' | 'password'
}

const cookieName = 'xsendfile-portal'
const cookieAttributes = 'Path=/; HttpOnly; SameSite=Strict'

/** Sessions that are kept; the oldest ends when there are more. */
const mostSessions = 1000

/** Who may come in: by a session that a form opened, or by HTTP Basic with every request. */
export class SignIn {
  readonly #passwords: ReadonlyMap<string, Buffer>
  /** Users by the digest of the session's id, so that the time of a look-up tells nothing about the id. */
  readonly #sessions = new Map<string, string>()

  /** @param passwords by user */
  constructor(passwords: Readonly<Record<string, string>>) {
    const entries = Object.entries(passwords)
    this.#passwords = new Map(entries.map(([user, password]) => [user, digest(password)]))
  }

  /** @returns `'refused'` for a wrong password, `undefined` when nobody is named */
  identify({ headers }: IncomingMessage): Identity | 'refused' | undefined {
    const credentials = /^Basic +([A-Za-z0-9+/]+={0,2}) *$/i.exec(headers.authorization ?? '')?.[1]
    if (credentials !== undefined) return this.#byPassword(credentials)
    const id = sessionId(headers.cookie)
    const user = id === undefined ? undefined : this.#sessions.get(keyOf(id))
    return user === undefined ? undefined : { user, by: 'session' }
  }

  isPassword(user: string, password: string): boolean {
    const expected = this.#passwords.get(user)
    // Somebody who does not exist takes as long as somebody who does.
    const same = timingSafeEqual(digest(password), expected ?? digest(''))
    return same && expected !== undefined
  }

  /** Opens a session. @returns the value of Set-Cookie */
  open(user: string): string {
    const id = randomBytes(32).toString('base64url')
    this.#sessions.set(keyOf(id), user)
    for (const oldest of this.#sessions.keys()) {
      if (this.#sessions.size <= mostSessions) break
      this.#sessions.delete(oldest)
    }
    return `${cookieName}=${id}; ${cookieAttributes}`
  }

  /** Ends the session of a request. @returns the value of Set-Cookie */
  close({ headers }: IncomingMessage): string {
    const id = sessionId(headers.cookie)
    if (id !== undefined) this.#sessions.delete(keyOf(id))
    return `${cookieName}=; Max-Age=0; ${cookieAttributes}`
  }

  #byPassword(credentials: string): Identity | 'refused' {
    const text = Buffer.from(credentials, 'base64').toString()
    const colon = text.indexOf(':')
    const user = text.slice(0, Math.max(colon, 0))
    return this.isPassword(user, text.slice(colon + 1)) ? { user, by: 'password' } : 'refused'
  }
}

function sessionId(cookies = ''): string | undefined {
  const pairs = cookies.split(';').map((pair) => pair.trim())
  return pairs.find((pair) => pair.startsWith(`${cookieName}=`))?.slice(cookieName.length + 1)
}

function keyOf(id: string): string {
  return digest(id).toString('base64')
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** Who asks, and how they have shown it. */
export interface Identity {
  readonly user: string
  readonly by: 'session' | 'password'
}

/** What a name and a password are worth. */
export type Verdict = 'right' | 'wrong' | 'too-often'

const cookieName = 'xsendfile-portal'
const cookieAttributes = 'Path=/; HttpOnly; SameSite=Strict'

/** Sessions that are kept; the oldest ends when there are more. */
const mostSessions = 1000

/** Wrong passwords for one name that are looked at within a window of time, in seconds. */
const mostMistakes = 10
export const mistakeWindow = 60

/** Who may come in: by a session that a form opened, or by HTTP Basic with every request. */
export class SignIn {
  readonly #passwords: ReadonlyMap<string, Buffer>
  /** Users by the digest of the session's id, so that the time of a look-up tells nothing about the id. */
  readonly #sessions = new Map<string, string>()
  /** Mistakes by user; those for all names that nobody has count together. */
  readonly #mistakes = new Map<string, { readonly count: number; readonly until: number }>()

  /** @param passwords by user */
  constructor(passwords: Readonly<Record<string, string>>) {
    const entries = Object.entries(passwords)
    this.#passwords = new Map(entries.map(([user, password]) => [user, digest(password)]))
  }

  /** @returns a verdict other than `right`, or `undefined` when nobody is named */
  identify({ headers }: IncomingMessage): Identity | Exclude<Verdict, 'right'> | undefined {
    const credentials = /^Basic +([A-Za-z0-9+/]+={0,2}) *$/i.exec(headers.authorization ?? '')?.[1]
    if (credentials !== undefined) return this.#byPassword(credentials)
    const id = sessionId(headers.cookie)
    const user = id === undefined ? undefined : this.#sessions.get(keyOf(id))
    return user === undefined ? undefined : { user, by: 'session' }
  }

  judge(user: string, password: string): Verdict {
    const expected = this.#passwords.get(user)
    const name = expected === undefined ? '' : user
    const now = Date.now()
    const known = this.#mistakes.get(name)
    const mistakes = known !== undefined && now < known.until ? known.count : 0
    if (mistakes >= mostMistakes) return 'too-often'
    // Somebody who does not exist takes as long as somebody who does.
    const same = timingSafeEqual(digest(password), expected ?? digest(''))
    if (same && expected !== undefined) {
      this.#mistakes.delete(name)
      return 'right'
    }
    const until = mistakes === 0 ? now + mistakeWindow * 1000 : (known?.until ?? 0)
    this.#mistakes.set(name, { count: mistakes + 1, until })
    return 'wrong'
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

  #byPassword(credentials: string): Identity | Exclude<Verdict, 'right'> {
    const text = Buffer.from(credentials, 'base64').toString()
    const colon = text.indexOf(':')
    const user = text.slice(0, Math.max(colon, 0))
    const verdict = this.judge(user, text.slice(colon + 1))
    return verdict === 'right' ? { user, by: 'password' } : verdict
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

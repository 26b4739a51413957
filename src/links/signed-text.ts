import { createHmac } from 'node:crypto'

/** What a token is good for. */
export interface Signed {
  /** Seconds since the epoch, the last in which the link is good. */
  readonly expiry: number
  /** Whom it was given to; empty where that is not said. */
  readonly recipient: string
  /** The path of the file: bytes, one character each ("latin1"). */
  readonly file: string
}

/** Another one for every change of the form, so that no token of one form is good in another. */
const version = 'xsendfile-link-1'

/** As many digits as years have in which anybody wants a link. */
const tokenForm = /^(?<expiry>[1-9][0-9]{0,11})\.[A-Za-z0-9_-]{43}$/

/**
 * What is signed: version, expiry, recipient and path, separated by NUL, which none of them holds. So no two of
 * these give the same bytes.
 */
export function signedText({ expiry, recipient, file }: Signed): Buffer {
  const head = `${version}\0${expiry}\0${recipient}\0`
  return Buffer.concat([Buffer.from(head), Buffer.from(file, 'latin1')])
}

/** The expiry, a dot, and HMAC-SHA-256 (RFC 2104) in base64url (RFC 4648, section 5) without padding. */
export function tokenOf(signed: Signed, key: Buffer): string {
  const digest = createHmac('sha256', key).update(signedText(signed)).digest('base64url')
  return `${signed.expiry}.${digest}`
}

/** What a token says of its expiry, true or not; `undefined` when it is no token. */
export function claimedExpiry(token: string): number | undefined {
  const expiry = tokenForm.exec(token)?.groups?.['expiry']
  return expiry === undefined ? undefined : Number(expiry)
}

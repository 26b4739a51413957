import type { IncomingMessage } from 'node:http'

/** Bytes of a form that are read. */
const longestForm = 4096

/** Milliseconds for which more of a refused request is read. */
const patience = 5000

const ownNames = new Set(['', 'localhost', '127.0.0.1', '[::1]'])

/** The name that a request was made for, without its port. */
export function hostName({ headers }: IncomingMessage): string {
  return (headers.host ?? '').replace(/:\d*$/, '').toLowerCase()
}

/**
 * Whether a request was made for another site's name. A page of such a site, whose name leads to this computer,
 * could otherwise read everything here.
 */
export function isMisdirected(request: IncomingMessage): boolean {
  return !ownNames.has(hostName(request))
}

/**
 * Whether a page of another site, or of another port here, made a request that changes something. Browsers tell by
 * Sec-Fetch-Site, older ones by Origin alone; programs tell nothing.
 */
export function isFromOtherSite({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site !== 'same-origin' && site !== 'none'
  return headers.origin !== undefined && headers.origin !== `http://${headers.host}`
}

/** Whether somebody looks at the answer in a browser, where a form is better than a dialogue. */
export function wantsPage({ headers }: IncomingMessage): boolean {
  return headers.accept?.includes('text/html') === true
}

/** Whether a page's script asks, which shows a message in its own way. */
export function wantsText({ headers }: IncomingMessage): boolean {
  return headers.accept === 'text/plain'
}

/** The query of a request. */
export function queryOf({ url = '' }: IncomingMessage): URLSearchParams {
  return new URLSearchParams(url.split('?')[1])
}

/** Reads a form as browsers send it. */
export function readForm(request: IncomingMessage): Promise<URLSearchParams | 'too-large'> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let length = 0
    request.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length > longestForm) resolve('too-large')
      else chunks.push(chunk)
    })
    request.on('end', () => resolve(new URLSearchParams(Buffer.concat(chunks).toString())))
    // Nobody is left to read the answer.
    request.on('close', () => resolve('too-large'))
  })
}

/**
 * Throws away what a client still sends, which then gets to read the answer: closing at once would reset the
 * connection. One that goes on for too long is cut off all the same.
 */
export function discardRest(request: IncomingMessage): void {
  const timer = setTimeout(() => request.destroy(), patience)
  request.on('close', () => clearTimeout(timer))
  request.resume()
}

/** The path and query of an address, when it is one of this very site. */
export function localTarget(address: string, otherwise: string): string {
  const site = 'http://portal.invalid'
  if (!URL.canParse(address, site)) return otherwise
  const { origin, pathname, search } = new URL(address, site)
  // A path that begins with two slashes would name another site.
  return origin === site && !pathname.startsWith('//') ? pathname + search : otherwise
}

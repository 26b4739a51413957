import type { IncomingMessage } from 'node:http'

/** Bytes of a form that are read. */
const longestForm = 4096

const ownNames = new Set(['', 'localhost', '127.0.0.1', '[::1]'])

/**
 * Whether a request was made for another site's name. A page of such a site, whose name leads to this computer,
 * could otherwise read everything here.
 */
export function isMisdirected({ headers }: IncomingMessage): boolean {
  const name = (headers.host ?? '').replace(/:\d*$/, '').toLowerCase()
  return !ownNames.has(name)
}

/** Whether a page of another site sent a form, as browsers tell. */
export function isFromOtherSite({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'] ?? 'none'
  return site !== 'same-origin' && site !== 'none'
}

/** Whether somebody looks at the answer in a browser, where a form is better than a dialogue. */
export function wantsPage({ headers }: IncomingMessage): boolean {
  return headers.accept?.includes('text/html') === true
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

/** The path and query of an address, when it is one of this very site. */
export function localTarget(address: string, otherwise: string): string {
  const site = 'http://portal.invalid'
  if (!URL.canParse(address, site)) return otherwise
  const { origin, pathname, search } = new URL(address, site)
  // A path that begins with two slashes would name another site.
  return origin === site && !pathname.startsWith('//') ? pathname + search : otherwise
}

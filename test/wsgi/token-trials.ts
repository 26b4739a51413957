import { createHash } from 'node:crypto'
import { inspect } from 'node:util'
import { expect, vi } from 'vitest'
import { xsendfile } from '../../src/index.ts'
import { type LinkPath, type WsgiTokenLinksOptions, wsgiTokenLinks } from '../../src/links.ts'
import type { Sender } from '../../src/senders.ts'
import type { Digest, FileRequest } from './case.ts'
import { type Stage, linkMount, linkSecret } from './stage.ts'
import { tryRequest } from './trials.ts'

/** The time of the original's tests, 2010-05-18T13:44:18Z. */
export const originalTime = 0x4bf299b2

/** Requests for files by links, to every place, each made when it is asked. */
export async function tryLinks(stage: Stage, requests: readonly (() => FileRequest)[]): Promise<void> {
  for (const request of requests) await tryRequest(stage, request(), linkMount)
}

/** A link as the original makes it, written out anew: what is tried must not vouch for itself. */
export function originalLink(
  file: string,
  { age = 0, time = hexadecimal(Math.floor(Date.now() / 1000) - age), shown = file } = {},
): string {
  return `/${createHash('md5').update(`${linkSecret}${file}${time}`).digest('hex')}-${time}/${shown}`
}

function hexadecimal(seconds: number): string {
  return seconds.toString(16)
}

/** Does something while the clock says a time, in seconds since the epoch. */
export function at<Result>(seconds: number, act: () => Result): Result {
  vi.useFakeTimers({ now: seconds * 1000, toFake: ['Date'] })
  try {
    return act()
  } finally {
    vi.useRealTimers()
  }
}

/** What is read of a link at a time. */
export function readAt(seconds: number, url: string, options: Partial<WsgiTokenLinksOptions> = {}): LinkPath {
  const links = wsgiTokenLinks({ secret: linkSecret, ...options })
  return at(seconds, () => links.read({ url }))
}

/** The library makes these digests, and takes them. */
export async function makesDigests(digests: readonly Digest[]): Promise<void> {
  for (const { hash, file, digest } of digests) {
    const links = wsgiTokenLinks({ secret: linkSecret, hash })
    const quoted = encodeURIComponent(file).replaceAll('%2F', '/').replaceAll('!', '%21')
    const path = `/${digest}-4bf299b2/${quoted}`
    expect(at(originalTime, () => links.path(file))).toBe(path)
    expect(readAt(originalTime, path, { hash })).toEqual(file.split('/'))
  }
}

/** What a hash makes of a text alone is what the name of the hash stands for where links are made. */
export async function hashesTexts(texts: readonly Digest[]): Promise<void> {
  for (const { hash, file, digest } of texts) {
    const byHand = (bytes: Uint8Array): string => createHash(hash).update(bytes).digest('hex')
    expect(byHand(Buffer.from(file))).toBe(digest)
    const [named, byFunction] = [hash, byHand].map((each) =>
      at(originalTime, () => wsgiTokenLinks({ secret: linkSecret, hash: each }).path(file)),
    )
    expect(named).toBe(byFunction)
  }
}

/** A digest is made over secret, file and time, with nothing between them. */
export async function joinsSecretFileAndTime(): Promise<void> {
  const hashed: string[] = []
  const hash = (bytes: Uint8Array): string => {
    hashed.push(Buffer.from(bytes).toString())
    return '0'.repeat(32)
  }
  const links = wsgiTokenLinks({ secret: linkSecret, hash })
  for (const file of ['/sub-directory/baz.txt', '¡mañana!.txt']) at(originalTime, () => links.path(file))
  expect(hashed).toEqual(['', 's3cr3tsub-directory/baz.txt4bf299b2', 's3cr3t¡mañana!.txt4bf299b2'])
}

/** A sender of one's own learns of the file, and of no link. */
export async function tellsSendersOfFilesAlone({ tree: { root } }: Stage): Promise<void> {
  const assignments: Parameters<NonNullable<Sender['handOver']>>[0][] = []
  const sender: Sender = {
    name: 'own',
    raceFree: false,
    keeps: 'all',
    instructionFields: ['X-Own'],
    handOver(assignment) {
      assignments.push(assignment)
      return { fields: { 'X-Own': assignment.file.path } }
    },
  }
  const path = originalLink('foo.txt')
  const request = new Request(`http://localhost${path}`)
  const links = wsgiTokenLinks({ secret: linkSecret })
  const response = await xsendfile(root, { sender }).send(request, links.read(request))
  expect([response.status, response.headers.get('X-Own')]).toEqual([200, 'foo.txt'])
  expect(assignments.map(({ file }) => [file.path, file.root])).toEqual([['foo.txt', root]])
  const [told] = assignments
  expect(inspect([told, told?.fields()], { depth: 9 })).not.toContain(path.split('/')[1])
}

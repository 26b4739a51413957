import { closeSync, ftruncateSync, openSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { NodeHandles, Sent, XsendfileApplication } from 'xsendfile/node'
import { hostName } from './request.ts'

/** A way in which the large file can be downloaded. */
interface Way {
  readonly documents: XsendfileApplication<NodeHandles, Sent>
  /** Where a browser finds it: the application itself, or the front end. */
  readonly port: number
  /** Why it is not to be had, and what would bring it. */
  readonly missing?: string | undefined
}

/** The same large file by the application itself and by nginx, to see what each costs the application. */
export interface Comparison {
  /** Bytes of the file. */
  readonly size: number
  readonly ways: Readonly<Record<WayName, Way>>
  /** Every port under which a browser may have opened the portal. */
  readonly ports: readonly number[]
}

export const wayNames = ['embedded', 'nginx'] as const

/** The senders that are compared. */
export type WayName = (typeof wayNames)[number]

export const largeFileName = 'zeros.bin'

/** Makes a file of zeros that takes no room on the disk. */
export function writeSparseFile(path: string, size: number): void {
  const descriptor = openSync(path, 'w', 0o644)
  ftruncateSync(descriptor, size)
  closeSync(descriptor)
}

/** The address of the large file, by the name under which the browser knows this computer. */
export function addressOf(name: WayName, { ways }: Comparison, request: IncomingMessage): string {
  return `http://${hostName(request)}:${ways[name].port}/comparison/${name}`
}

/** Our own origins: another port is another origin, and the two ways have a port each. */
export function ownOrigins({ ports }: Comparison, request: IncomingMessage): string[] {
  return ports.map((port) => `http://${hostName(request)}:${port}`)
}

/** Sends the large file, for a page of our own to read. @returns whether there is this way */
export async function sendLargeFile(
  request: IncomingMessage,
  response: ServerResponse,
  name: WayName,
  comparison: Comparison,
): Promise<boolean> {
  const { documents, missing } = comparison.ways[name]
  if (missing !== undefined) return false
  const { origin } = request.headers
  if (origin !== undefined && ownOrigins(comparison, request).includes(origin)) {
    response.setHeader('Access-Control-Allow-Origin', origin)
    response.setHeader('Access-Control-Allow-Credentials', 'true')
  }
  response.setHeader('Vary', 'Origin')
  await documents.send(request, response, [largeFileName], { cacheControl: 'no-store' })
  return true
}

export function isWayName(name: unknown): name is WayName {
  return wayNames.some((known) => known === name)
}

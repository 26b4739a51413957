import { expect } from 'vitest'
import { nginx } from '../../src/senders.ts'
import { startProcess } from '../servers/application-process.ts'
import { nginxProgram, startNginx } from '../servers/nginx.ts'
import { freePort } from '../servers/ports.ts'
import { unprivileged } from '../servers/unprivileged.ts'
import { type WireAnswer, exchange } from '../servers/wire.ts'
import type { Stage } from './stage.ts'

const notFound = { status: 404, content: 'Not found\n' }
const target = '/files/unreadable.txt'

/**
 * Asks applications that are not root for a file that they may not read, alone and behind nginx, and asks nginx for
 * one that only it may not read.
 */
export async function sendsNothingUnreadable({ tree: { root } }: Stage): Promise<void> {
  const application = { door: 'node', root, mount: '/files/', account: unprivileged } as const
  const alone = await startProcess(application)
  expect(await get(alone.port, target)).toMatchObject(notFound)
  expect(alone.failures).toEqual([])
  await alone.stop()
  if (nginxProgram === undefined) return
  const prefix = '/internal-unreadable/'
  for (const account of unprivileged === undefined ? [undefined] : [unprivileged, undefined]) {
    const behind = await startProcess({ ...application, account, prefix })
    const port = await freePort()
    const upstream = `127.0.0.1:${behind.port}`
    const text = nginx(prefix).configuration({ root, upstream, listen: `127.0.0.1:${port}` })
    const server = await startNginx(text, port)
    // As root the application may read it, and nginx may not.
    const [told, answer] = [await get(behind.port, target), await get(port, target)]
    await server.stop()
    await behind.stop()
    const isRoot = unprivileged !== undefined && account === undefined
    expect(told.fields.get('x-accel-redirect')).toEqual(
      isRoot ? ['/internal-unreadable/unreadable.txt'] : undefined,
    )
    expect(answer.status).toBe(404)
    expect(answer.raw).not.toContain('internal-unreadable')
    for (const name of ['etag', 'last-modified', 'accept-ranges']) expect(answer.fields.has(name)).toBe(false)
  }
}

function get(port: number, path: string): Promise<WireAnswer> {
  return exchange(port, { method: 'GET', target: path, fields: [] })
}

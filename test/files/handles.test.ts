import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { type Socket, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type ApplicationProcess, type ProcessOptions, startProcess } from '../servers/application-process.ts'
import { type RuntimeServer, runtimeServers } from '../servers/runtimes.ts'
import { exchange } from '../servers/wire.ts'

/** Clients that leave, in each way and under each door. */
const clients = Number(process.env['XSENDFILE_TEST_CLIENTS'] ?? 10_000)

/** The same for each server of another runtime, of which there are many. */
const clientsElsewhere = Math.min(clients, 600)

const atOnce = 100

const root = mkdtempSync(join(tmpdir(), 'xsendfile-handles-'))
writeFileSync(join(root, 'small.txt'), 'small')
writeFileSync(join(root, 'large.bin'), Buffer.alloc(32 * 1024 * 1024, 'large '))
writeFileSync(join(root, 'huge.bin'), '')
truncateSync(join(root, 'huge.bin'), 1024 ** 3)
afterAll(() => rmSync(root, { recursive: true }))

const head = (path: string, fields = ''): string =>
  `GET /${path} HTTP/1.1\r\nHost: localhost\r\n${fields}\r\n`

/** Ways to leave; each ends when the connection is gone. */
const ways: Readonly<Record<string, (port: number, index: number) => Promise<void>>> = {
  'before the request is whole': (port) => leave(port, head('large.bin').slice(0, -2), 'written'),
  'before the answer': (port, index) =>
    leave(port, head(index % 2 === 0 ? 'large.bin' : 'small.txt'), 'written'),
  'during the answer': (port) => leave(port, head('large.bin'), 'answered'),
  'during several ranges': (port) =>
    leave(port, head('large.bin', 'Range: bytes=0-9999999,10000000-19999999\r\n'), 'answered'),
  'after the answer': (port) => leave(port, head('small.txt'), 'answered'),
  'with requests waiting behind a large one': (port) =>
    leave(port, head('large.bin') + head('large.bin') + head('small.txt'), 'answered'),
}

function leave(port: number, text: string, when: 'written' | 'answered'): Promise<void> {
  return new Promise((resolve) => {
    const socket: Socket = connect(port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.on('close', () => resolve())
    socket.write(text, () => {
      if (when === 'written') socket.resetAndDestroy()
    })
    if (when === 'answered') socket.once('data', () => socket.resetAndDestroy())
  })
}

/**
 * What an application still has open, once it has taken all that came before and had two seconds to close it. A
 * client that has left is told nothing: its request may wait to be taken yet, and only then is its file opened.
 */
async function stillOpen(
  application: ApplicationProcess,
  door: ProcessOptions['door'],
): Promise<readonly string[]> {
  await askForSmall(application)
  let open = await application.openFiles()
  for (let attempt = 0; attempt < 40 && open.length > 0; attempt += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    // Hono's Node server forgets the streams of requests that wait behind another when their client leaves, and
    // never cancels them. Their files are closed as soon as the garbage is collected.
    if (door === 'fetch') await application.collect()
    open = await application.openFiles()
  }
  return open
}

/** Connections are taken in their order, so that this one is answered after all that came before it. */
async function askForSmall(application: ApplicationProcess): Promise<void> {
  const { status, content } = await exchange(application.port, {
    method: 'GET',
    target: '/small.txt',
    fields: [],
  })
  expect([status, content]).toEqual([200, 'small'])
}

/** Every door here, and the servers of the runtimes under test. */
const servers: readonly (Pick<RuntimeServer, 'name' | 'door'> &
  Partial<RuntimeServer> & { readonly sendfile?: boolean })[] = [
  ...(['node', 'express', 'express4', 'fetch'] as const).map((door) => ({ name: `the ${door} door`, door })),
  { name: 'the node door, where the system copies large files', door: 'node', sendfile: true },
  ...runtimeServers,
]

describe.each(servers)('under $name', ({ runtime, door, sendfile }) => {
  const count = runtime === undefined ? clients : clientsElsewhere

  it(`no handle stays when ${count} clients leave`, { timeout: 300_000 }, async () => {
    const options = { disposition: 'attachment' } as const
    const application = await startProcess({ runtime, door, root, options, sendfile })
    try {
      for (const [name, way] of Object.entries(ways)) {
        const each = Math.ceil(count / Object.keys(ways).length)
        for (let done = 0; done < each; done += atOnce) {
          await Promise.all(Array.from({ length: atOnce }, (_, index) => way(application.port, index)))
        }
        expect(await stillOpen(application, door), name).toEqual([])
      }
      expect(application.failures).toEqual([])
    } finally {
      await application.stop()
    }
  })

  it('a client that reads nothing of a huge file costs an open file and little memory', async () => {
    const options = { disposition: 'attachment' } as const
    const application = await startProcess({ runtime, door, root, options, sendfile })
    const before = residentBytes(application.pid)
    const socket = connect(application.port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.pause()
    socket.write(head('huge.bin'))
    await new Promise((resolve) => setTimeout(resolve, 1500))
    expect(await application.openFiles()).toEqual([join(root, 'huge.bin')])
    expect(residentBytes(application.pid) - before).toBeLessThan(100 * 1024 ** 2)
    socket.destroy()
    await application.stop()
  })
})

/** What a process holds in memory, as Linux tells it. */
function residentBytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024
}

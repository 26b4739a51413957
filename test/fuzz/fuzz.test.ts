import { type Socket, connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { nginx } from '../../src/senders.ts'
import { type FixtureTree, buildFixtureTree } from '../files/fixture-tree.ts'
import { type ApplicationProcess, type ProcessOptions, startProcess } from '../servers/application-process.ts'
import { nginxProgram, startNginx } from '../servers/nginx.ts'
import type { RunningServer } from '../servers/server.ts'
import { freePort } from '../servers/ports.ts'
import { exchange } from '../servers/wire.ts'
import { type Conversation, conversations, randomNumbers } from './requests.ts'

/** Requests in each of the runs: a short form here; `npm run test:fuzz` sends 100,000. */
const requests = Number(process.env['XSENDFILE_TEST_REQUESTS'] ?? 4000)
const seed = Number(process.env['XSENDFILE_TEST_SEED'] ?? Date.now() % 1_000_000_000)
const atOnce = 40

/** What a client may be told with: nothing of the 5xx is ours. */
const ofTheApplication = new Set([200, 206, 304, 404, 405, 412, 416])
/** What node:http and nginx answer themselves to what is no request, or one too large. */
const ofTheParser = new Set([100, 400, 408, 413, 414, 417, 431, 501, 505])

let tree: FixtureTree
beforeAll(async () => (tree = await buildFixtureTree()))
afterAll(() => tree.remove())

/** Has a conversation and gives all that came back; an end without an answer is the server's right. */
function converse(port: number, { text, leaves }: Conversation): Promise<string> {
  return new Promise((resolve) => {
    const socket: Socket = connect(port, '127.0.0.1')
    let answer = ''
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(answer))
    // A request that is not whole waits for its rest; the client gives up first.
    socket.setTimeout(300, () => socket.destroy())
    socket.on('data', (bytes: Buffer) => {
      answer += bytes.toString('latin1')
      if (leaves === 'at the first bytes') socket.destroy()
    })
    socket.write(text, 'latin1', () => {
      if (leaves === 'at once') socket.destroy()
    })
  })
}

function statusesIn(answer: string): number[] {
  return Array.from(answer.matchAll(/^HTTP\/1\.[01] (\d{3}) /gm), ([, status]) => Number(status))
}

const runs: readonly {
  readonly title: string
  readonly door: ProcessOptions['door']
  readonly front: boolean
}[] = [
  { title: 'node:http', door: 'node', front: false },
  { title: 'Express', door: 'express', front: false },
  { title: "Hono's Node server", door: 'fetch', front: false },
  { title: 'node:http behind nginx', door: 'node', front: true },
]

describe.each(runs)('$title', ({ door, front }) => {
  describe.skipIf(front && nginxProgram === undefined)('with whatever a client can form', () => {
    let application: ApplicationProcess
    let server: RunningServer | undefined
    let port: number
    beforeAll(async () => {
      const prefix = '/internal-fuzz/'
      application = await startProcess({
        door,
        root: tree.root,
        mount: '/files/',
        ...(front ? { prefix } : {}),
      })
      port = application.port
      if (!front) return
      port = await freePort()
      const upstream = `127.0.0.1:${application.port}`
      const text = nginx(prefix).configuration({ root: tree.root, upstream, listen: `127.0.0.1:${port}` })
      server = await startNginx(text, port)
    })
    afterAll(async () => {
      await server?.stop()
      await application.stop()
    })

    it(`${requests} requests, seed ${seed}`, { timeout: 3_600_000 }, async () => {
      const next = conversations(randomNumbers(seed))
      const counts = new Map<number, number>()
      let left = requests
      const work = async (): Promise<void> => {
        while (left > 0) {
          left -= 1
          const conversation = next()
          const answer = await converse(port, conversation)
          expect(answer.includes('secret') || answer.includes(tree.folder), conversation.text).toBe(false)
          for (const status of statusesIn(answer)) {
            counts.set(status, (counts.get(status) ?? 0) + 1)
            const isRight = ofTheApplication.has(status) || ofTheParser.has(status)
            expect(isRight, `${status}: ${conversation.text}`).toBe(true)
          }
        }
      }
      await Promise.all(Array.from({ length: atOnce }, work))
      console.log(
        [...counts]
          .sort(([a], [b]) => a - b)
          .map(([status, count]) => `${status}: ${count}`)
          .join(', '),
      )
      // It did send files, and lives, and holds nothing.
      expect(counts.get(200)).toBeGreaterThan(requests / 20)
      expect(application.isAlive()).toBe(true)
      expect(application.failures).toEqual([])
      const { status, content } = await exchange(port, {
        method: 'GET',
        target: '/files/plain.txt',
        fields: [],
      })
      expect([status, content]).toEqual([200, 'plain'])
      await vi.waitFor(async () => expect(await application.openFiles()).toEqual([]), { timeout: 2000 })
    })
  })
})

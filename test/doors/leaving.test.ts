import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type ClientHttp2Stream, connect as connectHttp2, constants } from 'node:http2'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { doors } from './applications.ts'
import { filesOpenBelow, openFilesBelow } from './observations.ts'

const root = mkdtempSync(join(tmpdir(), 'xsendfile-leaving-'))
writeFileSync(join(root, 'large.bin'), Buffer.alloc(16 * 1024 * 1024, 'large '))
writeFileSync(join(root, 'small.bin'), Buffer.alloc(250_000, 'small '))
afterAll(() => rmSync(root, { recursive: true }))

const request = 'GET /files/large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n'

/** The most files of the root that are open at any time within a moment. */
async function mostOpenFiles(): Promise<number> {
  let most = 0
  for (let look = 0; look < 30; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, 10))
    most = Math.max(most, filesOpenBelow(root).length)
  }
  return most
}

// Hono's Node server forgets the streams of requests that wait behind another; handles.test.ts says more.
const written = doors.filter(({ name, protocol }) => protocol === 'http' && name !== "Hono's Node server")

describe.each(written)('under $name', (door) => {
  it('a client that asks for much at once and reads nothing has one file open', async () => {
    const application = await door.start({ root, routes: { files: { disposition: 'attachment' } } })
    const socket = connect(application.port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(request.repeat(100))
    await once(socket, 'readable')
    expect(await mostOpenFiles()).toBe(1)
    socket.resetAndDestroy()
    expect(await openFilesBelow(root)).toEqual([])
    await application.stop()
  })

  it('a client that leaves while its other requests wait leaves no file open', async () => {
    const failures: unknown[] = []
    const application = await door.start({
      root,
      routes: { files: { disposition: 'attachment' } },
      listen: (documents) => documents.on('failure', ({ error }) => void failures.push(error)),
    })
    for (let client = 0; client < 5; client += 1) {
      const socket = connect(application.port, '127.0.0.1')
      socket.on('error', () => undefined)
      socket.write(request.repeat(4))
      await once(socket, 'data')
      socket.resetAndDestroy()
    }
    expect([await openFilesBelow(root), failures]).toEqual([[], []])
    await application.stop()
  })
})

describe.each(doors.filter(({ protocol }) => protocol === 'http2'))('under $name', (door) => {
  it.each(['at once', 'before the first bytes', 'during the answer'])(
    'a client that resets its streams %s leaves no file open',
    async (when) => {
      const failures: unknown[] = []
      const application = await door.start({
        root,
        routes: { files: { disposition: 'attachment' } },
        listen: (documents) => documents.on('failure', ({ error }) => void failures.push(error)),
      })
      const session = connectHttp2(`http://127.0.0.1:${application.port}`)
      session.on('error', () => undefined)
      const leaving = Array.from({ length: 20 }, async () => {
        const stream = session.request({ ':path': '/files/large.bin' })
        stream.on('error', () => undefined)
        if (when === 'before the first bytes') await once(stream, 'response')
        if (when === 'during the answer') await once(stream, 'data')
        stream.close(constants.NGHTTP2_CANCEL)
      })
      await Promise.all(leaving)
      const streamsLeft = await openFilesBelow(root)
      const more = session.request({ ':path': '/files/large.bin' })
      more.on('error', () => undefined)
      await once(more, 'data')
      session.destroy()
      expect([streamsLeft, await openFilesBelow(root), failures]).toEqual([[], [], []])
      await application.stop()
    },
  )

  it('a client that waits with ninety answers may ask for more, and gets all of them', async () => {
    const application = await door.start({ root, routes: { files: { disposition: 'attachment' } } })
    const session = connectHttp2(`http://127.0.0.1:${application.port}`)
    const streams: ClientHttp2Stream[] = []
    for (let wave = 0; wave < 9; wave += 1) {
      const asked = Array.from({ length: 10 }, () => session.request({ ':path': '/files/small.bin' }))
      await Promise.all(asked.map((stream) => once(stream, 'response')))
      streams.push(...asked)
    }
    const lengths = await Promise.all(
      streams.map(async (stream) => {
        let length = 0
        for await (const chunk of stream) length += (chunk as Buffer).length
        return length
      }),
    )
    expect(new Set(lengths)).toEqual(new Set([250_000]))
    session.destroy()
    await application.stop()
  })
})

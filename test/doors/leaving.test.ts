import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { doors } from './applications.ts'
import { openFilesBelow } from './observations.ts'

const root = mkdtempSync(join(tmpdir(), 'xsendfile-leaving-'))
writeFileSync(join(root, 'large.bin'), Buffer.alloc(16 * 1024 * 1024, 'large '))
afterAll(() => rmSync(root, { recursive: true }))

const request = 'GET /files/large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n'

// Hono's Node server forgets the streams of requests that wait behind another; handles.test.ts says more.
const written = doors.filter(({ name, protocol }) => protocol === 'http' && !name.startsWith('Hono'))

describe.each(written)('under $name', (door) => {
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

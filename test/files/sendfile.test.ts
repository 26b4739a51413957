import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { runtimes } from '../../scripts/javascript-runtimes.js'
import { startProcess } from '../servers/application-process.ts'
import { runtimesUnderTest, titleOf } from '../servers/runtimes.ts'
import { exchange } from '../servers/wire.ts'

const root = mkdtempSync(join(tmpdir(), 'xsendfile-copied-'))
const large = Buffer.from(Uint32Array.from({ length: 1024 ** 2 }, (_, index) => index).buffer)
writeFileSync(join(root, 'large.bin'), large)
afterAll(() => rmSync(root, { recursive: true }))

/** What tells of a response's progress and of its connection is not documented: each version may have it otherwise. */
it.each(runtimesUnderTest.map((runtime) => ({ name: titleOf(runtime), runtime })))(
  'under $name a large file arrives whole, and on Node.js the system copies most of it',
  async ({ runtime }) => {
    const options = { disposition: 'attachment' } as const
    const application = await startProcess({ runtime, door: 'node', root, options, sendfile: true })
    try {
      const answer = await exchange(application.port, { method: 'GET', target: '/large.bin', fields: [] })
      expect([answer.status, answer.content === large.toString('latin1')]).toEqual([200, true])
      const copied = await application.bytesCopied()
      if (runtimes[runtime].title === 'Node.js') expect(copied).toBeGreaterThan(large.length / 2)
      else expect(copied).toBe(0)
    } finally {
      await application.stop()
    }
  },
)

import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readlinkSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, type Server, createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type XsendfileOptions, requestPath, xsendfile } from '../../src/node.ts'

const root = mkdtempSync(join(tmpdir(), 'xsendfile-together-'))
const large = randomBytes(3 * 1024 * 1024)
writeFileSync(join(root, 'large.bin'), large)

const agent = new Agent({ maxSockets: 200 })

describe.each<NonNullable<XsendfileOptions['io']>>(['thread-pool', 'in-place'])('io: %s', (io) => {
  let server: Server
  let port = 0

  beforeAll(async () => {
    const documents = xsendfile(root, { io })
    server = createServer((request, response) => {
      void documents.send(request, response, requestPath(request, '/'))
    })
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
  })

  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })

  it('gives each of those who ask together its own part of a file, whoever leaves', async () => {
    const visits = Array.from({ length: 120 }, async (_, index) => {
      const first = index * 10_007
      const expected = large.subarray(first, index % 4 === 0 ? undefined : first + 700_001)
      const range = `bytes=${first}-${index % 4 === 0 ? '' : first + 700_000}`
      const got = await download('/large.bin', range, index % 3 === 0 ? 100_000 : Infinity)
      if (index % 3 === 0) expect(got.equals(expected.subarray(0, got.length))).toBe(true)
      else expect(hash(got)).toBe(hash(expected))
    })
    await Promise.all(visits)
    await expect.poll(openFiles, { timeout: 5000 }).toBe(0)
  })

  it('gives nobody what was opened before he asked', async () => {
    for (let version = 0; version < 100; version += 1) {
      const before = ask('/small.txt')
      writeFileSync(join(root, 'new.txt'), `version ${version}`)
      renameSync(join(root, 'new.txt'), join(root, 'small.txt'))
      const after = Array.from({ length: 5 }, () => ask('/small.txt'))
      expect(new Set(await Promise.all(after))).toEqual(new Set([`version ${version}`]))
      await before
    }
  })

  function ask(path: string): Promise<string> {
    return new Promise((resolve, reject) => {
      get({ port, path, agent }, (response) => resolve(text(response))).on('error', reject)
    })
  }

  /** @param most bytes after which the client leaves */
  function download(path: string, range: string, most: number): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const request = get({ port, path, agent, headers: { Range: range } }, (response) => {
        const chunks: Buffer[] = []
        let bytes = 0
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk)
          bytes += chunk.length
          if (bytes > most) response.destroy()
        })
        response.on('error', () => undefined)
        response.on('close', () => resolve(Buffer.concat(chunks)))
      })
      request.on('error', reject)
    })
  }
})

afterAll(() => {
  agent.destroy()
  rmSync(root, { recursive: true })
})

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Descriptors of this process for files below the root. */
function openFiles(): number {
  return readdirSync('/proc/self/fd').filter((descriptor) => targetOf(descriptor).startsWith(`${root}/`))
    .length
}

function targetOf(descriptor: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`)
  } catch {
    return ''
  }
}

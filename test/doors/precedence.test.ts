import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { SendOptions } from '../../src/index.ts'
import { embedded, nginx } from '../../src/senders.ts'
import { type WireAnswer, exchange } from '../servers/wire.ts'
import { type Door, doors } from './applications.ts'

const root = mkdtempSync(join(tmpdir(), 'xsendfile-precedence-'))
writeFileSync(join(root, 'ten.txt'), '0123456789')
writeFileSync(join(root, 'large.txt'), 'x'.repeat(1_000_000))
afterAll(() => rmSync(root, { recursive: true }))

const senders = { embedded: () => embedded(), nginx: () => nginx('/internal-precedence/') }

/** Doors under which the application can set fields on the answer before it calls `send`. */
const withAnswer = doors.filter(({ name, protocol }) => protocol === 'http' && !/Hono|srvx/.test(name))

async function fieldsOf(
  door: Door,
  sender: keyof typeof senders,
  fields: Record<string, string | string[]>,
  { target = '/files/ten.txt', ...options }: SendOptions & { readonly target?: string } = {},
): Promise<WireAnswer['fields']> {
  const application = await door.start({
    root,
    xsendfile: { sender: senders[sender](), cacheControl: 'no-cache', headers: { 'X-Level': 'application' } },
    routes: { files: options },
    fields,
  })
  const answer = await exchange(application.port, { method: 'GET', target, fields: [] })
  await application.stop()
  return answer.fields
}

describe.each(withAnswer)('fields under $name', (door) => {
  describe.each(['embedded', 'nginx'] as const)('with the %s sender', (sender) => {
    it.each(['/files/ten.txt', '/files/large.txt'])(
      'option of send, answer, option of xsendfile: %s',
      async (target) => {
        const one = async (
          fields: Record<string, string | string[]>,
          options: SendOptions,
          name: string,
        ): Promise<unknown> => (await fieldsOf(door, sender, fields, { ...options, target })).get(name)
        expect(await one({}, {}, 'x-level')).toEqual(['application'])
        expect(await one({ 'x-level': 'answer' }, {}, 'x-level')).toEqual(['answer'])
        expect(await one({ 'x-level': 'answer' }, { headers: { 'X-Level': 'send' } }, 'x-level')).toEqual([
          'send',
        ])
        expect(await one({ 'Cache-Control': 'no-store' }, {}, 'cache-control')).toEqual([
          'no-store, no-transform',
        ])
        expect(
          await one({ 'Cache-Control': 'no-store' }, { cacheControl: 'private' }, 'cache-control'),
        ).toEqual(['private, no-transform'])
        expect(await one({ 'Content-Type': 'text/x-a; charset=utf-8' }, {}, 'content-type')).toEqual([
          'text/x-a; charset=utf-8',
        ])
        expect(
          await one(
            { 'Content-Type': 'text/x-a; charset=utf-8' },
            { contentType: 'text/x-b' },
            'content-type',
          ),
        ).toEqual(['text/x-b'])
        expect(await one({ 'Content-Disposition': 'inline' }, {}, 'content-disposition')).toEqual(['inline'])
        expect(await one({ ETag: '"own"' }, {}, 'etag')).toEqual(['"own"'])
        expect(await one({ ETag: '"own"' }, { etag: false }, 'etag')).toBeUndefined()
        expect(await one({ 'Set-Cookie': ['a=1', 'b=2'] }, {}, 'set-cookie')).toEqual(['a=1', 'b=2'])
        expect(
          await one({ 'Set-Cookie': ['a=1', 'b=2'] }, { headers: { 'Set-Cookie': ['c=3'] } }, 'set-cookie'),
        ).toEqual(['c=3'])
      },
    )
  })

  it('those that describe the file go from an answer without it, and the others stay', async () => {
    const set = { ETag: '"x"', Expires: '0', 'Content-Language': 'de', 'Set-Cookie': 'a=1', 'X-Own': 'yes' }
    const fields = await fieldsOf(door, 'embedded', set, { target: '/files/missing' })
    for (const name of ['etag', 'expires', 'content-language']) expect(fields.has(name), name).toBe(false)
    expect([fields.get('set-cookie'), fields.get('x-own')]).toEqual([['a=1'], ['yes']])
    expect(fields.get('cache-control')).toEqual(['no-store'])
  })
})

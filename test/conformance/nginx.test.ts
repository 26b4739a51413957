import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nginx } from '../../src/senders.ts'
import { doors } from '../doors/applications.ts'
import { type Site, startSite } from '../front-ends/nginx-site.ts'
import { nginxProgram } from '../servers/nginx.ts'
import { ask } from './ask.ts'
import { touchFresh, writeFiles } from './files.ts'
import { judge } from './judge.ts'
import { routes } from './routes.ts'
import { table } from './table.ts'

/** What nginx would answer otherwise than RFC 9110, so that the application sends it. Nothing else may be here. */
const sentByApplication = new Set([
  'If-Match with the tag of the application',
  'If-None-Match that is broken',
  'If-None-Match with a tag that the application replaced',
  'If-None-Match where there is no tag',
  'If-Unmodified-Since as asctime() writes it',
  'If-Unmodified-Since without a date',
  'If-Unmodified-Since for a file touched this moment',
  'If-Match that holds outweighs If-Unmodified-Since',
  'a last position above 2^64',
  'a last position of a thousand digits',
  'a suffix length above 2^64',
  'an empty member before a range',
  'an empty member after a range',
  'a tab before a range',
  'two ranges with an empty member between',
  'two ranges with a tab between',
])

const root = mkdtempSync(join(tmpdir(), 'xsendfile-table-'))

beforeAll(() => {
  chmodSync(root, 0o755)
  writeFiles(root)
})
afterAll(() => rmSync(root, { recursive: true }))

describe.skipIf(nginxProgram === undefined)('nginx before an application', () => {
  describe.each(doors.filter(({ protocol }) => protocol === 'http'))('under $name', (door) => {
    let site: Site
    beforeAll(async () => (site = await startSite(door, nginx('/internal-table/'), { root, routes })))
    afterAll(() => site.stop())

    it.each(table)('$section: $name', async (row) => {
      touchFresh(root)
      const before = site.fallbacks.length
      judge(row, await ask(site.port, 'http', row))
      expect(site.fallbacks.length - before, 'fallbacks').toBe(sentByApplication.has(row.name) ? 1 : 0)
    })
  })
})

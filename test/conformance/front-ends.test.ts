import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { doors } from '../doors/applications.ts'
import { frontEnds } from '../front-ends/front-ends.ts'
import { type Site, startFrontEnd } from '../front-ends/site.ts'
import { ask } from './ask.ts'
import { touchFresh, writeFiles } from './files.ts'
import { judge } from './judge.ts'
import { routes } from './routes.ts'
import { table } from './table.ts'

/** Every door behind nginx; one of them behind the others, unless all are asked for. */
const everywhere = process.env['XSENDFILE_TEST_FRONT_ENDS'] === 'all'

const root = mkdtempSync(join(tmpdir(), 'xsendfile-table-'))

beforeAll(() => {
  chmodSync(root, 0o755)
  writeFiles(root)
})
afterAll(() => rmSync(root, { recursive: true }))

describe.each(frontEnds)('$name before an application', (frontEnd) => {
  const { server, sentByApplication, otherAnswers = {}, coalesces } = frontEnd
  const httpDoors = doors.filter(({ protocol }) => protocol === 'http')
  const tested = everywhere || server.name === 'nginx' ? httpDoors : httpDoors.slice(0, 1)

  it('is expected to differ in rows that there are', () => {
    const names = new Set(table.map(({ name }) => name))
    for (const name of [...sentByApplication, ...Object.keys(otherAnswers)]) expect(names).toContain(name)
  })

  describe.skipIf(server.program === undefined).each(tested)('under $name', (door) => {
    let site: Site
    beforeAll(async () => (site = await startFrontEnd(frontEnd, door, 'table', { root, routes })))
    afterAll(() => site.stop())

    it.each(table)('$section: $name', async (row) => {
      touchFresh(root)
      const before = site.fallbacks.length
      const answer = await ask(site.port, 'http', row)
      judge({ ...row, answer: otherAnswers[row.name] ?? row.answer }, answer, coalesces)
      const reasons = site.fallbacks.slice(before).map(({ reason }) => reason)
      expect(reasons).toHaveLength(sentByApplication.has(row.name) ? 1 : 0)
    })
  })
})

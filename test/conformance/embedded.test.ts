import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { embedded } from '../../src/senders.ts'
import { type RunningApplication, doors, fetchHandler } from '../doors/applications.ts'
import { ask, askHandler } from './ask.ts'
import { touchFresh, writeFiles } from './files.ts'
import { judge } from './judge.ts'
import { routes } from './routes.ts'
import { table } from './table.ts'

const root = mkdtempSync(join(tmpdir(), 'xsendfile-table-'))
const options = { root, xsendfile: { sender: embedded() }, routes }

beforeAll(() => writeFiles(root))
afterAll(() => rmSync(root, { recursive: true }))

it('the table has at least 200 rows, each of its own name', () => {
  expect(table.length).toBeGreaterThanOrEqual(200)
  expect(new Set(table.map(({ name }) => name)).size).toBe(table.length)
})

describe.each(doors)('the embedded sender under $name', (door) => {
  let application: RunningApplication
  beforeAll(async () => (application = await door.start(options)))
  afterAll(() => application.stop())

  it.each(table)('$section: $name', async (row) => {
    touchFresh(root)
    judge(row, await ask(application.port, door.protocol, row))
  })
})

describe('the embedded sender as a plain Fetch handler', () => {
  it.each(table)('$section: $name', async (row) => {
    touchFresh(root)
    judge(row, await askHandler(fetchHandler(options), row))
  })
})

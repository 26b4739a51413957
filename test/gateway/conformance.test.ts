import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nginx } from '../../src/senders.ts'
import { ask } from '../conformance/ask.ts'
import { touchFresh, writeFiles } from '../conformance/files.ts'
import { judge } from '../conformance/judge.ts'
import { routes } from '../conformance/routes.ts'
import { table } from '../conformance/table.ts'
import { type RunningApplication, doors } from '../doors/applications.ts'
import { type StartedGateway, startGateway } from './started.ts'

const prefix = '/internal-table-of-the-gateway/'
const door = doors[0] ?? expect.fail()
const root = mkdtempSync(join(tmpdir(), 'xsendfile-table-'))

let application: RunningApplication
let gateway: StartedGateway
beforeAll(async () => {
  writeFiles(root)
  application = await door.start({ root, xsendfile: { sender: nginx(prefix) }, routes })
  gateway = await startGateway(application.port, { roots: { path: root, prefix } })
})
afterAll(async () => {
  await gateway.stop()
  await application.stop()
  rmSync(root, { recursive: true })
})

describe('the gateway before an application that hands over to nginx', () => {
  it.each(table)('$section: $name', async (row) => {
    touchFresh(root)
    judge(row, await ask(gateway.port, 'http', row))
  })

  it('has sent the files itself', () => {
    expect(gateway.log.filter(({ sentBy }) => sentBy === 'file').length).toBeGreaterThan(100)
    expect(gateway.log.filter(({ sentBy }) => sentBy === 'gateway')).toEqual([])
  })
})

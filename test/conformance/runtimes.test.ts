import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nginx } from '../../src/senders.ts'
import { nginxFrontEnd } from '../front-ends/list/nginx.ts'
import { type ApplicationProcess, startProcess } from '../servers/application-process.ts'
import { nginxProgram, startNginx } from '../servers/nginx.ts'
import { freePort } from '../servers/ports.ts'
import { type RuntimeServer, runtimeServers, runtimesUnderTest } from '../servers/runtimes.ts'
import type { RunningServer } from '../servers/server.ts'
import { ask } from './ask.ts'
import { differences } from './differences.ts'
import { touchFresh, writeFiles } from './files.ts'
import { judge } from './judge.ts'
import { routes } from './routes.ts'
import { table } from './table.ts'

const root = mkdtempSync(join(tmpdir(), 'xsendfile-table-'))

beforeAll(() => {
  chmodSync(root, 0o755)
  writeFiles(root)
})
afterAll(() => rmSync(root, { recursive: true }))

it('servers are expected to differ in rows that there are', () => {
  const names = new Set(table.map(({ name }) => name))
  for (const { reason, answers } of Object.values(differences)) {
    expect(reason).not.toBe('')
    for (const name of Object.keys(answers)) expect(names).toContain(name)
  }
})

describe.each(runtimeServers)('the embedded sender on $name', ({ runtime, door }) => {
  const otherAnswers = differences[door]?.answers ?? {}
  let application: ApplicationProcess
  beforeAll(async () => (application = await startProcess({ runtime, door, root, routes })))
  afterAll(() => application.stop())

  it.each(table)('$section: $name', async (row) => {
    touchFresh(root)
    const answer = otherAnswers[row.name] ?? row.answer
    judge({ ...row, answer }, await ask(application.port, 'http', row))
  })

  it('nothing failed', () => expect(application.failures).toEqual([]))
})

/** One door of each runtime: what the application hands over does not depend on more. */
const beforeNginx = runtimesUnderTest.flatMap((runtime) =>
  runtimeServers.filter((server) => server.runtime === runtime).slice(0, 1),
)

describe.skipIf(nginxProgram === undefined).each(beforeNginx)('nginx before $name', (server) => {
  let application: ApplicationProcess
  let front: RunningServer
  let port: number
  beforeAll(async () => ({ application, front, port } = await startBehindNginx(server)))
  afterAll(async () => {
    await front.stop()
    await application.stop()
  })

  it.each(table)('$section: $name', async (row) => {
    touchFresh(root)
    judge(row, await ask(port, 'http', row))
    const expected = nginxFrontEnd.sentByApplication.has(row.name) ? 1 : 0
    expect(await application.fallbacks()).toHaveLength(expected)
  })
})

async function startBehindNginx({ runtime, door }: RuntimeServer): Promise<{
  readonly application: ApplicationProcess
  readonly front: RunningServer
  readonly port: number
}> {
  const prefix = '/internal-runtimes/'
  const sender = nginx(prefix)
  const application = await startProcess({ runtime, door, root, routes, prefix })
  const port = await freePort()
  const upstream = `127.0.0.1:${application.port}`
  const text = sender.configuration({ root, upstream, listen: `127.0.0.1:${port}` })
  return { application, front: await startNginx(text, port), port }
}

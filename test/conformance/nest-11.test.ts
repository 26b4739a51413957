import { fork } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { installBeside } from '../packed.ts'
import { ask } from './ask.ts'
import { touchFresh, writeFiles } from './files.ts'
import { judge } from './judge.ts'
import { routes } from './routes.ts'
import { table } from './table.ts'

let folder: string
let root: string
beforeAll(() => {
  folder = installBeside('nest-11')
  root = join(folder, 'files')
  writeFiles(root)
}, 180_000)
afterAll(() => rmSync(folder, { recursive: true }))

describe.each(['express', 'fastify'])('the packed library under NestJS 11 on %s, in CommonJS', (platform) => {
  let port: number
  let stop: () => void
  beforeAll(async () => {
    const options = JSON.stringify({ root, routes, platform })
    const child = fork(join(folder, 'application.cjs'), [options], { cwd: folder })
    const [message] = (await once(child, 'message')) as [{ readonly port: number }]
    port = message.port
    stop = () => void child.kill('SIGKILL')
  })
  afterAll(() => stop())

  it.each(table)('$section: $name', async (row) => {
    touchFresh(root)
    judge(row, await ask(port, 'http', row))
  })
})

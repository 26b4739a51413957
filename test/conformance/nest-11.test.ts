import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { installBeside } from '../packed.ts'
import { commandOf, runtimesTestedWhole, titleOf } from '../servers/runtimes.ts'
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

/** Here; or, where runtimes are tested whole, on the versions of Node.js among them. */
const nodes = runtimesTestedWhole.filter((runtime) => runtime.startsWith('node'))
const platforms = ['express', 'fastify'].flatMap((platform) =>
  (nodes.length === 0 ? [undefined] : nodes).map((runtime) => ({
    platform,
    runtime,
    where: runtime === undefined ? '' : ` on ${titleOf(runtime)}`,
  })),
)

describe.each(platforms)('the packed library under NestJS 11 on $platform, in CommonJS$where', (under) => {
  let port: number
  let stop: () => void
  beforeAll(async () => {
    const { platform, runtime } = under
    const [command, args] = commandOf(runtime, undefined)
    const told = [join(folder, 'application.cjs'), JSON.stringify({ root, routes, platform })]
    const stdio = ['inherit', 'inherit', 'inherit', 'ipc'] as const
    const child = spawn(command, [...args, ...told], { cwd: folder, stdio: [...stdio] })
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

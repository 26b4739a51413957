import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { project } from './packed.ts'
import { freePort, untilListening } from './servers/ports.ts'
import { commandOf, runtimesUnderTest } from './servers/runtimes.ts'
import { exchange } from './servers/wire.ts'

const guide = readFileSync(join(project, 'docs/runtimes.md'), 'utf8')
const root = mkdtempSync(join(tmpdir(), 'xsendfile-guide-'))
writeFileSync(join(root, 'plans.txt'), 'plans')

// Below the project, so that the examples find the package.
mkdirSync(join(project, '.cache'), { recursive: true })
const folder = mkdtempSync(join(project, '.cache/runtimes-guide-'))
afterAll(() => {
  rmSync(root, { recursive: true })
  rmSync(folder, { recursive: true })
})

/** The example of the guide that starts a server. */
function exampleWith(call: string): string {
  const blocks = Array.from(guide.matchAll(/^```js\n([\s\S]*?)^```$/gm), ([, code = '']) => code)
  return blocks.find((code) => code.includes(call)) ?? expect.fail(`no example has ${call}`)
}

const examples = [
  { call: 'Bun.serve(', runtime: 'bun' },
  { call: 'Deno.serve(', runtime: 'deno' },
] as const

const there = examples.filter(({ runtime }) => runtimesUnderTest.includes(runtime))

describe.each(there)('the example of the guide with $call', ({ call, runtime }) => {
  it('serves the files of its root, with no other permission than the guide says', async () => {
    const port = await freePort()
    const file = join(folder, `${runtime}.mjs`)
    const code = exampleWith(call).replace('/srv/my-app/documents', root).replace('8000', String(port))
    writeFileSync(file, code)
    const [command, args] = commandOf(runtime, root)
    const child = spawn(command, [...args, file], { stdio: ['ignore', 'ignore', 'inherit'], cwd: folder })
    await untilListening(port)
    const get = (target: string): ReturnType<typeof exchange> =>
      exchange(port, { method: 'GET', target, fields: [] })
    const [found, missing] = [await get('/documents/plans.txt'), await get('/documents/missing.txt')]
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect([found.status, found.content, missing.status]).toEqual([200, 'plans', 404])
  })
})

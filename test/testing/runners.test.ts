import { spawnSync } from 'node:child_process'
import { rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installBeside, project } from '../packed.ts'

/** The test runners, each as its users call it. */
const runners: Readonly<Record<string, readonly string[]>> = {
  Vitest: ['node_modules/vitest/vitest.mjs', 'run'],
  Jest: ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js'],
  'node:test': ['--import', 'xsendfile/testing', '--test', 'node.suite.js'],
}

let folder: string
beforeAll(() => {
  folder = installBeside('runners')
  symlinkSync(join(project, 'node_modules/vitest'), join(folder, 'node_modules/vitest'))
}, 180_000)
afterAll(() => rmSync(folder, { recursive: true }))

function run(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): [number | null, string] {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(?:VITEST|NODE_V8|NODE_OPTIONS|npm_)/.test(name),
  )
  const env = { ...Object.fromEntries(own), XSENDFILE_SENDER: 'recording', NO_COLOR: '1', ...environment }
  const { status, stdout, stderr } = spawnSync(process.execPath, [...args], {
    cwd: folder,
    env,
    encoding: 'utf8',
  })
  return [status, stdout + stderr]
}

describe.each(Object.entries(runners))('under %s', (_, args) => {
  it('the tests of an application hold', () => {
    const [status, output] = run(args, {})
    expect(status, output).toBe(0)
    expect(output).toMatch(/3 passed|pass 3/)
  })

  it('a test that fails says what is not as expected', () => {
    const [status, output] = run(args, { EXPECT_OTHER: 'yes' })
    expect(status).toBe(1)
    expect(output).toContain('Expected a hand-over with the path "other.pdf", but it was "plans.pdf"')
  })
})

it('the environment alone cannot choose a sender that sends nothing', () => {
  const [status, output] = run(['application.js'], {})
  expect(status).toBe(1)
  expect(output).toContain('ERR_XSENDFILE_SENDER_UNKNOWN')
  expect(output).toContain(
    'Cannot use XSENDFILE_SENDER=recording: it is for tests, which import "xsendfile/testing" before the application',
  )
})

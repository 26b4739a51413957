import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Command, UsageError } from '../../src/cli/command.ts'
import { runCommandLine } from '../../src/cli/command-line.ts'
import { commands } from '../../src/cli/commands.ts'

const sample: Command = {
  name: 'sample',
  summary: 'do what a sample does',
  usage: 'Usage: xsendfile sample\n',
  run(args, terminal) {
    if (args.includes('--wrong')) throw new UsageError('--wrong cannot be done')
    if (args.includes('--broken')) throw new Error('broken')
    terminal.out(`did ${args.join(' ')}\n`)
    return 3
  },
}

/** What a command line ends with, and what it writes. */
async function run(...args: string[]): Promise<[status: number, out: string, error: string]> {
  const written = { out: '', error: '' }
  const status = await runCommandLine(args, [sample], {
    out: (text) => void (written.out += text),
    error: (text) => void (written.error += text),
  })
  return [status, written.out, written.error]
}

describe('xsendfile', () => {
  it('gives its arguments to the command, and the status of the command', async () => {
    expect(await run('sample', 'a', 'b')).toEqual([3, 'did a b\n', ''])
  })

  it('lists its commands when it is asked to', async () => {
    const [status, out, error] = await run('--help')
    expect([status, error]).toEqual([0, ''])
    expect(out).toContain('  sample  do what a sample does\n')
    expect(await run('-h')).toEqual([0, out, ''])
    expect(await run()).toEqual([2, '', out])
  })

  it('shows what a command takes', async () => {
    for (const flag of ['--help', '-h'])
      expect(await run('sample', '--wrong', flag)).toEqual([0, 'Usage: xsendfile sample\n', ''])
  })

  it('prints its version', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string }
    expect(await run('--version')).toEqual([0, `${version}\n`, ''])
  })

  it('says in one line what is wrong', async () => {
    expect(await run('nothing')).toEqual([
      2,
      '',
      'xsendfile: there is no command "nothing"; xsendfile --help lists them\n',
    ])
    expect(await run('sample', '--wrong')).toEqual([
      2,
      '',
      'xsendfile sample: --wrong cannot be done; xsendfile sample --help tells more\n',
    ])
  })

  it('does not hide a fault of ours', async () => {
    await expect(run('sample', '--broken')).rejects.toThrow('broken')
  })

  it('has commands of different names, each of which says what it does', () => {
    expect(new Set(commands.map(({ name }) => name)).size).toBe(commands.length)
    for (const { name, summary, usage } of commands) {
      expect(summary).toMatch(/^[a-z].{10,76}[^.]$/)
      expect(usage).toMatch(new RegExp(`^Usage: xsendfile ${name} .*\n`))
      for (const line of usage.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100)
    }
  })
})

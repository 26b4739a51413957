import { readFileSync } from 'node:fs'
import { XsendfileError } from '../core/errors.ts'
import { type Command, type Terminal, UsageError } from './command.ts'

/** The exit status of a command line that cannot be done. */
const misused = 2

/**
 * Runs `xsendfile ARGS`.
 *
 * @returns the exit status: 0, 1 when something failed, 2 when the command line is wrong
 */
export async function runCommandLine(
  args: readonly string[],
  commands: readonly Command[],
  terminal: Terminal,
): Promise<number> {
  const [name, ...rest] = args
  if (name === undefined || name === '--help' || name === '-h') {
    if (name === undefined) terminal.error(overview(commands))
    else terminal.out(overview(commands))
    return name === undefined ? misused : 0
  }
  if (name === '--version') {
    terminal.out(`${version()}\n`)
    return 0
  }
  const command = commands.find((candidate) => candidate.name === name)
  if (command !== undefined) return await runCommand(command, rest, terminal)
  terminal.error(`xsendfile: there is no command ${JSON.stringify(name)}; xsendfile --help lists them\n`)
  return misused
}

async function runCommand(command: Command, args: readonly string[], terminal: Terminal): Promise<number> {
  if (args.some((arg) => arg === '--help' || arg === '-h')) {
    terminal.out(command.usage)
    return 0
  }
  try {
    return await command.run(args, terminal)
  } catch (error) {
    const message = misuse(error)
    if (message === undefined) throw error
    terminal.error(`xsendfile ${command.name}: ${message}; xsendfile ${command.name} --help tells more\n`)
    return misused
  }
}

/** What is wrong with the command line, in one line; `undefined` for a failure of another kind. */
function misuse(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  if (error instanceof UsageError || error instanceof XsendfileError) return error.message
  const { code } = error as NodeJS.ErrnoException
  if (code?.startsWith('ERR_PARSE_ARGS_') !== true) return undefined
  // What follows the first sentence is about positional arguments.
  return error.message.split(/\.?(?: To specify|\n|$)/, 1)[0]
}

function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length))
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`)
  return `Usage: xsendfile COMMAND [options]

Private downloads: your application decides who may have a file, the web server in front of it sends the bytes.

Commands:
${lines.join('\n')}

  xsendfile COMMAND --help  tells more about one
  xsendfile --version       prints the version
`
}

function version(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(manifest) as { readonly version: string }).version
}

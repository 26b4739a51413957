import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

/** What the portal is told when it is started. */
export interface PortalOptions {
  /** Who sends the files. */
  readonly sender: 'embedded' | 'nginx'
  /** The port to open in a browser; 0 for a free one. */
  readonly port: number
  /** A folder to serve in place of the samples, as an absolute path. */
  readonly root: string | undefined
  readonly help: boolean
}

/** Something in the command line that cannot be done, said in one line. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export const usage = `Usage: npm start -- [options]

Starts a small private download portal on this computer: two users, each with files of their own.

Options:
  --sender embedded|nginx  who sends the files: the application itself, which is the default, or a
                           real nginx in front of it
  --root DIR               show the files of a folder of yours to both users, not the samples
  --port N                 the port to open in a browser, not a free one
  -h, --help               show this

Only this computer reaches it (127.0.0.1). Ctrl-C ends everything that it started.
`

/** @throws UsageError for what is not in {@link usage} */
export function readOptions(args: readonly string[]): PortalOptions {
  const { sender = 'embedded', root, port = '0', help = false } = readValues(args)
  if (sender !== 'embedded' && sender !== 'nginx') {
    throw new UsageError(`--sender takes "embedded" or "nginx", not ${JSON.stringify(sender)}`)
  }
  if (root === '') throw new UsageError('--root takes a folder')
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new UsageError(`--port takes a number from 0 to 65535, not ${JSON.stringify(port)}`)
  }
  return { sender, help, port: Number(port), root: root === undefined ? undefined : resolve(origin(), root) }
}

interface OptionValues {
  readonly sender?: string | undefined
  readonly root?: string | undefined
  readonly port?: string | undefined
  readonly help?: boolean | undefined
}

function readValues(args: readonly string[]): OptionValues {
  try {
    return parseArgs({
      args: [...args],
      options: {
        sender: { type: 'string' },
        root: { type: 'string' },
        port: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values
  } catch (error) {
    // What follows the first sentence is about positional arguments, which there are none of.
    const [sentence] = (error as Error).message.split(/\.?(?: To specify|\n|$)/, 1)
    throw new UsageError(sentence ?? 'The options cannot be read')
  }
}

/** Where the user is: npm starts scripts in the folder of package.json. */
function origin(): string {
  const startedByNpm = process.env['npm_lifecycle_event'] === 'start'
  return (startedByNpm ? process.env['INIT_CWD'] : undefined) ?? process.cwd()
}

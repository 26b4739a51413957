import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

/** What the portal is told when it is started. */
export interface PortalOptions {
  /** Who sends the files. */
  readonly sender: 'embedded' | 'nginx'
  /** The port to open in a browser; 0 for a free one. */
  readonly port: number
  /** A folder to show in place of the samples, as an absolute path. */
  readonly root: string | undefined
  /** Where the samples and what is uploaded are kept, as an absolute path. */
  readonly data: string | undefined
  /** Bytes of the file that the comparison of senders downloads. */
  readonly largeFileSize: number
  /** The most bytes of an upload. */
  readonly uploadLimit: number
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
  --root DIR               show the files of a folder of yours to both users, not the samples;
                           nothing in it is changed
  --port N                 the port to open in a browser, not a free one
  --data DIR               keep the samples and what is uploaded there, not in build/portal-files
  --upload-limit SIZE      the largest file that can be uploaded, 1GB by default
  --large-file-size SIZE   what the comparison of senders downloads, 1GB by default
  -h, --help               show this

SIZE is a number of bytes, or of kB, MB or GB (1000 bytes and so on), such as 64MB.
Only this computer reaches it (127.0.0.1). Ctrl-C ends everything that it started.
`

/** @throws UsageError for what is not in {@link usage} */
export function readOptions(args: readonly string[]): PortalOptions {
  const values = readValues(args)
  const { sender = 'embedded', root, data, port = '0', help = false } = values
  if (sender !== 'embedded' && sender !== 'nginx') {
    throw new UsageError(`--sender takes "embedded" or "nginx", not ${JSON.stringify(sender)}`)
  }
  if (root !== undefined && data !== undefined) {
    throw new UsageError('--root shows files of yours, --data keeps the samples: only one of them fits')
  }
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new UsageError(`--port takes a number from 0 to 65535, not ${JSON.stringify(port)}`)
  }
  return {
    sender,
    help,
    port: Number(port),
    root: readFolder('--root', root),
    data: readFolder('--data', data),
    largeFileSize: readSize('--large-file-size', values['large-file-size'] ?? '1GB'),
    uploadLimit: readSize('--upload-limit', values['upload-limit'] ?? '1GB'),
  }
}

interface OptionValues {
  readonly sender?: string | undefined
  readonly root?: string | undefined
  readonly port?: string | undefined
  readonly data?: string | undefined
  readonly 'large-file-size'?: string | undefined
  readonly 'upload-limit'?: string | undefined
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
        data: { type: 'string' },
        'large-file-size': { type: 'string' },
        'upload-limit': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values
  } catch (error) {
    // What follows the first sentence is about positional arguments, which there are none of.
    const [sentence] = (error as Error).message.split(/\.?(?: To specify|\n|$)/, 1)
    throw new UsageError(sentence ?? 'The options cannot be read')
  }
}

function readFolder(option: string, folder: string | undefined): string | undefined {
  if (folder === '') throw new UsageError(`${option} takes a folder`)
  return folder === undefined ? undefined : resolve(origin(), folder)
}

const factors = { b: 1, kb: 1e3, mb: 1e6, gb: 1e9 } as const

function readSize(option: string, text: string): number {
  const [, digits, unit = 'b'] = /^([1-9]\d{0,11})(b|kb|mb|gb)?$/i.exec(text) ?? []
  const size = Number(digits) * factors[unit.toLowerCase() as keyof typeof factors]
  // A terabyte is more than any disk of a demonstration has.
  if (size <= 1e12) return size
  throw new UsageError(`${option} takes a size such as 64MB, not ${JSON.stringify(text)}`)
}

/** Where the user is: npm starts scripts in the folder of package.json. */
function origin(): string {
  const startedByNpm = process.env['npm_lifecycle_event'] === 'start'
  return (startedByNpm ? process.env['INIT_CWD'] : undefined) ?? process.cwd()
}

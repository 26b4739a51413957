import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Gateway, type GatewayOptions, type GatewayRoot, createGateway } from '../gateway.ts'
import { type Command, type Terminal, UsageError } from './command.ts'
import { logLine } from './gateway-log.ts'

const usage = `Usage: xsendfile gateway --upstream URL --root DIR [options]

A small web server before an application in any language: it passes requests on, and sends the files
that answers name by X-Accel-Redirect, X-Sendfile, X-Lighttpd-Send-File, X-LiteSpeed-Location or
X-Reproxy-URL.

  --upstream URL       the application: http://127.0.0.1:8000, https://..., unix:/run/app.sock
  --root DIR[=/SEEN]   a directory that files may come from; /SEEN is where the application sees it,
                       as in another container. Once for each directory, and after each:
    --prefix /PATH/    where X-Accel-Redirect and X-LiteSpeed-Location name its files
    --reproxy URL      where X-Reproxy-URL names its files; nothing is ever fetched
  --listen [HOST:]PORT where to listen (127.0.0.1:8080)
  --encoding WAY       how X-Sendfile is written: raw or percent. Without it, "%" in it is refused
  --announce FIELD     tell the application, by X-Sendfile-Type, of X-Accel-Redirect or X-Sendfile
  --trust              believe X-Forwarded-* of the client: a server of yours stands in front
  --uploads            the files are strangers': save what could run script, sandbox the rest
  --symlinks WHICH     within-root (as it is without it), refuse or follow
  --dotfiles WHICH     refuse (as it is without it) or allow
  --timeout SECONDS    for the application to begin its answer (60)
  --certificate FILE   speak HTTPS with this certificate (PEM), and its --key FILE
  --quiet              log only what went wrong

Examples:
  xsendfile gateway --upstream http://127.0.0.1:8000 --root /srv/files --prefix /internal/
  xsendfile gateway --upstream unix:/run/app.sock --root /srv/media=/app/media --encoding raw

It needs the package undici: npm install undici
Log lines say: client, method, target, status, bytes, who sent it, and the time that it took.
`

const options = {
  upstream: { type: 'string' },
  root: { type: 'string', multiple: true },
  prefix: { type: 'string', multiple: true },
  reproxy: { type: 'string', multiple: true },
  listen: { type: 'string', default: '127.0.0.1:8080' },
  encoding: { type: 'string' },
  announce: { type: 'string' },
  trust: { type: 'boolean' },
  uploads: { type: 'boolean' },
  symlinks: { type: 'string' },
  dotfiles: { type: 'string' },
  timeout: { type: 'string' },
  certificate: { type: 'string' },
  key: { type: 'string' },
  quiet: { type: 'boolean' },
} as const

/** Runs a gateway until it is told to end. */
export const gateway: Command = {
  name: 'gateway',
  summary: 'stand before an application in any language and send the files that it names',
  usage,
  async run(args, terminal) {
    const { values, tokens } = parseArgs({ args: [...args], options, tokens: true })
    if (values.upstream === undefined) throw new UsageError('--upstream is missing; it names the application')
    const roots = rootsOf(tokens)
    const { host, port } = addressOf(values.listen)
    const { encoding, announce, symlinks, dotfiles } = values as Choices
    const started = createGateway({
      upstream: values.upstream,
      roots,
      encoding,
      announce,
      symlinks,
      dotfiles,
      trust: values.trust,
      uploads: values.uploads,
      timeout: values.timeout === undefined ? undefined : Number(values.timeout) * 1000,
      certificate: certificateOf(values.certificate, values.key),
      log: (entry) => {
        if (values.quiet !== true || entry.hint !== undefined) terminal.error(logLine(entry))
      },
    })
    const url = await started.listen(port, host)
    terminal.out(greeting(url, values.upstream, roots))
    await untilToldToEnd(started, terminal)
    return 0
  },
}

/** What the options of the library judge themselves. */
type Choices = Partial<Pick<GatewayOptions, 'encoding' | 'announce' | 'symlinks' | 'dotfiles'>>

type Token = ReturnType<typeof parseArgs<{ options: typeof options; tokens: true }>>['tokens'][number]

/** Which --prefix and --reproxy belong to a --root is told by their order. */
function rootsOf(tokens: readonly Token[]): readonly GatewayRoot[] {
  const roots: { path: string; as: string | undefined; prefix: string[]; reproxy: string[] }[] = []
  for (const token of tokens) {
    if (token.kind !== 'option' || token.value === undefined) continue
    const { name, value } = token
    if (name === 'root') roots.push({ ...placeOf(value), prefix: [], reproxy: [] })
    if (name !== 'prefix' && name !== 'reproxy') continue
    const root = roots.at(-1)
    if (root === undefined)
      throw new UsageError(`--${name} ${value} stands before any --root; write it after its own`)
    root[name].push(value)
  }
  if (roots.length === 0)
    throw new UsageError('--root is missing; it names the directory that files come from')
  return roots
}

function placeOf(value: string): { path: string; as: string | undefined } {
  const [path = '', as] = value.split(/=(?=\/)/, 2)
  return { path: resolve(path), as }
}

function addressOf(listen: string): { host: string | undefined; port: number } {
  const [, host, port] = /^(?:(.+):)?(\d{1,5})$/.exec(listen) ?? []
  const bare = host?.replace(/^\[(.*)\]$/, '$1')
  const isAddress = bare === undefined || bare === 'localhost' || isIP(bare) !== 0
  if (port !== undefined && Number(port) <= 65_535 && isAddress) return { host: bare, port: Number(port) }
  throw new UsageError(`--listen ${listen} is no port and no address; write 8080, 0.0.0.0:8080 or [::1]:8080`)
}

function certificateOf(
  certificate: string | undefined,
  key: string | undefined,
): GatewayOptions['certificate'] {
  if (certificate === undefined && key === undefined) return undefined
  if (certificate === undefined || key === undefined) {
    throw new UsageError('--certificate and --key belong together')
  }
  return { cert: fileOf('certificate', certificate), key: fileOf('key', key) }
}

function fileOf(option: string, path: string): Uint8Array {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new UsageError(`--${option} ${path} cannot be read: ${(error as NodeJS.ErrnoException).code}`)
  }
}

function greeting(url: string, upstream: string, roots: readonly GatewayRoot[]): string {
  const lines = roots.flatMap(({ path, as = path, prefix = [], reproxy = [] }) => [
    `  X-Sendfile ${as.replace(/\/*$/, '/')} -> ${path}\n`,
    ...[prefix].flat().map((one) => `  X-Accel-Redirect ${one} -> ${path}\n`),
    ...[reproxy].flat().map((one) => `  X-Reproxy-URL ${one} -> ${path}\n`),
  ])
  return `xsendfile gateway listens on ${url} before ${upstream}\n${lines.join('')}`
}

/** The first signal lets answers come to their end, the second does not wait. */
async function untilToldToEnd(started: Gateway, terminal: Terminal): Promise<void> {
  const signals = ['SIGINT', 'SIGTERM'] as const
  const told = (): Promise<unknown> => Promise.race(signals.map((signal) => once(process, signal)))
  await told()
  terminal.error('xsendfile gateway: waiting for the answers under way; once more ends at once\n')
  const closed = started.close()
  const impatient = told().then(() => started.close(0))
  await Promise.race([closed, impatient])
}

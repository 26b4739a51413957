import { realpathSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { ConfigurableSender, ConfigurationOptions } from '../senders/configuration.ts'
import type { H2oConfigurationOptions } from '../senders/h2o.ts'
import { senders } from '../senders/registry.ts'
import { type SenderRow, isConfigurable } from '../senders/row.ts'
import { type Command, type Terminal, UsageError } from './command.ts'

const symlinkRules = ['within-root', 'refuse', 'follow'] as const

/** The servers whose configuration can be written, with their rows. */
const servers = Object.entries(senders).filter(([, row]) =>
  isConfigurable(row.make({ prefix: '/internal/' })),
)

const usage = `Usage: xsendfile config SERVER --root DIR [options]

Prints the configuration of a web server in front of your application, complete and ready to
include. The application has the sender of the same name, with the same prefix.

Servers:
${servers.map(([name, { facts }]) => `  ${name.padEnd(11)}${facts.title}`).join('\n')}

Options:
  --root DIR               the folder of the files as the server sees it, an absolute path
  --prefix PATH            the internal location of the files, such as /internal-documents/, for
                           ${servers
                             .filter(([, { takes }]) => takes === 'prefix')
                             .map(([name]) => name)
                             .join(', ')}
  --listen [HOST:]PORT     where the server listens; 80, or 443 with a certificate, when left out
  --upstream HOST:PORT     where the application listens, or unix:/path; else 127.0.0.1:3000
  --server-name "NAME ..." the names of the site; every name when left out
  --server-version VERSION the version that the application gives its sender, too:
                           ${servers.flatMap(([name, { versions }]) => (versions === undefined ? [] : [`${name} ${versions.join(', ')}`])).join('; ')}
  --field NAME             a field of the application that nginx is to put back; may be repeated
  --proof SECRET           the proof that the application was given
  --symlinks RULE          the rule that the application was given: ${symlinkRules.join(', ')}
  --tls-certificate FILE   the certificate, with its chain; with --tls-key
  --tls-key FILE           its private key
  --socket FILE            h2o: the socket that keeps the host of the files off the network
  --snippet                only the part for a site that there is already
  -h, --help               show this

Examples:
  xsendfile config nginx --root /srv/my-app/documents --prefix /internal-documents/ \\
    --upstream 127.0.0.1:3000 > /etc/nginx/conf.d/my-app.conf
  xsendfile config apache --root /srv/my-app/documents --listen 8080
  xsendfile config caddy --root /srv/files --prefix /files/ --server-name example.com --snippet
`

/** Prints the configuration of a web server. */
export const config: Command = {
  name: 'config',
  summary: 'print the configuration of a web server in front of your application',
  usage,
  run(args, terminal) {
    const { values, positionals } = read(args)
    const [server, surplus] = positionals
    if (surplus !== undefined)
      throw new UsageError(`one server at a time; ${JSON.stringify(surplus)} is too much`)
    const row = rowOf(server)
    const options = configurationOptions(values)
    const text = senderOf(server ?? '', row, values).configuration(options)
    tellOfLink(values.root ?? '', row, terminal)
    terminal.out(text)
    return 0
  },
}

type Values = ReturnType<typeof read>['values']

function read(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      root: { type: 'string' },
      prefix: { type: 'string' },
      listen: { type: 'string' },
      upstream: { type: 'string' },
      'server-name': { type: 'string' },
      'server-version': { type: 'string' },
      field: { type: 'string', multiple: true },
      proof: { type: 'string' },
      symlinks: { type: 'string' },
      'tls-certificate': { type: 'string' },
      'tls-key': { type: 'string' },
      socket: { type: 'string' },
      snippet: { type: 'boolean' },
    },
  })
}

function rowOf(server: string | undefined): SenderRow {
  const names = servers.map(([name]) => name).join(', ')
  if (server === undefined) throw new UsageError(`name a server: ${names}`)
  const found = servers.find(([name]) => name === server)
  if (found === undefined)
    throw new UsageError(`there is no server ${JSON.stringify(server)}; there are ${names}`)
  return found[1]
}

function senderOf(server: string, row: SenderRow, values: Values): ConfigurableSender {
  const { prefix, field, 'server-version': version } = values
  if (row.takes === 'prefix' && prefix === undefined) {
    throw new UsageError(`${server} needs --prefix, such as --prefix /internal-documents/`)
  }
  if (row.takes !== 'prefix' && prefix !== undefined) throw new UsageError(`${server} takes no --prefix`)
  if (version !== undefined && row.versions === undefined) {
    throw new UsageError(`${server} takes no --server-version: all of them are alike`)
  }
  if (field !== undefined && row.takesFields !== true) {
    throw new UsageError(`${server} takes no --field: it shows all of them`)
  }
  const sender = row.make({ prefix, version, fields: field })
  if (isConfigurable(sender)) return sender
  throw new UsageError(`there is no configuration for ${server}`)
}

function configurationOptions(values: Values): ConfigurationOptions {
  const { root, listen, upstream, proof, socket, snippet, 'server-name': serverName } = values
  if (root === undefined) {
    throw new UsageError('give --root, the folder of the files, such as --root /srv/my-app/documents')
  }
  const options: H2oConfigurationOptions = {
    root,
    listen,
    upstream,
    serverName,
    proof,
    socket,
    snippet,
    symlinks: symlinksOf(values.symlinks),
    tls: tlsOf(values),
  }
  return options
}

function symlinksOf(rule: string | undefined): (typeof symlinkRules)[number] | undefined {
  const found = symlinkRules.find((candidate) => candidate === rule)
  if (rule === undefined || found !== undefined) return found
  throw new UsageError(`--symlinks takes ${symlinkRules.join(', ')}, not ${JSON.stringify(rule)}`)
}

function tlsOf(values: Values): ConfigurationOptions['tls'] {
  const { 'tls-certificate': certificate, 'tls-key': key } = values
  if (certificate === undefined && key === undefined) return undefined
  if (certificate !== undefined && key !== undefined) return { certificate, key }
  throw new UsageError('--tls-certificate and --tls-key need each other')
}

/** A server that is given whole paths is given real ones, unless the sender is told how it sees the root. */
function tellOfLink(root: string, { takes }: SenderRow, terminal: Terminal): void {
  if (takes !== 'root') return
  const real = realPathOf(root)
  if (real === undefined || real === root.replace(/\/+$/, '')) return
  terminal.error(
    `note: here ${JSON.stringify(root)} leads to ${JSON.stringify(real)}; give the sender the option root: ${JSON.stringify(root)}, or write the real path\n`,
  )
}

function realPathOf(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    // The server may see files that we do not.
    return undefined
  }
}

import { parseArgs } from 'node:util'
import { nginx } from '../senders/nginx.ts'
import { type Command, UsageError } from './command.ts'

const usage = `Usage: xsendfile config SERVER --root DIR [options]

Prints the configuration of a web server in front of your application.
`

/** Prints the configuration of a web server. */
export const config: Command = {
  name: 'config',
  summary: 'print the configuration of a web server in front of your application',
  usage,
  run(args, terminal) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { root: { type: 'string' }, prefix: { type: 'string' } },
    })
    const [server] = positionals
    if (server !== 'nginx' || values.root === undefined || values.prefix === undefined) {
      throw new UsageError('write "xsendfile config nginx --root DIR --prefix PATH"')
    }
    terminal.out(nginx(values.prefix).configuration({ root: values.root }))
    return 0
  },
}

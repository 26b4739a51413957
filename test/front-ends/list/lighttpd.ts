import { isUtf8 } from 'node:buffer'
import { lighttpd } from '../../../src/senders.ts'
import { lighttpdServer } from '../../servers/lighttpd.ts'
import type { FrontEnd } from '../front-ends.ts'
import { exoticRows } from './second-evaluation.ts'

/** lighttpd, with the configuration that its sender writes. */
export const lighttpdFrontEnd: FrontEnd = {
  name: 'lighttpd()',
  server: lighttpdServer,
  cannotName: (name) => /[\x00-\x08\x0a-\x1f\x7f]|[ \t]$/.test(name) || !isUtf8(Buffer.from(name, 'latin1')),
  sender: () => lighttpd(),
  switchedOff: (configuration) =>
    configuration.replace('"x-sendfile" => "enable"', '"x-sendfile" => "disable"'),
  around: (part, port) => `server.modules = ( "mod_setenv", "mod_proxy" )
server.bind = "127.0.0.1"
server.port = ${port}
server.document-root = "/var/empty"
${part}`,
  connectsAnew: true,
  sentByApplication: new Set([...exoticRows, 'POST has no ranges', 'a hundred ranges']),
  coalesces: true,
}

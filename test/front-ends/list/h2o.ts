import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { h2o } from '../../../src/senders.ts'
import { h2oServer } from '../../servers/h2o.ts'
import { giveTo, unprivileged } from '../../servers/unprivileged.ts'
import type { FrontEnd } from '../front-ends.ts'
import { exoticRows } from './second-evaluation.ts'

let folder: string | undefined
let sockets = 0

/** Where H2O, as the user that it runs as, can make its sockets. */
function socketFolder(): string {
  if (folder !== undefined) return folder
  const made = mkdtempSync(join(tmpdir(), 'xsendfile-h2o-sockets-'))
  giveTo(made, unprivileged)
  process.on('exit', () => rmSync(made, { recursive: true, force: true }))
  folder = made
  return made
}

/** H2O, with the configuration that its sender writes. */
export const h2oFrontEnd: FrontEnd = {
  name: 'h2o()',
  server: h2oServer,
  sender: (name) => h2o(`/internal-${name}/`),
  configuration: () => ({ socket: join(socketFolder(), `${(sockets += 1)}.sock`) }),
  switchedOff: (configuration) => configuration.replace('reproxy: ON', 'reproxy: OFF'),
  around: (part, port, upstream) => `hosts:
  "default:${port}":
    listen: { host: 127.0.0.1, port: ${port} }
    paths:
      "/":
        proxy.reverse.url: "http://${upstream}/"
        reproxy: ON
${part}`,
  sentByApplication: new Set([
    ...exoticRows,
    'POST has no ranges',
    // Its configuration has paths for the usual types.
    'a type that the application gives counts',
    // It compares a tag of its own, too.
    'If-None-Match with a tag that the application replaced',
    // It does not read If-Range, not even where it fails.
    'all five hold but If-Range',
    'If-Range with another tag',
    'If-Range with a later date',
    'If-Range with an earlier date',
    'If-Range with another tag and a range beyond the end',
    'If-Range with another tag and several ranges',
    'If-Range with a tag that the application replaced',
    'If-Range with a tag where there is none',
  ]),
}

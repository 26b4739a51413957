import { apacheRow } from './apache.ts'
import { caddyRow } from './caddy.ts'
import { embeddedRow } from './embedded.ts'
import { h2oRow } from './h2o.ts'
import { lighttpdRow } from './lighttpd.ts'
import { litespeedRow } from './litespeed.ts'
import { nginxRow } from './nginx.ts'
import type { SenderRow } from './row.ts'
import { thrusterRow } from './thruster.ts'
import { xSendfileRow } from './x-sendfile.ts'

/** Every sender, by the name that the environment and the command line have for it. A new server is a line here. */
export const senders: Readonly<Record<string, SenderRow>> = {
  embedded: embeddedRow,
  nginx: nginxRow,
  apache: apacheRow,
  lighttpd: lighttpdRow,
  caddy: caddyRow,
  h2o: h2oRow,
  litespeed: litespeedRow,
  thruster: thrusterRow,
  'x-sendfile': xSendfileRow,
}

import { type CaddyOptions, caddy } from '../../../src/senders.ts'
import { caddyServer } from '../../servers/caddy.ts'
import type { FrontEnd } from '../front-ends.ts'
import { exoticRanges, exoticRows } from './second-evaluation.ts'

const besidesPost = [...exoticRows, 'POST has no ranges']

function frontEnd(call: string, options: CaddyOptions, sentByApplication: readonly string[]): FrontEnd {
  return {
    name: call,
    server: caddyServer,
    sender: (name) => caddy(`/internal-${name}/`, options),
    sentByApplication: new Set(sentByApplication),
  }
}

/** Caddy with the configuration that makes its versions alike. */
export const caddyGenerated: FrontEnd = frontEnd(
  'caddy({ generated: true })',
  { generated: true },
  exoticRanges,
)
/** Caddy of which the application does not know how it decodes. */
export const caddyUndeclared: FrontEnd = frontEnd('caddy()', {}, besidesPost)
/** Caddy 2.6, as Debian 12 has it. */
export const caddyDeclared: FrontEnd = frontEnd("caddy({ version: '2.6' })", { version: '2.6' }, besidesPost)

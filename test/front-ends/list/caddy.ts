import { type CaddyOptions, caddy } from '../../../src/senders.ts'
import { caddyServer } from '../../servers/caddy.ts'
import type { FrontEnd } from '../front-ends.ts'
import { exoticRanges, exoticRows, resumedRows } from './second-evaluation.ts'

const controls = /[\x00-\x08\x0a-\x1f\x7f]/

function frontEnd(
  name: string,
  options: CaddyOptions,
  besides: Pick<FrontEnd, 'cannotName' | 'sentByApplication'>,
): FrontEnd {
  return {
    name,
    server: caddyServer,
    sender: (prefix) => caddy(`/internal-${prefix}/`, options),
    cannotQuote: (text) => text.includes('{$'),
    switchedOff: (configuration) => configuration.replace('status 200', 'status 299'),
    around: (part, port) => `http://:${port} {\n\tbind 127.0.0.1\n${part}}\n`,
    ...besides,
  }
}

/** Caddy with the configuration that makes its versions alike. */
export const caddyGenerated: FrontEnd = frontEnd(
  'caddy({ generated: true })',
  { generated: true },
  { sentByApplication: new Set([...exoticRanges, ...resumedRows]) },
)

const sentByApplication = new Set([...exoticRows, 'POST has no ranges'])

/** Caddy of which the application does not know how it decodes. */
export const caddyUndeclared: FrontEnd = frontEnd(
  'caddy()',
  {},
  { sentByApplication, cannotName: (name) => /[%?\t]| $/.test(name) || controls.test(name) },
)
/** Caddy 2.6, as Debian 12 has it. */
export const caddyDeclared: FrontEnd = frontEnd(
  "caddy({ version: '2.6' })",
  { version: '2.6' },
  { sentByApplication, cannotName: (name) => /\?|[ \t]$/.test(name) || controls.test(name) },
)

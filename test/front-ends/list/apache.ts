import { type ApacheOptions, apache } from '../../../src/senders.ts'
import { apacheServer } from '../../servers/apache.ts'
import type { FrontEnd } from '../front-ends.ts'
import { exoticRows } from './second-evaluation.ts'

const joined = { status: 206, content: '0123456789', fields: { 'content-range': 'bytes 0-9/10' } } as const

const controls = /[\x00-\x08\x0a-\x1f\x7f]/

function frontEnd(name: string, options: ApacheOptions, cannotName: (name: string) => boolean): FrontEnd {
  return {
    name,
    server: apacheServer,
    sender: () => apache(options),
    cannotName,
    // Without the module it does not start.
    switchedOff: (configuration) => configuration.replaceAll('XSendFile', 'XUnknownFile'),
    refusesWithout: "Invalid command 'XUnknownFile'",
    around: (part, port, upstream) => `Listen 127.0.0.1:${port}
<VirtualHost 127.0.0.1:${port}>
${part}
ProxyPass / http://${upstream}/
</VirtualHost>
`,
    sentByApplication: new Set(exoticRows),
    otherAnswers: {
      // It leaves "Content-Length: 0" off every HEAD (RFC 9110, section 8.6, lets it).
      'HEAD of an empty file': { status: 200, content: '', fields: { etag: '"2ebc98a1-0"' } },
      // It takes ranges, joined, also out of the whole file that the application sends.
      'more bytes than there are': joined,
      'all bytes twice': joined,
    },
    coalesces: true,
  }
}

/** Apache with the configuration that makes the versions of mod_xsendfile alike. */
export const apacheGenerated: FrontEnd = frontEnd(
  'apache({ generated: true })',
  { generated: true },
  () => false,
)
/** Apache of which the application does not know how it decodes. */
export const apacheUndeclared: FrontEnd = frontEnd(
  'apache()',
  {},
  (name) => /[%?\t]| $/.test(name) || controls.test(name),
)
/** Apache with mod_xsendfile 0.12, as Debian 12 has it. */
export const apacheDeclared: FrontEnd = frontEnd(
  "apache({ version: '0.12' })",
  { version: '0.12' },
  (name) => /[ \t]$/.test(name) || controls.test(name),
)

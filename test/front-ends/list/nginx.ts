import { nginx } from '../../../src/senders.ts'
import { nginxServer } from '../../servers/nginx.ts'
import type { FrontEnd } from '../front-ends.ts'

/** nginx, with the configuration that its sender writes. */
export const nginxFrontEnd: FrontEnd = {
  name: 'nginx()',
  server: nginxServer,
  sender: (name) => nginx(`/internal-${name}/`),
  switchedOff: (configuration) =>
    configuration.replace('location / {', 'location / { proxy_ignore_headers X-Accel-Redirect;'),
  around: (part, port, upstream) => `server { listen 127.0.0.1:${port}; gzip on; gzip_types *;
    location / { proxy_pass http://${upstream}; }
${part} }`,
  keepsWithoutFile: ['content-disposition', 'set-cookie', 'expires'],
  sentByApplication: new Set([
    'If-Match with the tag of the application',
    'If-None-Match that is broken',
    'If-None-Match with a tag that the application replaced',
    'If-None-Match where there is no tag',
    'If-Unmodified-Since as asctime() writes it',
    'If-Unmodified-Since without a date',
    'If-Unmodified-Since for a file touched this moment',
    'If-Match that holds outweighs If-Unmodified-Since',
    'a last position above 2^64',
    'a last position of a thousand digits',
    'a suffix length above 2^64',
    'an empty member before a range',
    'an empty member after a range',
    'a tab before a range',
    'two ranges with an empty member between',
    'two ranges with a tab between',
    // It would check If-Range against what it is told of the file.
    'If-Range with the tag of the application',
    'If-Range with the date where there is no tag',
  ]),
}

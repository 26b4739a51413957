export type { Assignment, Instruction, Sender, Unable } from './core/sender.ts'
export type { Fields, FieldValue } from './core/fields.ts'
export type { FileReference } from './core/store.ts'
export { percentEncodePath } from './http/percent-encoding.ts'
export { embedded } from './senders/embedded.ts'
export { type ApacheOptions, apache } from './senders/apache.ts'
export { type CaddyOptions, type CaddySender, caddy } from './senders/caddy.ts'
export type { ConfigurableSender, ConfigurationOptions } from './senders/configuration.ts'
export {
  type H2oConfigurationOptions,
  type H2oOptions,
  type H2oSender,
  h2o,
  h2oMediaTypes,
} from './senders/h2o.ts'
export { type LighttpdOptions, lighttpd } from './senders/lighttpd.ts'
export { type LitespeedSender, litespeed } from './senders/litespeed.ts'
export { type NginxOptions, nginx, nginxFields } from './senders/nginx.ts'
export { type ThrusterOptions, thruster } from './senders/thruster.ts'
export { type XSendfileOptions, xSendfile } from './senders/x-sendfile.ts'

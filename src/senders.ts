export type { Assignment, Instruction, Sender, Unable } from './core/sender.ts'
export type { Fields, FieldValue } from './core/fields.ts'
export type { FileReference } from './core/store.ts'
export { percentEncodePath } from './http/percent-encoding.ts'
export { embedded } from './senders/embedded.ts'
export {
  type NginxConfigurationOptions,
  type NginxOptions,
  type NginxSender,
  nginx,
  nginxFields,
} from './senders/nginx.ts'

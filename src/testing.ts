export { recording } from './senders/recording.ts'
export type { Sender } from './core/sender.ts'
export {
  type ExpectedHandOver,
  type HandOver,
  assertHandOver,
  assertNotHandedOver,
  handOverOf,
} from './testing/hand-over.ts'
export type { TestedResponse } from './testing/tested-response.ts'

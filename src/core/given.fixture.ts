import { type FieldValue, fieldsOfAnswer } from './fields.ts'
import type { Given } from './given.ts'
import { checkSendOptions } from './option-checks.ts'
import type { SendOptions } from './options.ts'

/** What an application says in a test, in the places where it may say it. */
export interface Words {
  readonly send?: SendOptions
  readonly answer?: Readonly<Record<string, FieldValue>>
  readonly application?: SendOptions
}

const noInstructions = new Set<string>()

/** The same, checked, as answers are made of it. */
export function given({ send = {}, answer = {}, application = {} }: Words): Given {
  return {
    send: checkSendOptions(send, noInstructions),
    answer: fieldsOfAnswer(Object.entries(answer), noInstructions),
    application: checkSendOptions(application, noInstructions),
  }
}

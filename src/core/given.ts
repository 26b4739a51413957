import type { CheckedOptions } from './option-checks.ts'
import { type FieldMap, type FieldValue, lineOf, noFields } from './fields.ts'

/** What the application says of one answer, from the strongest word to the weakest. */
export interface Given {
  /** The options of this `send`. */
  readonly send: CheckedOptions
  /** The fields that the application had set on the answer before. */
  readonly answer: FieldMap
  /** The options of `xsendfile`. */
  readonly application: CheckedOptions
}

/** Options that say nothing. */
export const nothingGiven: CheckedOptions = { fields: noFields }

/** The value that the application gives a field, by its name in lower case. */
export function givenField({ send, answer, application }: Given, name: string): FieldValue | undefined {
  return (send.fields.get(name) ?? answer.get(name) ?? application.fields.get(name))?.value
}

/** The same as one line of text, as a field that is a list may be written. */
export function givenLine(given: Given, name: string): string | undefined {
  return lineOf(givenField(given, name))
}

/** An option for which no field can stand. */
export function givenOption<Name extends 'maxRate' | 'methods' | 'notFound'>(
  { send, application }: Given,
  name: Name,
): CheckedOptions[Name] {
  return send[name] ?? application[name]
}

import { type Disposition, type SafeKind, formatDisposition, safeKindOf } from './disposition.ts'
import { lineOf } from './fields.ts'
import type { Given } from './given.ts'

/** What Content-Disposition is to say: settled, or to be settled by the first bytes of the file. */
export type DispositionPlan =
  | { readonly value: string }
  | { readonly kind: SafeKind; readonly ifAgreed: () => string; readonly otherwise: () => string }

/**
 * Plans the value of Content-Disposition: what the application says, otherwise `inline` for what is safe to show
 * and `attachment` for the rest.
 */
export function planDisposition(given: Given, name: string, mediaType: string): DispositionPlan {
  const { send, application } = given
  const field = dispositionField(given)
  if (field !== undefined) return { value: field }
  const disposition = send.disposition ?? application.disposition ?? 'auto'
  return planFor(disposition, send.filename ?? application.filename ?? name, mediaType)
}

function planFor(disposition: Disposition, name: string, mediaType: string): DispositionPlan {
  if (disposition !== 'auto') return { value: formatDisposition(disposition, name) }
  const kind = safeKindOf(mediaType)
  const otherwise = (): string => formatDisposition('attachment', name)
  if (kind === undefined) return { value: otherwise() }
  return { kind, ifAgreed: () => formatDisposition('inline', name), otherwise }
}

/** The field that the application gives, unless an option at least as strong stands over it. */
function dispositionField({ send, answer, application }: Given): string | undefined {
  const sendField = send.fields.get('content-disposition')
  if (sendField !== undefined) return lineOf(sendField.value)
  if (send.disposition !== undefined || send.filename !== undefined) return undefined
  const answerField = answer.get('content-disposition')
  if (answerField !== undefined) return lineOf(answerField.value)
  if (application.disposition !== undefined || application.filename !== undefined) return undefined
  return lineOf(application.fields.get('content-disposition')?.value)
}

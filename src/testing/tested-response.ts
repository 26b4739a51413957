import { XsendfileError } from '../core/errors.ts'

type HeadersObject = Readonly<Record<string, unknown>>

/**
 * A response as a client of a test has it: fetch, node:http, supertest, axios, got, undici, Fastify's `inject`,
 * Playwright.
 */
export type TestedResponse =
  | {
      readonly status: number | (() => number)
      readonly headers: Headers | HeadersObject | (() => HeadersObject)
    }
  | { readonly statusCode?: number | undefined; readonly headers: HeadersObject }

/** Status and fields of a response. */
export interface ResponseHead {
  readonly status: number
  /** By their names in lower case, several lines joined by commas. */
  readonly fields: Readonly<Record<string, string>>
}

/**
 * Reads what a test got, whatever made it.
 *
 * @throws XsendfileError ERR_XSENDFILE_ARGUMENT_INVALID when it is no response, such as a promise that was not awaited
 */
export function responseHeadOf(response: TestedResponse): ResponseHead {
  const { status, statusCode, headers } = membersOf(response)
  const code = typeof status === 'function' ? (status.call(response) as unknown) : (status ?? statusCode)
  const fields = typeof headers === 'function' ? (headers.call(response) as unknown) : headers
  if (typeof code !== 'number' || typeof fields !== 'object' || fields === null) throw noResponse(response)
  return { status: code, fields: fieldsOf(fields) }
}

function membersOf(response: unknown): Readonly<Record<string, unknown>> {
  if (typeof response !== 'object' || response === null) throw noResponse(response)
  return response as Readonly<Record<string, unknown>>
}

function fieldsOf(headers: object): Readonly<Record<string, string>> {
  const entries = headers instanceof Headers ? [...headers] : Object.entries(headers)
  const fields: Record<string, string> = {}
  for (const [name, value] of entries) {
    if (value === undefined || value === null) continue
    const lowerName = name.toLowerCase()
    const line = Array.isArray(value) ? value.join(', ') : String(value)
    fields[lowerName] = fields[lowerName] === undefined ? line : `${fields[lowerName]}, ${line}`
  }
  return fields
}

function noResponse(given: unknown): XsendfileError {
  const shown = given instanceof Promise ? 'a promise: await it' : `a value of type ${typeof given}`
  return new XsendfileError(
    'ERR_XSENDFILE_ARGUMENT_INVALID',
    `Cannot read a response from ${shown}; give it one of fetch, node:http, supertest or Fastify's inject`,
  )
}

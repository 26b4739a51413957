import { AssertionError } from 'node:assert'
import { type ObservedHandOver, observeHandOvers } from '../core/hand-over-observer.ts'
import { type RecordedFile, readRecord, recordedFile, recording } from '../senders/recording.ts'
import { offerSender } from '../senders/environment.ts'
import { type ResponseHead, type TestedResponse, responseHeadOf } from './tested-response.ts'

/** What a front end is told by an answer. */
export interface HandOver extends RecordedFile {
  /** The name of the sender. */
  readonly sender: string
  /** The fields that clients get, by their names in lower case, several lines joined by commas. */
  readonly fields: Readonly<Record<string, string>>
}

/** What a hand-over is to be; what is left out may be anything. */
export interface ExpectedHandOver {
  readonly path?: string | undefined
  readonly root?: string | undefined
  readonly sender?: string | undefined
  /** Fields that clients get, by their names in any case; `null` for those that must not be there. */
  readonly fields?: Readonly<Record<string, string | RegExp | null>> | undefined
}

/** More hand-overs than any test looks back at. */
const mostRemembered = 10_000

/** The hand-overs of this process, by the lines that go to the front end. */
const remembered = new Map<string, RecordedFile & { readonly sender: string }>()

/** The names, in lower case, of the fields that go together. */
const instructions = new Map<string, readonly string[]>()

observeHandOvers(remember)
// Only who imports this module can let the environment choose a sender that sends nothing.
offerSender('recording', recording)

/**
 * What a response hands over to the front end. It knows the hand-overs of this process, whatever their sender, and
 * those of `recording()` in any process.
 *
 * @param response of fetch, node:http, supertest, Fastify's `inject` and the like
 * @throws AssertionError when nothing is handed over; the message says what there is in its place
 * @throws XsendfileError ERR_XSENDFILE_ARGUMENT_INVALID when it is no response, such as a promise that was not awaited
 * @example
 * ```ts
 * import { xsendfile } from 'xsendfile'
 * import { nginx } from 'xsendfile/senders'
 * import { handOverOf } from 'xsendfile/testing'
 *
 * const documents = xsendfile('/srv/my-app/documents', { sender: nginx('/internal-documents/') })
 * const response = await documents.send(new Request('http://localhost/'), 'plans.pdf')
 * const { path, fields } = handOverOf(response)
 * console.log(path, fields['content-type']) // plans.pdf application/pdf
 * ```
 */
export function handOverOf(response: TestedResponse): HandOver {
  const head = responseHeadOf(response)
  const handOver = findHandOver(head)
  if (handOver !== undefined) return handOver
  throw new AssertionError({
    message: `Expected a file to be handed over, but ${whatElse(head)}`,
    stackStartFn: handOverOf,
  })
}

/**
 * Asserts what a response hands over to the front end.
 *
 * @throws AssertionError when nothing, another file, or other fields are handed over
 * @example
 * ```ts
 * import { xsendfile } from 'xsendfile'
 * import { assertHandOver, recording } from 'xsendfile/testing'
 *
 * const documents = xsendfile('/srv/my-app/documents', { sender: recording() })
 * const response = await documents.send(new Request('http://localhost/'), 'plans.pdf')
 * assertHandOver(response, { path: 'plans.pdf', fields: { 'Cache-Control': /private/, 'Set-Cookie': null } })
 * ```
 */
export function assertHandOver(response: TestedResponse, expected: ExpectedHandOver): void {
  const handOver = handOverOf(response)
  for (const name of ['path', 'root', 'sender'] as const) {
    if (expected[name] !== undefined && expected[name] !== handOver[name])
      throw difference(`the ${name} ${show(expected[name])}`, handOver[name], expected[name])
  }
  for (const [name, value] of Object.entries(expected.fields ?? {})) {
    const actual = handOver.fields[name.toLowerCase()]
    if (!isAsExpected(actual, value))
      throw difference(
        value === null ? `no field "${name}"` : `the field "${name}" ${show(value)}`,
        actual,
        value,
      )
  }
}

/**
 * Asserts that a response hands nothing over: what somebody without the right to a file must get.
 *
 * @throws AssertionError when a file is handed over
 * @example
 * ```ts
 * import { assertNotHandedOver } from 'xsendfile/testing'
 *
 * assertNotHandedOver(new Response('Forbidden', { status: 403 }))
 * ```
 */
export function assertNotHandedOver(response: TestedResponse): void {
  const handOver = findHandOver(responseHeadOf(response))
  if (handOver === undefined) return
  throw new AssertionError({
    message: `Expected nothing to be handed over, but it was ${show(handOver.path)} below ${handOver.root}, by the sender "${handOver.sender}"`,
    stackStartFn: assertNotHandedOver,
  })
}

function remember({ sender, file, instruction }: ObservedHandOver): void {
  const fields = Object.entries(instruction).map(
    ([name, value]) => [name.toLowerCase(), String(value)] as const,
  )
  const names = fields.map(([name]) => name)
  const [oldest] = remembered.keys()
  if (oldest !== undefined && remembered.size >= mostRemembered) remembered.delete(oldest)
  instructions.set(names.join(), names)
  remembered.set(linesOf(names, Object.fromEntries(fields)), { ...recordedFile(file), sender })
}

function findHandOver({ status, fields }: ResponseHead): HandOver | undefined {
  // A front end sends the file with a 200 alone.
  if (status !== 200) return undefined
  const record = readRecord(fields)
  if (record !== undefined)
    return { ...record, sender: 'recording', fields: clientFields(fields, ['x-recorded-file']) }
  for (const names of instructions.values()) {
    const found = remembered.get(linesOf(names, fields))
    if (found !== undefined) return { ...found, fields: clientFields(fields, names) }
  }
  return undefined
}

function linesOf(names: readonly string[], fields: ResponseHead['fields']): string {
  return names.map((name) => `${name}: ${fields[name]}`).join('\n')
}

/** Without what only the front end reads, and without the length of the empty content. */
function clientFields(
  fields: ResponseHead['fields'],
  instruction: readonly string[],
): ResponseHead['fields'] {
  const hidden = new Set([...instruction, 'content-length'])
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !hidden.has(name)))
}

function whatElse({ status, fields }: ResponseHead): string {
  const type = fields['content-type'] ?? 'no content type'
  const answer = `the answer is ${status} with ${type}`
  if (status === 404) return `${answer}: there is no such file or route; listen to "refused" to learn why`
  if (status === 200)
    return `${answer}: the application sent it itself; give xsendfile a sender, such as recording(), or set XSENDFILE_SENDER=recording, and ask with GET`
  return `${answer}; only a 200 hands over`
}

function isAsExpected(actual: string | undefined, expected: string | RegExp | null): boolean {
  if (expected === null) return actual === undefined
  if (actual === undefined) return false
  return typeof expected === 'string' ? actual === expected : expected.test(actual)
}

function difference(what: string, actual: string | undefined, expected: unknown): AssertionError {
  const found = actual === undefined ? 'nothing' : show(actual)
  return new AssertionError({
    message: `Expected a hand-over with ${what}, but it was ${found}`,
    actual,
    expected,
    stackStartFn: assertHandOver,
  })
}

function show(value: string | RegExp): string {
  return typeof value === 'string' ? JSON.stringify(value) : `matching ${String(value)}`
}

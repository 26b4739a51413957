import type { ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { isFieldValue } from '../http/field.ts'
import { passedOnFields } from './answer-fields.ts'
import type { UpstreamAnswer } from './upstream.ts'

/**
 * Passes an application's answer on, as fast as the client takes it.
 *
 * @param signal that the client has left, which a response does not notice that waits behind another
 */
export async function passOn(
  { status, message, fields, content }: Extract<UpstreamAnswer, { kind: 'answer' }>,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  const reason = isFieldValue(message) ? message : ''
  response.writeHead(status, reason, passedOnFields(fields).flat())
  // A stream of events may be silent for long; who waits for it learns that it has begun.
  if (content.readableLength === 0 && !content.readableEnded) response.flushHeaders()
  await pipeline(content, response, { signal })
}

import type { GatewayLogEntry } from '../gateway.ts'

/** One request in one line, whatever a client put into it. */
export function logLine(entry: GatewayLogEntry): string {
  const { client, method, target, status, bytes, sentBy, milliseconds, hint } = entry
  const who = { upstream: 'upstream', file: 'gateway file', gateway: 'gateway' }[sentBy]
  const what = `${client} ${method} ${printable(target)} ${status || '(left)'} ${bytes} bytes, ${who}, ${milliseconds.toFixed(1)} ms`
  return hint === undefined ? `${what}\n` : `${what}: ${printable(hint)}\n`
}

/** Without controls, which could begin a line of their own or speak to the terminal, and in one form. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, (sign) => `\\u{${sign.codePointAt(0)?.toString(16) ?? ''}}`)
}

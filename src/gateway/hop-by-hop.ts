/** A field as it stands on the wire; its value one character per byte ("latin1"). */
export type FieldLine = readonly [name: string, value: string]

/** Fields that belong to one connection (RFC 9110, section 7.6.1), also where Connection does not name them. */
const ofTheConnection = [
  'connection',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

/** The names, in lower case, of the fields that must not be passed on: those, and what Connection names. */
export function hopByHopNames(fields: readonly FieldLine[]): ReadonlySet<string> {
  const named = fields
    .filter(([name]) => name.toLowerCase() === 'connection')
    .flatMap(([, value]) => value.toLowerCase().split(','))
    .map((name) => name.trim())
  return new Set([...ofTheConnection, ...named])
}

/** The fields of an answer that concern only the one who is to send the file, by their names in lower case. */
export function isInstruction(name: string): boolean {
  return /^x-(?:accel-|sendfile|lighttpd-|litespeed-location$|reproxy-|archive-)/.test(name)
}

/** Reads `name, value, name, value` as node:http and undici give it. */
export function fieldLines(flat: readonly (string | Uint8Array)[]): readonly FieldLine[] {
  const lines: FieldLine[] = []
  for (let at = 0; at + 1 < flat.length; at += 2) lines.push([text(flat[at]), text(flat[at + 1])])
  return lines
}

function text(part: string | Uint8Array | undefined): string {
  return typeof part === 'object' ? Buffer.from(part).toString('latin1') : (part ?? '')
}

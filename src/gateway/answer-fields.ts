import { isFieldValue, isToken } from '../http/field.ts'
import { essenceOf } from '../http/media-type.ts'
import { givenTag } from '../core/validators.ts'
import { type FieldLine, hopByHopNames, isInstruction } from './hop-by-hop.ts'

/** Fields that speak of the empty content that a file takes the place of, and of the moment of the answer. */
const ofTheContent = new Set([
  'accept-ranges',
  'content-digest',
  'content-encoding',
  'content-length',
  'content-md5',
  'content-range',
  'date',
  'digest',
])

/** The fields of an application's answer that the client gets with the application's content. */
export function passedOnFields(fields: readonly FieldLine[]): readonly FieldLine[] {
  const hopByHop = hopByHopNames(fields)
  return fields.filter(([name]) => !hopByHop.has(name.toLowerCase()) && !isInstruction(name.toLowerCase()))
}

/** The fields of an application's answer that the client gets with a file, each with all of its lines. */
export function fieldsWithFile(fields: readonly FieldLine[]): ReadonlyMap<string, readonly string[]> {
  const byName = new Map<string, [name: string, lines: string[]]>()
  for (const [name, value] of passedOnFields(fields)) {
    const lowerName = name.toLowerCase()
    if (ofTheContent.has(lowerName) || !isUsable(lowerName, value)) continue
    const known = byName.get(lowerName)
    if (known === undefined) byName.set(lowerName, [name, [value]])
    // Of what can be said only once, the first counts, as it does for nginx.
    else if (!once.has(lowerName)) known[1].push(value)
  }
  const type = byName.get('content-type')
  if (type !== undefined) type[1] = [withCharset(type[1][0] ?? '', fields)]
  return new Map(byName.values())
}

const once = new Set(['content-type', 'content-disposition', 'etag', 'expires', 'last-modified'])

/** An empty type is how some applications leave it to the one in front; what cannot be sent would fail later. */
function isUsable(name: string, value: string): boolean {
  if (!isToken(name) || !isFieldValue(value)) return false
  if (name === 'content-type') return essenceOf(value) !== undefined
  return name !== 'etag' || givenTag(value) !== undefined
}

/** X-Accel-Charset names the charset of text that does not say its own. */
function withCharset(type: string, fields: readonly FieldLine[]): string {
  const charset = fields.find(([name]) => name.toLowerCase() === 'x-accel-charset')?.[1] ?? 'off'
  if (charset === 'off' || !isToken(charset) || !/^text\/[^;]*$/i.test(type)) return type
  return `${type.trim()}; charset=${charset}`
}

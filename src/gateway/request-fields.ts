import { randomBytes } from 'node:crypto'
import { type FieldLine, hopByHopNames, isInstruction } from './hop-by-hop.ts'

/** Who stands at the other end of the connection, and how it is made. */
export interface ClientConnection {
  readonly address: string
  readonly encrypted: boolean
}

/** What the gateway does to the fields of a request on their way to the application. */
export interface RequestFieldRules {
  readonly trust: boolean
  /** Fields that the gateway sets over all that a client may have sent. */
  readonly announced: readonly FieldLine[]
}

/** By which the gateway knows its own requests again (RFC 9110, section 7.6.3). */
const pseudonym: string = `xsendfile-${randomBytes(4).toString('hex')}`

/** What only servers in front may say. */
const forwarded = /^(?:forwarded|x-forwarded-.*|x-real-ip)$/

/**
 * Fields that never come from a client: `Proxy` becomes the variable HTTP_PROXY in CGI, `Expect` is settled here,
 * the mapping and the proof are said by front ends.
 */
const refused = new Set(['expect', 'proxy', 'via', 'host'])

/** The fields of a request as the application is to get them. */
export function upstreamFields(
  fields: readonly FieldLine[],
  host: string,
  client: ClientConnection,
  { trust, announced }: RequestFieldRules,
): string[] {
  const hopByHop = hopByHopNames(fields)
  const kept = fields.filter(([name]) => {
    const lowerName = name.toLowerCase()
    // In CGI and WSGI an underscore is the same as a hyphen, so that a field could come in disguise.
    if (lowerName.includes('_') || hopByHop.has(lowerName) || refused.has(lowerName)) return false
    if (isInstruction(lowerName)) return false
    return trust ? lowerName !== 'x-forwarded-for' : !forwarded.test(lowerName)
  })
  const set: FieldLine[] = [['Host', host], ...kept, ...forwardedFields(fields, kept, host, client, trust)]
  return [...set, ['Via', viaOf(fields)] as const, ...announced].flat()
}

/** Whether a request has been here before, which only a gateway before itself can cause. */
export function isLoop(fields: readonly FieldLine[]): boolean {
  return fields.some(([name, value]) => name.toLowerCase() === 'via' && value.includes(pseudonym))
}

function forwardedFields(
  fields: readonly FieldLine[],
  kept: readonly FieldLine[],
  host: string,
  { address, encrypted }: ClientConnection,
  trust: boolean,
): readonly FieldLine[] {
  const before = trust ? linesOf(fields, 'x-forwarded-for') : []
  const values: readonly FieldLine[] = [
    ['X-Forwarded-For', [...before, address].join(', ')],
    ['X-Forwarded-Host', host],
    ['X-Forwarded-Proto', encrypted ? 'https' : 'http'],
  ]
  // With trust, what a server in front has said stays.
  return values.filter(([name]) => linesOf(kept, name.toLowerCase()).length === 0)
}

function viaOf(fields: readonly FieldLine[]): string {
  return [...linesOf(fields, 'via'), `1.1 ${pseudonym}`].join(', ')
}

function linesOf(fields: readonly FieldLine[], wanted: string): readonly string[] {
  return fields.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value)
}

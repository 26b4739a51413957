import { percentDecode } from '../http/percent-encoding.ts'
import type { FileMap, Place } from './file-map.ts'
import { type FieldLine, isInstruction } from './hop-by-hop.ts'

/** What the fields of an answer ask of the one in front. */
export type Wish<Root> =
  | { readonly kind: 'none' }
  | { readonly kind: 'file'; readonly place: Place<Root>; readonly maxRate: number | undefined }
  /** A file is asked for that cannot be told, or that no root holds. */
  | { readonly kind: 'unclear'; readonly hint: string }

/** How paths are written, where the field does not settle it. */
export type PathEncoding = 'raw' | 'percent' | undefined

/** A place, or why there is none. */
type Reading<Root> = Place<Root> | { readonly hint: string }

type Reader = <Root>(value: string, map: FileMap<Root>, encoding: PathEncoding) => Reading<Root>

/** The fields that name a file, by their names in lower case, and how each is read. */
const readers: Readonly<Record<string, Reader>> = {
  'x-accel-redirect': readLocation,
  'x-sendfile': readPath,
  'x-lighttpd-send-file': readPath,
  'x-litespeed-location': readLocation,
  'x-reproxy-url': readUrl,
}

/** What else may stand beside one of them, without naming anything. */
const beside = /^x-accel-(?:buffering|charset|expires|limit-rate)$/

/** Reads what an answer of 200 asks for. */
export function readWish<Root>(
  fields: readonly FieldLine[],
  map: FileMap<Root>,
  encoding: PathEncoding,
): Wish<Root> {
  const asking = fields.filter(
    ([name]) => isInstruction(name.toLowerCase()) && !beside.test(name.toLowerCase()),
  )
  const readings = asking.map((line) => read(line, map, encoding))
  let place: Place<Root> | undefined
  for (const reading of readings) {
    if ('hint' in reading) return { kind: 'unclear', hint: reading.hint }
    if (place !== undefined && (reading.root !== place.root || reading.path !== place.path)) {
      const names = asking.map(([name]) => name).join(' and ')
      return { kind: 'unclear', hint: `${names} name different files; send one of them` }
    }
    place = reading
  }
  return place === undefined ? { kind: 'none' } : { kind: 'file', place, maxRate: maxRateOf(fields) }
}

function read<Root>([name, value]: FieldLine, map: FileMap<Root>, encoding: PathEncoding): Reading<Root> {
  const reader = readers[name.toLowerCase()]
  if (reader === undefined)
    return { hint: `${name} is not supported; use ${Object.keys(readers).join(', ')}` }
  const reading = reader(value, map, encoding)
  return 'hint' in reading ? { hint: `${name}: ${value} ${reading.hint}` } : reading
}

/** A URI of the internal name space, decoded once as nginx does it: the query goes before, `%2F` is a slash after. */
function readLocation<Root>(value: string, map: FileMap<Root>): Reading<Root> {
  const path = percentDecode(value.split('?', 1)[0] ?? '')
  if (path === undefined) return { hint: 'has a "%" that is no escape; percent-encode the path' }
  return (
    map.byLocation(path) ?? {
      hint: `is below no prefix (${map.describe('location')}); give one with --prefix`,
    }
  )
}

/** A path of the file system. */
function readPath<Root>(value: string, map: FileMap<Root>, encoding: PathEncoding): Reading<Root> {
  if (encoding === undefined && value.includes('%')) {
    return { hint: 'could be two different names; say with --encoding whether paths are raw or percent' }
  }
  const path = encoding === 'percent' ? percentDecode(value) : value
  if (path === undefined) return { hint: 'has a "%" that is no escape, though --encoding says percent' }
  return map.byPath(path) ?? { hint: `is in no root (${map.describe('path')}); give one with --root` }
}

/** A URL, of which nothing is ever fetched. */
function readUrl<Root>(value: string, map: FileMap<Root>): Reading<Root> {
  const [, origin, encoded] =
    /^(https?:\/\/[A-Za-z0-9.\-_:[\]]+)(\/[^?#\s]*)(?:\?[^\s]*)?$/i.exec(value) ?? []
  const path = encoded === undefined ? undefined : percentDecode(encoded)
  if (origin === undefined || path === undefined || !URL.canParse(origin))
    return { hint: 'is no URL with a path' }
  const place = map.byUrl(new URL(origin).origin + path)
  return (
    place ?? {
      hint: `is below no URL (${map.describe('url')}) that --reproxy names; nothing is ever fetched`,
    }
  )
}

/** Bytes per second; 0 and what is no number are no limit, as for nginx. */
function maxRateOf(fields: readonly FieldLine[]): number | undefined {
  const value = fields.find(([name]) => name.toLowerCase() === 'x-accel-limit-rate')?.[1] ?? ''
  const rate = /^\d{1,15}$/.test(value) ? Number(value) : 0
  return rate === 0 ? undefined : rate
}

import type { PathSegment, RefusalReason, StorePath } from '../../core/store.ts'
import { XsendfileError } from '../../core/errors.ts'

/** A name below the root that may be looked for. */
export interface FileName {
  /** The name as the file system takes it, with slashes, relative to the root. */
  readonly relative: string | Uint8Array
  /** Its bytes, one character each ("latin1"). */
  readonly bytes: string
  /** The same as text, for the developer. */
  readonly shown: string
  /** Its last segment as text. */
  readonly last: string
}

/** A name that is not looked for, as text for the developer. */
export interface RefusedName {
  readonly refused: RefusalReason
  readonly path: string
}

// At the beginning, between slashes or at the end: nothing, "." or "..".
const emptyOrDots = /(?:^|\/)\.{0,2}(?:\/|$)/
const dotSegment = /(?:^|\/)\./
const notAscii = /[^\x00-\x7f]/

// What Windows takes for another name: separators, streams, drives and wildcards; blanks and dots at the end of a
// segment, which it drops; and the names of devices, with any extension.
const windowsSigns = /[\\:*?"<>|\x01-\x1f]/
const windowsEnd = /[. ](?:\/|$)/
const windowsDevice =
  /(?:^|\/)(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)(?:[0-9]|\xc2[\xb9\xb2\xb3])) *(?:\.[^/]*)?(?:\/|$)/i

/**
 * Judges a path that the application names, without touching the disk. What the application checked must be what
 * is sent, so nothing is normalized: a path is a name, or it is refused.
 *
 * @param platform as `process.platform` says; `win32` takes fewer names
 */
export function judgeName(
  path: StorePath,
  platform: string,
  dotfiles: 'refuse' | 'allow',
): FileName | RefusedName {
  if (typeof path === 'string') return judgeText(withoutSlashes(path), platform, dotfiles)
  if (path instanceof Uint8Array) return judgeBytes(withoutLeadingSlashes(path), platform, dotfiles)
  if (isSegments(path)) return judgeSegments(path, platform, dotfiles)
  if (typeof path === 'object' && path !== null && 'malformed' in path) {
    return { refused: 'malformed', path: path.malformed }
  }
  throw invalidPath('a path', path)
}

// Array.isArray does not narrow a readonly array.
function isSegments(path: StorePath): path is readonly PathSegment[] {
  return Array.isArray(path)
}

function judgeSegments(
  segments: readonly PathSegment[],
  platform: string,
  dotfiles: 'refuse' | 'allow',
): FileName | RefusedName {
  const texts: string[] = []
  let bytes = false
  for (const segment of segments) {
    if (segment instanceof Uint8Array) bytes = true
    else if (typeof segment !== 'string') throw invalidPath('a segment', segment)
    const text = typeof segment === 'string' ? segment : latin1(segment)
    if (text.includes('/')) return { refused: 'name', path: segments.map(shown).join('/') }
    texts.push(text)
  }
  if (!bytes) return judgeText(texts.join('/'), platform, dotfiles)
  const encoded = segments.map((segment) => (typeof segment === 'string' ? Buffer.from(segment) : segment))
  const slash = Buffer.from('/')
  const joined = Buffer.concat(
    encoded.flatMap((segment, index) => (index === 0 ? [segment] : [slash, segment])),
  )
  return judgeBytes(joined, platform, dotfiles)
}

function judgeText(text: string, platform: string, dotfiles: 'refuse' | 'allow'): FileName | RefusedName {
  const ascii = !notAscii.test(text)
  // The file system would take a lone surrogate for another character.
  if (!ascii && !text.isWellFormed()) return { refused: 'malformed', path: shown(text) }
  const bytes = ascii ? text : latin1(Buffer.from(text))
  const refused = refusalOf(bytes, platform, dotfiles)
  if (refused !== undefined) return { refused, path: text }
  return { relative: text, bytes, shown: text, last: lastSegment(text) }
}

function judgeBytes(
  path: Uint8Array,
  platform: string,
  dotfiles: 'refuse' | 'allow',
): FileName | RefusedName {
  const bytes = latin1(path)
  const refused = refusalOf(bytes, platform, dotfiles)
  const text = shown(path)
  if (refused !== undefined) return { refused, path: text }
  return { relative: path, bytes, shown: text, last: lastSegment(text) }
}

function refusalOf(bytes: string, platform: string, dotfiles: 'refuse' | 'allow'): RefusalReason | undefined {
  if (emptyOrDots.test(bytes) || bytes.includes('\0')) return 'name'
  if (platform === 'win32' && isForeignToWindows(bytes)) return 'name'
  return dotfiles === 'refuse' && dotSegment.test(bytes) ? 'dotfile' : undefined
}

function isForeignToWindows(bytes: string): boolean {
  return windowsSigns.test(bytes) || windowsEnd.test(bytes) || windowsDevice.test(bytes)
}

/** Whether a path below the root, one character per byte, has a segment that begins with a dot. */
export function hasDotSegment(bytes: string): boolean {
  return dotSegment.test(bytes)
}

function lastSegment(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function withoutSlashes(path: string): string {
  let first = 0
  while (path.startsWith('/', first)) first += 1
  return path.slice(first)
}

function withoutLeadingSlashes(path: Uint8Array): Uint8Array {
  const first = path.findIndex((byte) => byte !== 0x2f)
  return path.subarray(first === -1 ? path.length : first)
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}

function shown(part: string | Uint8Array): string {
  return typeof part === 'string' ? part : new TextDecoder().decode(part)
}

function invalidPath(what: string, value: unknown): XsendfileError {
  return new XsendfileError(
    'ERR_XSENDFILE_PATH_INVALID',
    `Cannot look for a file by ${what} of type ${typeOf(value)}: ${remedyFor(value)}give text, bytes as a Uint8Array, an array of these, or a stored file`,
  )
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  return isPromise(value) ? 'promise' : typeof value
}

function remedyFor(value: unknown): string {
  if (value === undefined || value === null)
    return 'what it is made from is missing, such as a parameter of the route or a file that `find` did not find; check it before; '
  return isPromise(value) ? 'write `await` before it; ' : ''
}

function isPromise(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value
}

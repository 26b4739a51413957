/** The longest name that common file systems take. */
const longestName = 255

/** What is longer after the last dot is no extension. */
const longestExtension = 64

// C0 and C1 controls, line and paragraph separators, and the marks that turn the direction of text.
const unseen = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]+/g

/**
 * Makes a name fit to be proposed to a client (RFC 6266, section 4.3): only its last path part, without
 * controls and marks of direction, well-formed, of at most 255 characters; `download` when nothing is left.
 */
export function proposedFileName(name: string): string {
  const lastPart = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)
  const seen = shortened(lastPart.replace(unseen, '').toWellFormed().trim()).trim()
  return /^\.*$/.test(seen) ? 'download' : seen
}

/** Cuts a long name before its extension, which tells what to open it with. */
function shortened(name: string): string {
  if (name.length <= longestName) return name
  const dot = name.lastIndexOf('.')
  const extension = dot > 0 && name.length - dot <= longestExtension ? name.slice(dot) : ''
  // By characters, so that none is cut in two; each takes one or two units of the text.
  const characters = Array.from(name.slice(0, 2 * longestName))
  if (characters.length <= longestName && name.length <= 2 * longestName) return name
  return characters.slice(0, longestName - extension.length).join('') + extension
}

/** The longest name that common file systems take. */
const longestName = 255

// C0 and C1 controls, line and paragraph separators, and the marks that turn the direction of text.
const unseen = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g
const loneSurrogate = /\p{Surrogate}/gu

/**
 * Makes a name fit to be proposed to a client (RFC 6266, section 4.3): only its last path part, without
 * controls and marks of direction, well-formed, of at most 255 characters; `download` when nothing is left.
 */
export function proposedFileName(name: string): string {
  const lastPart = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)
  const seen = lastPart.replace(unseen, '').replace(loneSurrogate, '\ufffd').trim()
  return /^\.*$/.test(seen) ? 'download' : shortened(seen)
}

/** Cuts a long name before its extension, which tells what to open it with. */
function shortened(name: string): string {
  const characters = Array.from(name)
  if (characters.length <= longestName) return name
  const dot = characters.lastIndexOf('.')
  const extension = dot > longestName / 2 ? characters.slice(dot) : []
  const kept = extension.length < longestName / 2 ? extension : []
  return [...characters.slice(0, longestName - kept.length), ...kept].join('')
}

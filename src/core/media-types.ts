import mimeTypes from 'mime-types'

/** The media type of a file that nothing is known about. */
const unknown = 'application/octet-stream'

/**
 * The media type that a file's name stands for, with its charset where text is likely to be UTF-8:
 * `text/plain; charset=utf-8` for `a.txt`, `application/gzip` for `a.tar.gz`.
 */
export function mediaTypeOf(name: string): string {
  const found = mimeTypes.lookup(extensionOf(name))
  if (found === false) return unknown
  return found.startsWith('text/') ? `${found}; charset=utf-8` : found
}

/** With its dot, since the lookup would take a name without a dot for an extension. */
function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot === -1 ? '.' : name.slice(dot)
}

// media-type = type "/" subtype parameters (RFC 9110, section 8.3.1), quoted-string included, ASCII only.
const tokenPart = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+"
const quotedString = String.raw`"(?:[\t \x21\x23-\x5b\x5d-\x7e]|\\[\t \x21-\x7e])*"`
const mediaType = new RegExp(
  `^(${tokenPart}/${tokenPart})[\\t ]*(?:;[\\t ]*(?:${tokenPart}=(?:${tokenPart}|${quotedString})[\\t ]*)?)*$`,
)

/** No media type is longer, and no pattern goes deeper than the stack of the engine. */
const longest = 8192

/**
 * The type and subtype of a media type, in lower case and without parameters: `text/plain` of
 * `Text/Plain; charset=utf-8`. `undefined` when the text is no media type.
 */
export function essenceOf(text: string): string | undefined {
  if (text.length > longest) return undefined
  return mediaType.exec(text)?.[1]?.toLowerCase()
}

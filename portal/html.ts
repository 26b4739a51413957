/** A piece of a page that is HTML already. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** What can stand in a page: text, which is escaped, and HTML, which is not. */
type Piece = string | number | Html | readonly Html[]

/** Makes HTML: what stands between is escaped, unless it is HTML itself. */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  const texts = pieces.map((piece, index) => textOf(piece) + (parts[index + 1] ?? ''))
  return new Html((parts[0] ?? '') + texts.join(''))
}

/** No HTML at all, for a piece that is left out. */
export const nothing: Html = new Html('')

function textOf(piece: Piece): string {
  if (piece instanceof Html) return piece.text
  if (typeof piece === 'number') return String(piece)
  return typeof piece === 'string' ? escape(piece) : piece.map(({ text }) => text).join('')
}

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

// Controls and marks of direction, which could make a name look like another one.
const deceptive = /[\p{Cc}\p{Bidi_Control}\p{Surrogate}]/gu

/** A name as it can be shown without deceiving anybody. */
export function shownName(name: string): string {
  return name.replaceAll(deceptive, '\u{FFFD}')
}

function escape(text: string): string {
  return shownName(text).replaceAll(/[&<>"']/g, (character) => references[character] ?? '')
}

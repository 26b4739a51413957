/** Makes an element. What is a string among its children is text, never HTML. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = Object.assign(document.createElement(tag), properties)
  element.append(...children)
  return element
}

/** Tells screen readers what has just happened. */
export function announce(text: string): void {
  const status = document.querySelector('#status')
  if (status !== null) status.textContent = text
}

const units = ['kB', 'MB', 'GB', 'TB']
const inDigits = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 })

export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} B`
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3))
  return `${inDigits.format(bytes / 1000 ** power)} ${units[power - 1]}`
}

export function numberText(number: number): string {
  return inDigits.format(number)
}

/** The content of a response as it arrives. Not every browser can iterate over its body. */
export async function* chunksOf({ body }: Response): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = body?.getReader()
  for (let piece = await reader?.read(); piece?.done === false; piece = await reader?.read()) {
    yield piece.value
  }
}

/** What the server says when it refuses something, asked for with `Accept: text/plain`. */
export async function refusalOf(response: Response): Promise<string> {
  const isText = response.headers.get('content-type')?.startsWith('text/plain') === true
  return isText ? await response.text() : `The server answered ${response.status}.`
}

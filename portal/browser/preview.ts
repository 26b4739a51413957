import { openDialog } from './dialog.ts'
import { make, refusalOf, sizeText } from './elements.ts'

/** Bytes of a text that are shown. */
const longestText = 64_000

const asText = { Accept: 'text/plain' }

/** Opens a preview where a file's name is clicked on, if its kind has one. */
export function watchPreviews(): void {
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null
    const open = link === null ? undefined : shows[link.dataset['kind'] ?? '']
    // With a modifier a browser opens the file itself, in a tab of its own.
    if (link === null || open === undefined || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    preview(link, open)
  })
}

/** Shows what is at an address in a place that is empty so far. */
type Show = (address: string, place: HTMLElement, name: string) => void

const shows: Readonly<Record<string, Show>> = {
  picture: (src, place, alt) => show(place, src, make('img', { src, alt })),
  video: (src, place) => show(place, src, make('video', { src, controls: true, preload: 'metadata' })),
  audio: (src, place) => show(place, src, make('audio', { src, controls: true, preload: 'metadata' })),
  pdf: (address, place, name) => void showPdf(address, place, name),
  text: (address, place) => void showText(address, place),
}

function preview(link: HTMLAnchorElement, open: Show): void {
  const name = link.textContent?.trim() ?? ''
  const place = make('div', { className: 'preview' })
  const download = make('a', { className: 'button', href: `${link.href}?download`, textContent: 'Download' })
  download.dataset['size'] =
    link.closest('tr')?.querySelector('a[data-size]')?.getAttribute('data-size') ?? ''
  download.dataset['name'] = name
  download.addEventListener('click', () => dialog.close())
  const tab = make('a', { className: 'button', href: link.href, target: '_blank', rel: 'noopener' })
  tab.textContent = 'Open in a new tab'
  const dialog = openDialog(name, [place], [download, tab])
  // What still loads ends with the dialog.
  dialog.addEventListener('close', () => {
    const media = place.querySelector<HTMLMediaElement>('video, audio')
    media?.removeAttribute('src')
    media?.load()
  })
  open(link.href, place, name)
}

function show(place: HTMLElement, address: string, element: HTMLElement): void {
  element.addEventListener('error', () => void explain(address, place))
  place.append(element)
}

/** Why something cannot be shown: the server knows, or the browser does not know its kind. */
async function explain(address: string, place: HTMLElement): Promise<void> {
  const response = await fetch(address, { headers: { ...asText, Range: 'bytes=0-0' } })
  say(place, response.ok ? 'This browser cannot show it.' : await refusalOf(response))
}

/**
 * Chromium and Firefox show a PDF in a frame, although the library sends it with a sandbox. A browser that has no
 * viewer of its own, as on many phones, gets a link.
 */
async function showPdf(address: string, place: HTMLElement, title: string): Promise<void> {
  const response = await fetch(address, { method: 'HEAD', headers: asText })
  const isShown = response.headers.get('content-disposition')?.startsWith('inline') === true
  if (!response.ok) say(place, await refusalOf(await fetch(address, { headers: asText })))
  else if (!isShown) say(place, 'This does not begin like a PDF: it is not safe to show, only to download.')
  else if (navigator.pdfViewerEnabled) place.append(make('iframe', { src: address, title }))
  else say(place, 'This browser shows no PDF within a page. Open it in a new tab.')
}

async function showText(address: string, place: HTMLElement): Promise<void> {
  const response = await fetch(address, { headers: { ...asText, Range: `bytes=0-${longestText - 1}` } })
  // An empty file has no range.
  if (!response.ok && response.status !== 416) {
    say(place, await refusalOf(response))
    return
  }
  const text = response.ok ? new TextDecoder().decode(await response.arrayBuffer()) : ''
  const size = Number(/\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1] ?? 0)
  const shown = make('pre', { textContent: text, tabIndex: 0 })
  place.append(shown)
  if (size > longestText) say(place, `These are the first ${sizeText(longestText)} of ${sizeText(size)}.`)
}

function say(place: HTMLElement, text: string): void {
  place.append(make('p', { className: 'notice', textContent: text }))
}

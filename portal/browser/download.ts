import { chunksOf, refusalOf } from './elements.ts'
import { Transfer } from './transfer.ts'

/** Bytes that are kept here; what is larger is left to the browser's own downloads, which need no memory. */
const largest = 500_000_000

/** Bytes after which a piece is given to the browser, which may put it on the disk. */
const pieceSize = 8_000_000

/** Shows the progress of downloads in the page, where they can be paused and resumed. */
export function watchDownloads(): void {
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null
    const size = Number(link?.dataset['size'] ?? Number.NaN)
    if (link === null || link.dataset['run'] !== undefined || !(size <= largest)) return
    event.preventDefault()
    const name = link.dataset['name'] ?? link.closest('tr')?.querySelector('bdi')?.textContent ?? ''
    void new Download(link.href, name).run()
  })
}

class Download {
  readonly #address: string
  readonly #name: string
  readonly #transfer: Transfer
  #pieces: Blob[] = []
  #received = 0
  #tag: string | null = null
  #abort = new AbortController()

  constructor(address: string, name: string) {
    this.#address = address
    this.#name = name
    this.#transfer = new Transfer('Downloading', name, {
      pause: () => this.#abort.abort(),
      resume: () => void this.run(),
      cancel: () => this.#abort.abort(),
    })
  }

  /** Begins, or goes on from where it was broken off. */
  async run(): Promise<void> {
    this.#abort = new AbortController()
    try {
      const response = await this.#ask()
      if (!response.ok) {
        this.#transfer.ends(await refusalOf(response))
        return
      }
      await this.#read(response)
      this.#save()
    } catch {
      const why = this.#abort.signal.aborted ? 'Paused' : 'The connection broke off'
      this.#transfer.pauses(why)
    }
  }

  #ask(): Promise<Response> {
    const headers: Record<string, string> = { Accept: 'text/plain' }
    // Without a tag nobody could tell whether the rest belongs to what is here.
    if (this.#received > 0 && this.#tag !== null) {
      headers['Range'] = `bytes=${this.#received}-`
      headers['If-Range'] = this.#tag
    }
    return fetch(this.#address, { headers, signal: this.#abort.signal, cache: 'no-store' })
  }

  async #read(response: Response): Promise<void> {
    // A whole file in place of the rest: it has changed meanwhile, and begins anew.
    if (response.status !== 206) {
      this.#pieces = []
      this.#received = 0
    }
    this.#tag = response.headers.get('etag')
    const total = this.#received + Number(response.headers.get('content-length'))
    let chunks: Uint8Array<ArrayBuffer>[] = []
    let length = 0
    const keep = (): void => {
      this.#pieces.push(new Blob(chunks))
      chunks = []
      length = 0
    }
    try {
      for await (const chunk of chunksOf(response)) {
        chunks.push(chunk)
        length += chunk.length
        this.#received += chunk.length
        if (length > pieceSize) keep()
        this.#transfer.goesOn(this.#received, total)
      }
    } finally {
      keep()
    }
  }

  #save(): void {
    // Of no type that could be shown: what was downloaded is not opened as a page of this site.
    const file = new Blob(this.#pieces, { type: 'application/octet-stream' })
    this.#pieces = []
    const link = document.createElement('a')
    link.href = URL.createObjectURL(file)
    link.download = this.#name
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
    this.#transfer.ends('Downloaded.')
  }
}

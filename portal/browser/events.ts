/**
 * Listens to server-sent events while the page is looked at: a browser has six connections for all pages of a
 * site, and those behind need none.
 *
 * @returns what begins the stream anew
 */
export function watchEvents(address: string, listener: (message: unknown) => void): () => void {
  let source: EventSource | undefined
  const adapt = (): void => {
    source?.close()
    source = document.hidden ? undefined : new EventSource(address)
    source?.addEventListener('message', ({ data }) => listener(JSON.parse(String(data))))
  }
  document.addEventListener('visibilitychange', adapt)
  window.addEventListener('pagehide', () => source?.close())
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) adapt()
  })
  adapt()
  return adapt
}

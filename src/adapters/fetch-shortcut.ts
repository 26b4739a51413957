/** What is known of a request whose answer may go past the stream of its response. */
export interface Shortcut {
  /** Waits until it is the turn of the request on its connection; gives nothing where it is. */
  readonly turn: () => Promise<void> | undefined
  /** Whether the answer is one of many that may be under way on its connection. */
  readonly isMultiplexed: boolean
}

const shortcuts = new WeakMap<Request, Shortcut>()

/** Tells that there is a shortcut for the answer to a request. */
export function tellShortcut(request: Request, shortcut: Shortcut): void {
  shortcuts.set(request, shortcut)
}

/** The shortcut for the answer to a request; `undefined` where there is none, or the request is one of middleware's own. */
export function shortcutOf(request: Request): Shortcut | undefined {
  return shortcuts.get(request)
}

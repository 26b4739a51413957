import type { Sent } from 'xsendfile/node'

/** A download, as the list of recent ones shows it. */
export interface Download {
  readonly at: Date
  readonly user: string
  /** The path below the root, decoded. */
  readonly path: readonly string[]
  readonly sent: Sent
}

/** Downloads that are remembered: more than a page shows, since not everybody may see each. */
const mostRemembered = 500

/** The latest downloads, the newest first. */
export class RecentDownloads {
  readonly #downloads: Download[] = []

  add(download: Download): void {
    this.#downloads.unshift(download)
    this.#downloads.splice(mostRemembered)
  }

  /** The newest that somebody may see. */
  latest(count: number, maySee: (path: readonly string[]) => boolean): readonly Download[] {
    return this.#downloads.filter(({ path }) => maySee(path)).slice(0, count)
  }
}

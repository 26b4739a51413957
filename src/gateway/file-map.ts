/** One root as the application's answers name its files. */
export interface MappedRoot<Root> {
  /** What is to be done with a path below it. */
  readonly root: Root
  /** The directory as the application sees it, without a slash at its end; one character per byte ("latin1"). */
  readonly as: string
  /** Internal locations, each between slashes. */
  readonly prefixes: readonly string[]
  /** URLs, each with a slash at its end. */
  readonly urls: readonly string[]
}

/** A file that an answer names: a root, and a path below it, one character per byte ("latin1"). */
export interface Place<Root> {
  readonly root: Root
  readonly path: string
}

/** Finds the root that a value names, by whole elements; where one lies in another, the inner one. */
export class FileMap<Root> {
  readonly #paths: readonly Entry<Root>[]
  readonly #prefixes: readonly Entry<Root>[]
  readonly #urls: readonly Entry<Root>[]

  constructor(roots: readonly MappedRoot<Root>[]) {
    this.#paths = longestFirst(roots.map(({ root, as }) => ({ root, beginning: `${as}/` })))
    this.#prefixes = longestFirst(roots.flatMap(({ root, prefixes }) => entries(root, prefixes)))
    this.#urls = longestFirst(roots.flatMap(({ root, urls }) => entries(root, urls)))
  }

  /** By a path of the file system as the application sees it, decoded. */
  byPath(path: string): Place<Root> | undefined {
    return find(this.#paths, path)
  }

  /** By a path of the internal name space, decoded. */
  byLocation(path: string): Place<Root> | undefined {
    return find(this.#prefixes, path)
  }

  /** By an origin as URLs are normalized, and a path, decoded. */
  byUrl(url: string): Place<Root> | undefined {
    return find(this.#urls, url)
  }

  /** What can be named, for a hint. */
  describe(kind: 'path' | 'location' | 'url'): string {
    const all = { path: this.#paths, location: this.#prefixes, url: this.#urls }[kind]
    return all.length === 0 ? 'none' : all.map(({ beginning }) => beginning).join(', ')
  }
}

interface Entry<Root> {
  readonly root: Root
  /** With a slash at its end: "/srv/files" is not the beginning of "/srv/files-of-others". */
  readonly beginning: string
}

function entries<Root>(root: Root, beginnings: readonly string[]): Entry<Root>[] {
  return beginnings.map((beginning) => ({ root, beginning }))
}

function longestFirst<Root>(all: readonly Entry<Root>[]): readonly Entry<Root>[] {
  return [...all].sort((a, b) => b.beginning.length - a.beginning.length)
}

function find<Root>(all: readonly Entry<Root>[], value: string): Place<Root> | undefined {
  const entry = all.find(({ beginning }) => value.startsWith(beginning))
  return entry === undefined ? undefined : { root: entry.root, path: value.slice(entry.beginning.length) }
}

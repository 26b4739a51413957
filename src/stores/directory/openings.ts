import type { OpenFile, Refused } from '../../core/store.ts'
import { type FoundFile, OpenDirectoryFile } from './open-directory-file.ts'

/** What comes of looking for a file. */
export type Finding = FoundFile | Refused

/** Opens and judges a file for so many users, each of whom will close it. */
type Find = (users: number) => Finding | Promise<Finding>

/** Who waits for a file. */
interface User {
  readonly resolve: (file: OpenFile | Refused) => void
  readonly reject: (error: unknown) => void
}

/** An opening that has not begun. */
interface Opening {
  readonly find: Find
  readonly users: User[]
}

/**
 * Opens a file once for all who ask for it before the opening begins: those that go in step ask together. Nobody gets what was
 * opened before he asked, and so nobody gets what is out of date.
 */
export class Openings {
  #waiting = new Map<string, Opening>()

  /** @param name of the file, the same for the same file only */
  open(name: string, find: Find): Promise<OpenFile | Refused> {
    return new Promise((resolve, reject) => {
      const opening = this.#waiting.get(name)
      if (opening === undefined) this.#add(name, { find, users: [{ resolve, reject }] })
      else opening.users.push({ resolve, reject })
    })
  }

  #add(name: string, opening: Opening): void {
    this.#waiting.set(name, opening)
    // All who go in step have asked by then.
    if (this.#waiting.size === 1) queueMicrotask(() => this.#beginAll())
  }

  #beginAll(): void {
    const openings = this.#waiting
    this.#waiting = new Map()
    for (const opening of openings.values()) begin(opening)
  }
}

function begin({ find, users }: Opening): void {
  const give = (found: Finding): void => {
    for (const { resolve } of users) resolve('refused' in found ? found : new OpenDirectoryFile(found))
  }
  const fail = (error: unknown): void => {
    for (const { reject } of users) reject(error)
  }
  try {
    const finding = find(users.length)
    if (finding instanceof Promise) void finding.then(give, fail)
    else give(finding)
  } catch (error) {
    fail(error)
  }
}

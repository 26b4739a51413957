import type { Fields } from './fields.ts'
import type { FileReference } from './store.ts'

/** A hand-over as it goes out. */
export interface ObservedHandOver {
  /** The name of the sender. */
  readonly sender: string
  readonly file: FileReference
  /** What makes the front end send the file. */
  readonly instruction: Fields
}

type Observer = (handOver: ObservedHandOver) => void

let observer: Observer | undefined

/** Tells of every hand-over of this process; for `xsendfile/testing` alone. */
export function observeHandOvers(wanted: Observer | undefined): void {
  observer = wanted
}

/** Whom to tell of hand-overs; `undefined` outside tests. */
export function handOverObserver(): Observer | undefined {
  return observer
}

import type { RefusalReason, XsendfileErrorCode, XsendfileOptions } from '../../src/index.ts'
import type { ExpectedAnswer } from '../conformance/table.ts'
import type { OriginalTree } from './original-tree.ts'
import type { Stage } from './stage.ts'

/** One thing that WSGI X-Sendfile 1.0rc3 was given, what it made of it, and what becomes of it here. */
export type Case = Told & (Same | Better)

interface Told {
  /** Its number among the cases of the original; each has its own. */
  readonly number: number
  /** What the original is given. */
  readonly given: string
  /** What it answers, its defects included. */
  readonly original: string
}

/** The same comes out here. */
interface Same {
  readonly verdict: 'same'
  readonly trial: Trial
}

/** Something better comes out here. */
interface Better {
  readonly verdict: 'better'
  /** Why it is better. */
  readonly reason: string
  readonly trial: Trial
}

/** What the original makes of a file, at the time of its tests and with their secret, or of a text by itself. */
export interface Digest {
  readonly hash: 'md5' | 'sha1' | 'sha256'
  readonly file: string
  readonly digest: string
}

/** What is done with the library to show what becomes of a case. */
export type Trial = RootTrial | SenderTrial | RequestTrial | ConductedTrial

/** `xsendfile` is called with a root. */
export interface RootTrial {
  readonly root: (tree: OriginalTree) => string
  /** The code of the error; or a file that can be sent, and the value of X-Sendfile, from the real root on. */
  readonly gives: { readonly code: XsendfileErrorCode } | { readonly file: string; readonly path: string }
}

/** `xsendfile` is called with senders; each of them gives the same. */
export interface SenderTrial {
  readonly senders: readonly unknown[]
  /** The code of the error; or what the answer to `foo.txt` has in these fields, ROOT standing for the real root. */
  readonly gives:
    | { readonly code: XsendfileErrorCode }
    | { readonly fields: Readonly<Record<string, string | null>> }
}

/** Requests to an application that sends by itself, and to real servers before applications that hand over. */
interface RequestTrial {
  readonly requests: readonly FileRequest[]
}

/** A request, and what comes of it wherever it is sent. */
export interface FileRequest {
  /** As the original knows PATH_INFO, still encoded: what comes after the path of the mount. */
  readonly target: string
  /** `GET` when left out. */
  readonly method?: string
  readonly fields?: readonly (readonly [string, string])[]
  /** The file of the tree whose bytes the answer has, by its real path below the root. */
  readonly file?: string
  /** The same, percent-encoded, where that is another text. */
  readonly encoded?: string
  readonly answer: ExpectedAnswer
  /** What the event `refused` says. */
  readonly refused?: RefusalReason
  /** Servers that cannot be given the name, or that answer by themselves, with their status. */
  readonly otherwise?: Readonly<Record<string, 'application sends' | number>>
  /** Options of the root; the application then stands alone. */
  readonly options?: XsendfileOptions
}

/** What cannot be said by a request or a call alone. */
interface ConductedTrial {
  /** The server without which nothing is left of it. */
  readonly needs?: 'nginx'
  readonly conduct: (stage: Stage) => Promise<void>
}

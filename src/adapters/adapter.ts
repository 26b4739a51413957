import type { Answer, Outcome } from '../core/answer.ts'
import type { OpenContent } from '../core/content.ts'
import type { FieldValue } from '../core/fields.ts'
import type { RequestHead } from '../http/request-head.ts'

/** How a request was answered. */
export interface Sent {
  readonly status: number
  /** The name of the sender whose bytes the client gets; `embedded` for all that the application answers itself. */
  readonly sender: string
  readonly outcome: Outcome
}

/** An answer on its way to the framework. */
export interface Delivery {
  readonly answer: Answer
  readonly sent: Sent
  /** Opens the bytes of the file, when the answer has some. */
  readonly open: OpenContent | undefined
  /** Tells of a failure after the adapter's `write` has come back. */
  readonly failed: (error: unknown) => void
}

/** How one framework is read and written. */
export interface Adapter<Handles extends readonly unknown[], Result> {
  /** What a handler has at hand, by name: as many arguments as `send` takes before the path. */
  readonly handles: { readonly [Index in keyof Handles]: string }
  /** Whether a failure ends here, because the framework has no place for errors. */
  readonly keepsFailures: boolean
  /** Reads the request; throws a XsendfileError when these are not the framework's objects. */
  request(...handles: Handles): RequestHead
  /** Throws ERR_XSENDFILE_ALREADY_ANSWERED when it is too late to answer; left out where it never is. */
  refuseAnswered?(...handles: Handles): void
  /** The fields that the application has set on the answer so far. */
  answerFields(...handles: Handles): readonly (readonly [name: string, value: FieldValue | undefined])[]
  /**
   * Waits until it is this answer's turn on its connection: a client that asks for much at once and reads nothing
   * must not have all of it opened. Left out where that is not known, or comes back with nothing where it is so.
   */
  turn?(...handles: Handles): Promise<void> | undefined
  /** Writes an answer. Fails when the file does, or throws before anything is written. */
  write(delivery: Delivery, ...handles: Handles): Result | Promise<Result>
  /** Writes nothing: the application answers. */
  leave(delivery: Delivery, ...handles: Handles): Result
  /** Deals with a failure as the framework would have it; `delivery` is the answer that fits if there is none. */
  fail(error: Error, delivery: Delivery, ...handles: Handles): Promise<Result>
}

import type { Adapter, Delivery } from './adapters/adapter.ts'
import { type Answer, type Asked, methodNotAllowedAnswer, refusedAnswer } from './core/answer.ts'
import { XsendfileError } from './core/errors.ts'
import { Announcer, type XsendfileEvents } from './core/events.ts'
import { type Given, givenOption, nothingGiven } from './core/given.ts'
import { KnownOptions } from './core/known-options.ts'
import type { SendOptions, XsendfileOptions } from './core/options.ts'
import { factsOf } from './core/representation.ts'
import type { OpenFile, Refused, RefusedLink, Store, StorePath } from './core/store.ts'
import { isRefusedLink, keptPath } from './core/store-path.ts'
import { StandingFields } from './core/standing-fields.ts'
import { StoredFile } from './core/stored-file.ts'
import { type Dispatch, Dispatcher } from './dispatch.ts'
import { endOfTurn } from './event-loop/end-of-turn.ts'
import { answerToFailure, warn } from './failure.ts'
import { type RootLocation, type Settings, settingsFor } from './settings.ts'

/** What `send` and `find` take for a path. */
export type SendPath = StorePath | RefusedLink | StoredFile

/** One root with its files, bound to one sender. */
export interface XsendfileApplication<Handles extends readonly unknown[], Result> {
  /**
   * Answers one request with a file below the root: the whole of it, parts of it, 304, 404, 405, 410, 412 or 416. Who
   * may have the file is decided before this is called.
   *
   * The path is already decoded; it is never decoded again. An array of segments keeps a slash in one of them from
   * reaching another folder.
   */
  send(...args: [...handles: Handles, path: SendPath, options?: SendOptions | undefined]): Promise<Result>
  /**
   * Finds a file without sending it.
   *
   * @returns `undefined` when `send` would answer 404, or 410
   */
  find(path: StorePath | RefusedLink): Promise<StoredFile | undefined>
  /**
   * Calls a listener with every event of a type. What it throws changes nothing.
   *
   * @returns what ends it
   */
  on<Type extends keyof XsendfileEvents>(
    type: Type,
    listener: (event: XsendfileEvents[Type]) => unknown,
  ): () => void
  /** Gives the prefix back and ends all listening. Files under way are sent to their end. */
  close(): void
}

/**
 * Binds a root to a sender.
 *
 * @param root an absolute path, a file URL, or a store
 * @throws XsendfileError with a code that begins with ERR_XSENDFILE_ for every value that cannot be used
 */
export type Xsendfile<Handles extends readonly unknown[], Result> = (
  root: RootLocation,
  options?: XsendfileOptions,
) => XsendfileApplication<Handles, Result>

/** What is asked of the store, or refused before. */
type LinkedPath = StorePath | RefusedLink

const defaultMethods = ['GET', 'HEAD']

/** Makes the `xsendfile` of one framework: the one place where adapter, core and store meet. */
export function defineDoor<Handles extends readonly unknown[], Result>(
  adapter: Adapter<Handles, Result>,
): Xsendfile<Handles, Result> {
  return (root, options = {}) => new DoorApplication(adapter, settingsFor(root, options))
}

class DoorApplication<Handles extends readonly unknown[], Result> implements XsendfileApplication<
  Handles,
  Result
> {
  readonly #adapter: Adapter<Handles, Result>
  readonly #settings: Settings
  readonly #announcer = new Announcer()
  readonly #dispatcher: Dispatcher
  readonly #sendOptions: KnownOptions
  readonly #standingFields: StandingFields
  readonly #root = Symbol('root')
  #closed = false

  constructor(adapter: Adapter<Handles, Result>, settings: Settings) {
    this.#adapter = adapter
    this.#settings = settings
    this.#dispatcher = new Dispatcher(settings, this.#announcer)
    this.#sendOptions = new KnownOptions(settings.instructions)
    this.#standingFields = new StandingFields(settings.instructions)
  }

  send(...args: [...handles: Handles, path: SendPath, options?: SendOptions | undefined]): Promise<Result> {
    const [path, options] = args.splice(this.#adapter.handles.length) as [SendPath, SendOptions | undefined]
    return this.#answer(args as unknown as Handles, path, options)
  }

  async find(path: StorePath | RefusedLink): Promise<StoredFile | undefined> {
    this.#refuseIfClosed()
    const kept = keptPath(path)
    const found = await this.#open(kept)
    if ('refused' in found) {
      this.#announcer.announce({ type: 'refused', reason: found.refused, path: found.path })
      return undefined
    }
    found.close()
    return new StoredFile(this.#root, kept as StorePath, factsOf(found))
  }

  on<Type extends keyof XsendfileEvents>(
    type: Type,
    listener: (event: XsendfileEvents[Type]) => unknown,
  ): () => void {
    return this.#announcer.on(type, listener)
  }

  close(): void {
    this.#closed = true
    this.#settings.release()
    this.#announcer.close()
  }

  async #answer(handles: Handles, path: SendPath, options: SendOptions | undefined): Promise<Result> {
    const request = this.#adapter.request(...handles)
    let found: OpenFile | undefined
    let delivery: Delivery
    try {
      this.#adapter.refuseAnswered?.(...handles)
      this.#refuseIfClosed()
      const given = this.#given(handles, options)
      const storePath = this.#storePath(path)
      const asked: Asked = { method: request.method, given }
      const methods = givenOption(given, 'methods') ?? defaultMethods
      if (!methods.includes(request.method)) {
        const answer = methodNotAllowedAnswer(asked, methods)
        return await this.#adapter.write(this.#delivery(withoutFile(answer)), ...handles)
      }
      const turn = this.#adapter.turn?.(...handles)
      if (turn !== undefined) await turn
      await endOfTurn()
      const opened = await this.#open(storePath)
      if ('refused' in opened) return await this.#refuse(opened, asked, handles)
      found = opened
      const dispatch = await this.#dispatcher.dispatch(request, found, given)
      if (dispatch.open === undefined) found.close()
      delivery = this.#delivery(dispatch)
    } catch (error) {
      found?.close()
      return await this.#fail(error, handles)
    }
    return this.#write(delivery, found, handles)
  }

  /** No function waits while a client takes its file, and nothing is held for it. */
  #write(delivery: Delivery, file: OpenFile, handles: Handles): Result | Promise<Result> {
    const failed = (error: unknown): Promise<Result> => {
      file.close()
      return this.#fail(error, handles)
    }
    try {
      const written = this.#adapter.write(delivery, ...handles)
      return written instanceof Promise ? written.catch(failed) : written
    } catch (error) {
      return failed(error)
    }
  }

  #refuse({ refused, path }: Refused, asked: Asked, handles: Handles): Result | Promise<Result> {
    this.#announcer.announce({ type: 'refused', reason: refused, path })
    const delivery = this.#delivery(withoutFile(refusedAnswer(asked, refused)))
    if (givenOption(asked.given, 'notFound') === 'leave') return this.#adapter.leave(delivery, ...handles)
    return this.#adapter.write(delivery, ...handles)
  }

  /** A refused link is judged already; stores know nothing of links. */
  #open(path: LinkedPath): ReturnType<Store['open']> {
    return isRefusedLink(path) ? path : this.#settings.store.open(path)
  }

  #given(handles: Handles, options: SendOptions | undefined): Given {
    return {
      send: options === undefined ? nothingGiven : this.#sendOptions.check(options),
      answer: this.#standingFields.read(this.#adapter.answerFields(...handles)),
      application: this.#settings.options,
    }
  }

  #storePath(path: SendPath): LinkedPath {
    return path instanceof StoredFile ? StoredFile.pathWithin(this.#root, path) : keptPath(path)
  }

  #delivery({ answer, sender, open }: Dispatch): Delivery {
    const { status, outcome } = answer
    return {
      answer,
      sent: { status, sender, outcome },
      open,
      failed: (error) => void this.#tellOfFailure(error),
    }
  }

  async #fail(thrown: unknown, handles: Handles): Promise<Result> {
    const error = this.#tellOfFailure(thrown)
    const request = this.#adapter.request(...handles)
    const fields = this.#adapter.answerFields(...handles)
    const answer = answerToFailure(error, request, fields, this.#settings.instructions)
    const delivery = this.#delivery(withoutFile(answer))
    // Nothing more can be written, and what somebody else writes must not be broken off.
    if (isAlreadyAnswered(error)) return this.#adapter.leave(delivery, ...handles)
    return await this.#adapter.fail(error, delivery, ...handles)
  }

  /** Where neither a listener nor the framework learns of a failure, the process warns. */
  #tellOfFailure(thrown: unknown): Error {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown))
    const heard = this.#announcer.announce({ type: 'failure', error })
    if (!heard && (this.#adapter.keepsFailures || isAlreadyAnswered(error))) warn(error)
    return error
  }

  #refuseIfClosed(): void {
    if (!this.#closed) return
    throw new XsendfileError(
      'ERR_XSENDFILE_CLOSED',
      `Cannot use ${this.#settings.store.label}: it was closed by close()`,
    )
  }
}

function isAlreadyAnswered(error: Error): boolean {
  return error instanceof XsendfileError && error.code === 'ERR_XSENDFILE_ALREADY_ANSWERED'
}

function withoutFile(answer: Answer): Dispatch {
  return { answer, sender: 'embedded', open: undefined }
}

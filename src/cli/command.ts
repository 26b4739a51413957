/** Where a command writes. */
export interface Terminal {
  /** Writes what was asked for: text that may be piped on. */
  out(text: string): void
  /** Writes what went wrong, and hints. */
  error(text: string): void
}

/** One command of `xsendfile`. */
export interface Command {
  /** What one writes after `xsendfile`. */
  readonly name: string
  /** What it does, in one line for the list of commands. */
  readonly summary: string
  /** What `xsendfile NAME --help` shows. */
  readonly usage: string
  /**
   * Does it. A wrong argument throws a {@link UsageError}.
   *
   * @param args what follows its name
   * @returns the exit status
   */
  run(args: readonly string[], terminal: Terminal): Promise<number> | number
}

/** Something in the command line that cannot be done, said in one line. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

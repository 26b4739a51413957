import { fileURLToPath } from 'node:url'
import { XsendfileError } from './core/errors.ts'
import { type CheckedOptions, checkAreOptions, checkXsendfileOptions } from './core/option-checks.ts'
import type { XsendfileOptions } from './core/options.ts'
import { claimPrefix } from './core/prefix-claims.ts'
import { quotation } from './core/quotation.ts'
import { type Sender, checkSender } from './core/sender.ts'
import type { Store } from './core/store.ts'
import { senderFromEnvironment } from './senders/environment.ts'
import { checkPrefix } from './senders/prefix.ts'
import { DirectoryStore } from './stores/directory/directory-store.ts'

/** What `xsendfile(root, options)` comes to, checked. */
export interface Settings {
  readonly store: Store
  readonly sender: Sender
  /** Names, in lower case, of the fields that only the sender may set. */
  readonly instructions: ReadonlySet<string>
  readonly proof: string | undefined
  readonly options: CheckedOptions
  /** Gives the sender's prefix back. */
  release(): void
}

/** Where the files are: the path of a directory, its file URL, or a store of your own. */
export type RootLocation = string | URL | Store

/** @throws XsendfileError for every value that cannot be used */
export function settingsFor(root: RootLocation, options: XsendfileOptions): Settings {
  checkAreOptions(options)
  if (options.prefix !== undefined) checkPrefix(options.prefix, 'this root')
  const path = pathOf(root)
  const label = typeof path === 'string' ? path : path.label
  const { sender = senderFromEnvironment(environment(), label, options.prefix) } = options
  checkSender(sender)
  const instructions = new Set(sender.instructionFields.map((name) => name.toLowerCase()))
  const checkedOptions = checkXsendfileOptions(options, instructions)
  const store = typeof path === 'string' ? directoryStore(path, options) : path
  const claimant = typeof path === 'string' ? store.label : path
  const release =
    sender.prefix === undefined ? nothing : claimPrefix(sender.name, sender.prefix, claimant, store.label)
  return { store, sender, instructions, proof: options.proof, options: checkedOptions, release }
}

function directoryStore(path: string, options: XsendfileOptions): Store {
  const { symlinks = 'within-root', dotfiles = 'refuse', checkRoot = 'now', io = 'thread-pool' } = options
  return new DirectoryStore(path, { symlinks, dotfiles, checkRoot, io, sendfile: options.sendfile })
}

function pathOf(root: RootLocation): string | Store {
  if (root instanceof URL) {
    if (root.protocol === 'file:') return fileURLToPath(root)
    throw notARoot(root.href, 'only a file URL leads to a directory')
  }
  if (typeof root === 'string' && /\p{Surrogate}/u.test(root)) {
    throw notARoot(quotation(root), 'it is no text, for it holds half of a surrogate pair')
  }
  if (typeof root === 'string' || isStore(root)) return root
  throw notARoot(quotation(root), 'give an absolute path, a file URL, or a store')
}

function isStore(root: unknown): root is Store {
  return typeof root === 'object' && root !== null && 'open' in root && typeof root.open === 'function'
}

function notARoot(shown: string, why: string): XsendfileError {
  return new XsendfileError('ERR_XSENDFILE_ROOT_NOT_ABSOLUTE', `Cannot use ${shown} as a root: ${why}`)
}

function environment(): string | undefined {
  return process.env['XSENDFILE_SENDER']
}

function nothing(): void {}

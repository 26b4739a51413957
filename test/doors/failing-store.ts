import { DirectoryStore } from '../../src/stores/directory/directory-store.ts'
import { type FileSystem, pooledFileSystem } from '../../src/stores/directory/file-system.ts'

/** What a failing disk does, by the call that fails. */
export type FailingCall = 'open' | 'fstat' | 'first read' | 'later read'

/** A directory on a disk that fails. */
export function failingStore(root: string, call: FailingCall, code: string): DirectoryStore {
  const rules = { symlinks: 'within-root', dotfiles: 'refuse', checkRoot: 'now', io: 'thread-pool' } as const
  return new DirectoryStore(root, rules, failingFileSystem(call, code))
}

function failingFileSystem(call: FailingCall, code: string): FileSystem {
  const error = Object.assign(new Error(`${code}: i/o error, read '/srv/secret/path'`), { code })
  const fail = (): Promise<never> => Promise.reject(error)
  switch (call) {
    case 'open':
      return { ...pooledFileSystem, open: fail }
    case 'fstat':
      return { ...pooledFileSystem, fstat: fail }
    case 'first read':
      return { ...pooledFileSystem, read: fail }
    case 'later read':
      return {
        ...pooledFileSystem,
        read: (descriptor, buffer, position) =>
          position === 0 ? pooledFileSystem.read(descriptor, buffer, position) : fail(),
      }
  }
}

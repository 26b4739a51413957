import {
  type BigIntStats,
  close,
  closeSync,
  constants,
  fstat,
  fstatSync,
  lstat,
  lstatSync,
  open,
  openSync,
  read,
  readSync,
  realpath,
  realpathSync,
} from 'node:fs'
import type { Sendfile } from '../../core/sendfile.ts'
import { atEndOfTurn } from '../../event-loop/end-of-turn.ts'
import { targetOf } from './deno.ts'

/** A path as the file system takes it: bytes where text cannot say it. */
export type FilePath = string | Uint8Array

/** What the directory store needs of a file system. */
export interface FileSystem {
  /**
   * Opens a file for reading, without waiting for the writer of a FIFO. Gives its descriptor.
   *
   * @param links whether the last segment may be a symbolic link; otherwise ELOOP says that it is one
   */
  open(path: FilePath, links: 'follow' | 'refuse'): number | Promise<number>
  fstat(descriptor: number): BigIntStats | Promise<BigIntStats>
  /** Of what stands at a path itself, be it a link. */
  lstat(path: FilePath): BigIntStats | Promise<BigIntStats>
  /** The target of a symbolic link below /proc/self/fd: bytes, one character each ("latin1"). */
  readlink(path: string): string | Promise<string>
  /** A path without symbolic links: bytes, one character each ("latin1"). */
  realpath(path: FilePath): string | Promise<string>
  /** Reads into a buffer from a position of the file; gives the number of bytes, 0 at its end. */
  read(descriptor: number, buffer: Uint8Array, position: number): number | Promise<number>
  /** Has the system copy from a file to a connection, if it can. */
  readonly sendfile?: Sendfile | undefined
  /**
   * Closes a descriptor; what goes wrong then is of no consequence to a reader.
   *
   * @param links how many names the file had a moment ago, where that is known
   */
  close(descriptor: number, links?: bigint): void
}

// Opening a FIFO for reading would wait for a writer, and a terminal would become ours. Windows has neither flag.
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0)

const openFlags = { follow: flags, refuse: flags | (constants.O_NOFOLLOW ?? 0) } as const

const bigint = { bigint: true } as const

/** Bytes of a read up to which who reads goes on in step with others: more of them take longer to write than that saves. */
const mostInStep = 256 * 1024

/**
 * The file system of the machine by way of the thread pool: no disk that hangs keeps the process from its other
 * work. Callbacks, since `node:fs/promises` takes half as long again.
 */
export const pooledFileSystem: FileSystem = {
  open: (path, links) =>
    new Promise((resolve, reject) => open(asPathLike(path), openFlags[links], settle(resolve, reject))),
  fstat: (descriptor) => new Promise((resolve, reject) => fstat(descriptor, bigint, settle(resolve, reject))),
  lstat: (path) => new Promise((resolve, reject) => lstat(asPathLike(path), bigint, settle(resolve, reject))),
  // What the kernel knows of an open file by heart: no disk has a part in it.
  readlink: targetOf,
  realpath: (path) =>
    new Promise((resolve, reject) => realpath.native(asPathLike(path), 'latin1', settle(resolve, reject))),
  read: (descriptor, buffer, position) =>
    new Promise((resolve, reject) => {
      const when = buffer.byteLength > mostInStep ? atOnce : atEndOfTurn
      read(descriptor, buffer, 0, buffer.byteLength, position, settle(resolve, reject, when))
    }),
  close: closeByPool,
}

/**
 * The same for disks of this machine. They keep in memory what `fstat` tells of an open file, and closing one that
 * still has a name costs them nothing; over a network either may have to wait for a server.
 */
export const localFileSystem: FileSystem = {
  ...pooledFileSystem,
  fstat: (descriptor) => fstatSync(descriptor, bigint),
  close: closeUnlessLast,
}

/** The same without the thread pool: faster, and a disk that hangs stops the process. */
export const inPlaceFileSystem: FileSystem = {
  open: (path, links) => openSync(asPathLike(path), openFlags[links]),
  fstat: (descriptor) => fstatSync(descriptor, bigint),
  lstat: (path) => lstatSync(asPathLike(path), bigint),
  readlink: targetOf,
  realpath: (path) => realpathSync.native(asPathLike(path), 'latin1'),
  read: (descriptor, buffer, position) => readSync(descriptor, buffer, 0, buffer.byteLength, position),
  close: closeUnlessLast,
}

/** The same, where the system can copy to a connection. */
export function withSendfile(fileSystem: FileSystem, sendfile: Sendfile | undefined): FileSystem {
  return sendfile === undefined ? fileSystem : { ...fileSystem, sendfile }
}

/** With its last name gone, closing a file frees its blocks, which may take a disk long. */
function closeUnlessLast(descriptor: number, links?: bigint): void {
  try {
    if ((links ?? fstatSync(descriptor, bigint).nlink) === 0n) closeByPool(descriptor)
    else closeSync(descriptor)
  } catch {
    // A descriptor that cannot be closed is closed.
  }
}

function closeByPool(descriptor: number): void {
  close(descriptor, () => undefined)
}

/** @param when in step with others, unless told otherwise */
function settle<Value>(
  resolve: (value: Value) => void,
  reject: (error: Error) => void,
  when: (call: () => void) => void = atEndOfTurn,
): (error: Error | null, value: Value) => void {
  return (error, value) => when(() => (error === null ? resolve(value) : reject(error)))
}

function atOnce(call: () => void): void {
  call()
}

function asPathLike(path: FilePath): string | Buffer {
  return typeof path === 'string' ? path : Buffer.from(path.buffer, path.byteOffset, path.byteLength)
}

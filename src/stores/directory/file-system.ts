import { type BigIntStats, close, constants, fstat, open, read, readlink, realpath, stat } from 'node:fs'

/** A path as the file system takes it: bytes where text cannot say it. */
export type FilePath = string | Uint8Array

/** What the directory store needs of a file system; each call runs on the thread pool. */
export interface FileSystem {
  /** Opens a file for reading, without waiting for the writer of a FIFO. Gives its descriptor. */
  open(path: FilePath): Promise<number>
  fstat(descriptor: number): Promise<BigIntStats>
  stat(path: FilePath): Promise<BigIntStats>
  /** The target of a symbolic link: bytes, one character each ("latin1"). */
  readlink(path: string): Promise<string>
  /** A path without symbolic links: bytes, one character each ("latin1"). */
  realpath(path: FilePath): Promise<string>
  /** Reads into a buffer from a position of the file; gives the number of bytes, 0 at its end. */
  read(descriptor: number, buffer: Uint8Array, position: number): Promise<number>
  /** Closes a descriptor; what goes wrong then is of no consequence to a reader. */
  close(descriptor: number): void
}

// Opening a FIFO for reading would wait for a writer, and a terminal would become ours. Windows has neither flag.
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0)

/** The file system of the machine. Callbacks, since `node:fs/promises` takes half as long again. */
export const machineFileSystem: FileSystem = {
  open: (path) => new Promise((resolve, reject) => open(asPathLike(path), flags, settle(resolve, reject))),
  fstat: (descriptor) =>
    new Promise((resolve, reject) => fstat(descriptor, { bigint: true }, settle(resolve, reject))),
  stat: (path) =>
    new Promise((resolve, reject) => stat(asPathLike(path), { bigint: true }, settle(resolve, reject))),
  readlink: (path) => new Promise((resolve, reject) => readlink(path, 'latin1', settle(resolve, reject))),
  realpath: (path) =>
    new Promise((resolve, reject) => realpath.native(asPathLike(path), 'latin1', settle(resolve, reject))),
  read: (descriptor, buffer, position) =>
    new Promise((resolve, reject) =>
      read(descriptor, buffer, 0, buffer.byteLength, position, settle(resolve, reject)),
    ),
  close: (descriptor) => close(descriptor, () => undefined),
}

function settle<Value>(
  resolve: (value: Value) => void,
  reject: (error: Error) => void,
): (error: Error | null, value: Value) => void {
  return (error, value) => (error === null ? resolve(value) : reject(error))
}

function asPathLike(path: FilePath): string | Buffer {
  return typeof path === 'string' ? path : Buffer.from(path.buffer, path.byteOffset, path.byteLength)
}

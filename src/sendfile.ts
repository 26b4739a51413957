import { closeSync } from 'node:fs'
import { createRequire } from 'node:module'
import { isMainThread } from 'node:worker_threads'
import type * as Koffi from 'koffi'
import { XsendfileError } from './core/errors.ts'
import type { Sendfile } from './core/sendfile.ts'

export { XsendfileError, type XsendfileErrorCode } from './core/errors.ts'
export type { Sendfile } from './core/sendfile.ts'

/** Architectures of Linux on which `long`, `size_t` and `off_t` have 64 bits. */
const architectures = new Set(['x64', 'arm64', 'riscv64', 'loong64', 'ppc64', 's390x'])

/**
 * Makes use of sendfile(2), by which the system copies a large file from the disk's cache to the connection without handing it to
 * this process: it takes a fraction of the processor's time. It needs the package koffi, version 3, which calls functions of the
 * system. It works on the thread pool, on Linux, in the main thread of Node.js.
 *
 * @returns what the option `sendfile` takes; `undefined` on other systems and runtimes and in worker threads, where files are read and
 *   written as without it
 * @throws XsendfileError ERR_XSENDFILE_PEER_MISSING where koffi is not installed, or cannot be loaded here
 * @example
 * ```ts
 * import { xsendfile } from 'xsendfile/node'
 * import { sendfile } from 'xsendfile/sendfile'
 *
 * const documents = xsendfile('/srv/my-app/documents', { sendfile: sendfile() })
 * ```
 */
export function sendfile(): Sendfile | undefined {
  if (!isSupported()) return undefined
  // The functions that this process has from its C library, whichever that is.
  const library = loadKoffi().load(null)
  const control: Control = library.func('int fcntl(int descriptor, int command, ...)')
  const copy: Copy = library.func('long sendfile(int to, int from, _In_ int64_t *offset, size_t count)')
  return async (connection, file, position, count) => {
    // Until the system has copied, the connection may be closed, and its descriptor be that of another client's.
    const own = control(connection, duplicate, 'int', 0)
    if (own < 0) return 0
    try {
      return await copied(copy, own, file, position, count)
    } finally {
      closeSync(own)
    }
  }
}

/** F_DUPFD_CLOEXEC of Linux: programs that are started meanwhile do not get the duplicate. */
const duplicate = 1030

type Control = (descriptor: number, command: number, type: 'int', value: number) => number

interface Copy {
  /** Calls it on the thread pool. */
  async(
    to: number,
    from: number,
    offset: readonly [number],
    count: number,
    callback: (error: unknown, copied: number) => void,
  ): void
}

/** What cannot be copied is read and written, which tells why. */
function copied(copy: Copy, to: number, from: number, position: number, count: number): Promise<number> {
  return new Promise((resolve) => {
    try {
      copy.async(to, from, [position], count, (error, bytes) =>
        resolve(error === null ? Math.max(0, bytes) : 0),
      )
    } catch {
      // So many calls are under way that koffi makes no more.
      resolve(0)
    }
  })
}

function isSupported(): boolean {
  const { platform, arch, versions } = process
  const isNode = versions['bun'] === undefined && versions['deno'] === undefined
  // A worker that is terminated while the system copies would never close the duplicate.
  return isNode && isMainThread && platform === 'linux' && architectures.has(arch)
}

function loadKoffi(): typeof Koffi {
  try {
    return createRequire(import.meta.url)('koffi') as typeof Koffi
  } catch (cause) {
    throw new XsendfileError(
      'ERR_XSENDFILE_PEER_MISSING',
      'Cannot use sendfile(2): the package koffi, which calls it, is missing or cannot be loaded here; install it beside this one: npm install koffi',
      { cause },
    )
  }
}

/** Bytes of the buffers that are kept, from the smallest to the largest. */
const kept = [8, 16, 32, 64, 128, 256, 512].map((kilobytes) => kilobytes * 1024)

/** Bytes up to which a buffer is not worth keeping. */
const smallest = 4096

/** Bytes of all buffers that are kept while no download uses them. */
const mostKept = 8 * 1024 * 1024

/**
 * Bytes from which the C library takes memory from the system for each buffer alone, and puts it 16 bytes behind the beginning of
 * a page. To there the system copies pages of a file six times as slowly on AMD's processors since Zen 3, which take the
 * two for the same memory (bug 30994 of glibc), and so we put it 128 bytes behind.
 */
const ownPages = 128 * 1024
const headroom = 112

/** Buffers that no download uses, by their bytes; those of a size that was wanted last at the end. */
const free = new Map<number, Buffer[]>(kept.map((bytes) => [bytes, []]))
let bytesFree = 0

/** A buffer of at least so many bytes, whose content is whatever was in it before. */
export function takeBuffer(bytes: number): Buffer {
  // Node cuts small ones from larger ones by itself.
  if (bytes <= smallest) return Buffer.allocUnsafe(bytes)
  const size = kept.find((length) => length >= bytes)
  if (size === undefined) return newBuffer(bytes)
  const buffer = freeBuffer(size)
  if (buffer === undefined) return newBuffer(size)
  bytesFree -= buffer.length
  return buffer
}

/** One of so many bytes, or a larger one where even the smaller would be much to ask of the system. */
function freeBuffer(size: number): Buffer | undefined {
  const fits = size < ownPages ? [size] : kept.filter((length) => length >= size)
  for (const length of fits) {
    const buffer = free.get(length)?.pop()
    if (buffer !== undefined) return wanted(buffer)
  }
  return undefined
}

function wanted(buffer: Buffer): Buffer {
  const { length } = buffer
  const buffers = free.get(length) ?? []
  free.delete(length)
  free.set(length, buffers)
  return buffer
}

/** A buffer that was never taken, and need not be given back. */
export function newBuffer(bytes: number): Buffer {
  if (bytes < ownPages) return Buffer.allocUnsafeSlow(bytes)
  return Buffer.allocUnsafeSlow(headroom + bytes).subarray(headroom)
}

/** Gives a buffer back that nobody reads any more. */
export function giveBack(buffer: Buffer): void {
  const buffers = free.get(buffer.length)
  if (buffers === undefined) return
  bytesFree += buffer.length
  buffers.push(buffer)
  for (const unwanted of free.values()) {
    while (bytesFree > mostKept && unwanted.length > 0) bytesFree -= unwanted.pop()?.length ?? 0
  }
}

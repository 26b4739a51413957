/** Bytes of the buffers that are kept, from the smallest to the largest. */
const kept = [8, 16, 32, 64, 128, 256, 512].map((kilobytes) => kilobytes * 1024)

/** Bytes up to which a buffer is not worth keeping. */
const smallest = 4096

/** Bytes of all buffers that are kept while no download uses them. */
const mostKept = 16 * 1024 * 1024

const free = new Map<number, Buffer[]>(kept.map((bytes) => [bytes, []]))
let bytesFree = 0

/** A buffer of at least so many bytes, whose content is whatever was in it before. */
export function takeBuffer(bytes: number): Buffer {
  // Node cuts small ones from larger ones by itself.
  if (bytes <= smallest) return Buffer.allocUnsafe(bytes)
  const size = kept.find((length) => length >= bytes)
  if (size === undefined) return Buffer.allocUnsafeSlow(bytes)
  const buffer = free.get(size)?.pop()
  if (buffer === undefined) return Buffer.allocUnsafeSlow(size)
  bytesFree -= size
  return buffer
}

/** Gives a buffer back that nobody reads any more. */
export function giveBack(buffer: Buffer): void {
  const buffers = free.get(buffer.length)
  if (buffers === undefined || bytesFree + buffer.length > mostKept) return
  bytesFree += buffer.length
  buffers.push(buffer)
}

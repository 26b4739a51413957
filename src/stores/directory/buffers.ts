/** Bytes of the buffers that are kept, from the smallest to the largest. */
const kept = [8, 16, 32, 64, 128, 256, 512].map((kilobytes) => kilobytes * 1024)

/** Bytes up to which a buffer is not worth keeping. */
const smallest = 4096

/** Bytes of all buffers of one size that are kept while no download uses them. */
const mostKept = 4 * 1024 * 1024

const free = new Map<number, Buffer[]>(kept.map((bytes) => [bytes, []]))

/** A buffer of at least so many bytes, whose content is whatever was in it before. */
export function takeBuffer(bytes: number): Buffer {
  // Node cuts small ones from larger ones by itself.
  if (bytes <= smallest) return Buffer.allocUnsafe(bytes)
  const size = kept.find((length) => length >= bytes)
  if (size === undefined) return Buffer.allocUnsafeSlow(bytes)
  return free.get(size)?.pop() ?? Buffer.allocUnsafeSlow(size)
}

/** Gives a buffer back that nobody reads any more. */
export function giveBack(buffer: Buffer): void {
  const buffers = free.get(buffer.length)
  if (buffers !== undefined && buffers.length * buffer.length < mostKept) buffers.push(buffer)
}

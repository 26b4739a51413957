/** Bytes of the buffers that are kept; one holds enough to make the calls around it cheap. */
const kept = 256 * 1024

/** Buffers kept while no download uses them, 4 MB in all. */
const mostKept = 16

const free: Buffer[] = []

/** A buffer of at least so many bytes, whose content is whatever was in it before. */
export function takeBuffer(bytes: number): Buffer {
  if (bytes !== kept) return Buffer.allocUnsafeSlow(bytes)
  return free.pop() ?? Buffer.allocUnsafeSlow(kept)
}

/** Gives a buffer back that nobody reads any more. */
export function giveBack(buffer: Buffer): void {
  if (buffer.length === kept && free.length < mostKept) free.push(buffer)
}

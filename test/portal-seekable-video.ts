/**
 * Widens a small MP4 so that a browser cannot have read all of it before somebody seeks: the second half of its
 * frames comes a long way behind the first.
 *
 * @param video one track in one chunk, its index in front, as `portal/samples/sun.mp4` is
 * @param gap bytes between the halves
 */
export function seekableVideo(video: Buffer, gap: number): Buffer {
  const path = ['moov', 'trak', 'mdia', 'minf', 'stbl']
  const parents = path.map((_, index) => boxAt(video, path.slice(0, index + 1)))
  const inTable = (type: string): Box => boxAt(video, [...path, type])
  const [stsc, stsz, stco] = [inTable('stsc'), inTable('stsz'), inTable('stco')]
  const mdat = boxAt(video, ['mdat'])
  const frames = video.readUInt32BE(stsz.start + 16)
  const half = frames / 2
  let halfLength = 0
  for (let frame = 0; frame < half; frame += 1) halfLength += video.readUInt32BE(stsz.start + 20 + 4 * frame)
  const index = Buffer.from(video.subarray(0, mdat.start))
  index.writeUInt32BE(half, stsc.start + 20)
  // The table of chunks gets a second entry, and all that it is in becomes as much longer.
  for (const { start, length } of [...parents, stco]) index.writeUInt32BE(length + 4, start)
  const first = mdat.start + 4 + 8
  const offsets = Buffer.alloc(12)
  offsets.writeUInt32BE(2, 0)
  offsets.writeUInt32BE(first, 4)
  offsets.writeUInt32BE(first + halfLength + gap, 8)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(mdat.length + gap, 0)
  head.write('mdat', 4, 'latin1')
  const content = video.subarray(mdat.start + 8, mdat.start + mdat.length)
  return Buffer.concat([
    index.subarray(0, stco.start + 12),
    offsets,
    index.subarray(stco.start + stco.length),
    head,
    content.subarray(0, halfLength),
    Buffer.alloc(gap),
    content.subarray(halfLength),
  ])
}

interface Box {
  readonly start: number
  readonly length: number
}

function boxAt(video: Buffer, [type, ...rest]: readonly string[], from = 0, to = video.length): Box {
  for (let start = from; start < to; start += video.readUInt32BE(start)) {
    if (video.toString('latin1', start + 4, start + 8) !== type) continue
    const length = video.readUInt32BE(start)
    return rest.length === 0 ? { start, length } : boxAt(video, rest, start + 8, start + length)
  }
  throw new Error(`The video has no box "${type}"`)
}

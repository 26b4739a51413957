import { expect, test } from 'vitest'
import { type FileContent, contentFrom } from './content.ts'

const parts: FileContent = {
  kind: 'file',
  pieces: ['head 1', { firstPos: 10, lastPos: 19 }, 'head 2', { firstPos: 40, lastPos: 40 }, 'end'],
  length: 26,
}

test.each<[from: number, pieces: FileContent['pieces']]>([
  [0, parts.pieces],
  [1, ['ead 1', ...parts.pieces.slice(1)]],
  [6, parts.pieces.slice(1)],
  [7, [{ firstPos: 11, lastPos: 19 }, ...parts.pieces.slice(2)]],
  [15, [{ firstPos: 19, lastPos: 19 }, ...parts.pieces.slice(2)]],
  [16, parts.pieces.slice(2)],
  [22, parts.pieces.slice(3)],
  [23, ['end']],
  [25, ['d']],
  [26, []],
])('without its first %i bytes a content has the pieces that follow', (from, pieces) => {
  expect(contentFrom(parts, from)).toEqual({ kind: 'file', pieces, length: 26 - from })
})

import type { PathSegment, StorePath } from './store.ts'

/** A path as it is at this moment: the application may go on to use its array, or its bytes, for another one. */
export function keptPath(path: StorePath): StorePath {
  if (path instanceof Uint8Array) return new Uint8Array(path)
  return isSegments(path) ? path.map(keptSegment) : path
}

function keptSegment(segment: PathSegment): PathSegment {
  return segment instanceof Uint8Array ? new Uint8Array(segment) : segment
}

// Array.isArray does not narrow a readonly array.
function isSegments(path: StorePath): path is readonly PathSegment[] {
  return Array.isArray(path)
}

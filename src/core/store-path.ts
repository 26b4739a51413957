import type { PathSegment, RefusedLink, StorePath } from './store.ts'

/** A path as it is at this moment: the application may go on to use its array, or its bytes, for another one. */
export function keptPath(path: StorePath | RefusedLink): StorePath | RefusedLink {
  if (path instanceof Uint8Array) return new Uint8Array(path)
  return isSegments(path) ? path.map(keptSegment) : path
}

function keptSegment(segment: PathSegment): PathSegment {
  return segment instanceof Uint8Array ? new Uint8Array(segment) : segment
}

// Array.isArray does not narrow a readonly array.
function isSegments(path: StorePath | RefusedLink): path is readonly PathSegment[] {
  return Array.isArray(path)
}

/** Whether a path is a link that gives no file: no store is asked for it. */
export function isRefusedLink(path: StorePath | RefusedLink): path is RefusedLink {
  return typeof path === 'object' && path !== null && 'refused' in path
}

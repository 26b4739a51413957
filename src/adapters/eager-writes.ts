/** Bytes of all eager writes that may be under way in a process at a time. */
const mostUnderWay = 4 * 1024 * 1024

let underWay = 0

/**
 * Takes room for a large write to a client that has not yet shown that it is fast. There is little of it, so that
 * any number of clients that stop reading hold little.
 *
 * @param bytes of the write
 * @returns whether there is room; then {@link giveRoomBack} must follow
 */
export function takeRoom(bytes: number): boolean {
  if (underWay + bytes > mostUnderWay) return false
  underWay += bytes
  return true
}

/** Gives back what a write took that is done with, or whose client has left. */
export function giveRoomBack(bytes: number): void {
  underWay -= bytes
}

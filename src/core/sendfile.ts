/**
 * Has the system copy bytes of a file to a connection, past this process, as sendfile(2) does. Made by `xsendfile/sendfile`.
 *
 * The connection may be closed, and its descriptor belong to another one, before the bytes are copied: what is copied to is the
 * connection that the descriptor stands for when the function is called. The file stays open until the promise has settled.
 *
 * @param connection a descriptor that does not block
 * @param file a descriptor
 * @param position of the first byte in the file
 * @param count the number of bytes, at least 1
 * @returns how many were copied: fewer where the connection takes no more for now, or the file has ended; 0 also where the
 *   system cannot do it
 */
export type Sendfile = (connection: number, file: number, position: number, count: number) => Promise<number>

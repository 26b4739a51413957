import type { ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { passedOnFields } from './answer-fields.ts'
import type { UpstreamHead } from './upstream.ts'

/**
 * Joins the client's connection to the application's once both speak WebSocket (RFC 6455). Either end ends both.
 *
 * @param head what the client sent before it was answered
 */
export function joinTunnel(
  client: Duplex,
  head: Uint8Array,
  response: ServerResponse,
  { fields, socket }: UpstreamHead & { readonly socket: Duplex },
): Promise<void> {
  response.detachSocket(client as Parameters<ServerResponse['detachSocket']>[0])
  const lines = passedOnFields(fields).map(([name, value]) => `${name}: ${value}\r\n`)
  const begun = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n'
  client.write(`${begun}${lines.join('')}\r\n`, 'latin1')
  if (head.length > 0) client.unshift(head)
  client.pipe(socket).pipe(client)
  return new Promise((resolve) => {
    const end = (): void => {
      client.destroy()
      socket.destroy()
      resolve()
    }
    for (const side of [client, socket]) side.on('error', end).on('close', end)
  })
}

import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { expect, it } from 'vitest'
import { descriptorFor } from './node-connection.ts'

class TCP {
  readonly fd: unknown
  readonly writeQueueSize: unknown

  constructor(fd: unknown = 20, writeQueueSize: unknown = 0) {
    this.fd = fd
    this.writeQueueSize = writeQueueSize
  }

  close(): void {}
}

class Pipe extends TCP {}
class JSStream extends TCP {}

interface Circumstances {
  readonly handle?: object | null | undefined
  readonly socket?: Socket
  readonly prepare?: (response: ServerResponse) => void
}

/** The descriptor for a response whose head is written, unless something is said to be otherwise. */
function descriptor({
  handle = new TCP(),
  socket = new Socket(),
  prepare = writeHead,
}: Circumstances = {}): unknown {
  const response = new ServerResponse(new IncomingMessage(socket))
  response.assignSocket(socket)
  prepare(response)
  Object.assign(socket, { _handle: handle })
  Object.defineProperty(socket, 'writableLength', { value: 0 })
  return descriptorFor(response)
}

function writeHead(response: ServerResponse): void {
  response.writeHead(200, { 'Content-Length': 5 })
  Object.assign(response, { _headerSent: true })
}

it('is that of a connection of TCP or of the local domain', () => {
  expect([descriptor(), descriptor({ handle: new Pipe() })]).toEqual([20, 20])
})

it.each<[string, Circumstances]>([
  ['before the head is made', { prepare: () => undefined }],
  [
    'before the head is written',
    { prepare: (response) => void response.writeHead(200, { 'Content-Length': 5 }) },
  ],
  [
    'where Node.js writes no content',
    {
      prepare: (response) => {
        response.writeHead(304)
        Object.assign(response, { _headerSent: true })
      },
    },
  ],
  [
    'where the content is sent in chunks',
    {
      prepare: (response) => {
        response.useChunkedEncodingByDefault = true
        response.writeHead(200)
        Object.assign(response, { _headerSent: true })
      },
    },
  ],
  [
    'where Node.js counts what is written',
    {
      prepare: (response) => {
        response.strictContentLength = true
        writeHead(response)
      },
    },
  ],
  [
    'where somebody changes what is written',
    {
      prepare: (response) => {
        writeHead(response)
        response.write = () => true
      },
    },
  ],
  [
    'after the end of the response',
    {
      prepare: (response) => {
        writeHead(response)
        Object.defineProperty(response, 'writableEnded', { value: true })
      },
    },
  ],
  [
    'when the client has left',
    {
      prepare: (response) => {
        writeHead(response)
        response.destroy()
      },
    },
  ],
  [
    'while the response waits for its turn on the connection',
    {
      prepare: (response) => {
        writeHead(response)
        response.detachSocket(response.socket ?? expect.fail())
      },
    },
  ],
  ['under TLS', { socket: new TLSSocket(new Socket()) }],
  ['on a connection of a class of its own', { socket: new (class extends Socket {})() }],
  ['on a connection that is closed', { handle: null }],
  ['where something waits to be written', { handle: new TCP(20, 1) }],
  ['where it is not known whether something waits', { handle: new TCP(20, null) }],
  ['on a connection of another kind', { handle: new JSStream() }],
  ['where there is no descriptor', { handle: new TCP(-1) }],
  ['where the descriptor is no number', { handle: new TCP(null) }],
])('there is none %s', (_, circumstances) => {
  expect(descriptor(circumstances)).toBeUndefined()
})

it('there is none where the socket holds something back', () => {
  const socket = new Socket()
  const response = new ServerResponse(new IncomingMessage(socket))
  response.assignSocket(socket)
  writeHead(response)
  Object.assign(socket, { _handle: new TCP() })
  Object.defineProperty(socket, 'writableLength', { value: 1 })
  expect(descriptorFor(response)).toBeUndefined()
})

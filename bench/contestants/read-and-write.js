// @ts-check
// The least that an application on Node can do to stream a file: nothing is checked, no file is opened twice, and each client has a
// buffer that is read into and written until all is sent.
import { fstatSync, openSync, read } from 'node:fs'
import { join } from 'node:path'
import { serve, settings } from '../contestant.js'

const bytesAtOnce = 512 * 1024
/** @type {Map<string, number>} */
const descriptors = new Map()
/** @type {Buffer[]} */
const free = []

serve((request, response) => {
  const descriptor = descriptorOf(request.url ?? '/')
  const { size } = fstatSync(descriptor)
  const buffer = free.pop() ?? newBuffer()
  response.writeHead(200, ['Content-Type', 'application/zip', 'Content-Length', String(size)])
  sendFrom(0)

  /** @param {number} position */
  function sendFrom(position) {
    if (position < size) read(descriptor, buffer, 0, buffer.length, position, writeAt)
    else leave()

    /**
     * @param {Error | null} _
     * @param {number} length
     */
    function writeAt(_, length) {
      if (response.destroyed) leave()
      else
        response.write(buffer.subarray(0, length), (error) => (error ? leave() : sendFrom(position + length)))
    }
  }

  function leave() {
    free.push(buffer)
    response.end()
  }
})

/** @param {string} url */
function descriptorOf(url) {
  const descriptor = descriptors.get(url) ?? openSync(join(settings.root, url), 'r')
  descriptors.set(url, descriptor)
  return descriptor
}

/** As in the library: memory at the very beginning of a page is read into slowly by AMD's processors (bug 30994 of glibc). */
function newBuffer() {
  return Buffer.allocUnsafeSlow(112 + bytesAtOnce).subarray(112)
}

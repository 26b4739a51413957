// @ts-check
// An application in a process of its own, on the built library: tests limit it, watch its handles and its memory,
// and see whether it survives. Its options come as JSON; it tells its port, answers "descriptors", and collects its
// garbage when it is told "collect".
import { createAdaptorServer } from '@hono/node-server'
import express from 'express'
import express4 from 'express4'
import { createServer } from 'node:http'
import { readdirSync, readlinkSync } from 'node:fs'
import * as expressDoor from '../../dist/express.js'
import * as fetchDoor from '../../dist/index.js'
import * as nodeDoor from '../../dist/node.js'
import { nginx } from '../../dist/senders.js'

/**
 * @typedef {object} ProcessOptions
 * @property {'node' | 'express' | 'express4' | 'fetch'} door
 * @property {string} root
 * @property {string} [mount] the prefix of request paths; all of them when left out
 * @property {string} [prefix] of nginx
 * @property {import('../../src/index.ts').SendOptions} [options] of every `send`
 * @property {{ uid: number, gid: number }} [account] to become once everything is loaded
 */

/** @type {ProcessOptions} */
const { door, root, mount = '/', prefix, options, account } = JSON.parse(process.argv[2] ?? '{}')
const settings = prefix === undefined ? {} : { sender: nginx(prefix) }

// What is loaded with the first file that is shown must be there before the user changes.
await import('file-type/core')
if (account !== undefined) {
  process.setgroups?.([])
  process.setgid?.(account.gid)
  process.setuid?.(account.uid)
}

const server = serverFor(door)
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.({ port: typeof address === 'object' ? address?.port : undefined })
})

process.on('message', (message) => {
  if (message === 'collect') globalThis.gc?.()
  else process.send?.({ descriptors: openFiles() })
})

/** @param {ProcessOptions['door']} name */
function serverFor(name) {
  switch (name) {
    case 'node': {
      const documents = watched(nodeDoor.xsendfile(root, settings))
      return createServer(async (request, response) => {
        await documents.send(request, response, nodeDoor.requestPath(request, mount), options)
      })
    }
    case 'express':
    case 'express4': {
      const documents = watched(expressDoor.xsendfile(root, settings))
      const application = name === 'express' ? express() : /** @type {any} */ (express4())
      application.use(async (/** @type {any} */ request, /** @type {any} */ response) => {
        await documents.send(request, response, expressDoor.requestPath(request, mount), options)
      })
      application.use(
        (
          /** @type {any} */ error,
          /** @type {any} */ _,
          /** @type {any} */ response,
          /** @type {any} */ next,
        ) => {
          if (response.headersSent) next(error)
          else response.status(error.status).set(error.headers).send(`handled ${error.code}\n`)
        },
      )
      return createServer(application)
    }
    case 'fetch': {
      const documents = watched(fetchDoor.xsendfile(root, settings))
      const fetch = (/** @type {Request} */ request) =>
        documents.send(request, fetchDoor.requestPath(request, mount), options)
      return createAdaptorServer({ fetch })
    }
  }
}

/**
 * @template {{ on: Function }} Documents
 * @param {Documents} documents
 */
function watched(documents) {
  documents.on('failure', (/** @type {any} */ { error }) => process.send?.({ failure: error.code }))
  return documents
}

/** What the open descriptors that belong to files below the root stand for. */
function openFiles() {
  return readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${descriptor}`)
      return path.startsWith(root) ? [path] : []
    } catch {
      return []
    }
  })
}

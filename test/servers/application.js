// @ts-check
// An application in a process of its own, on the built library and on any runtime: tests limit it, watch its handles
// and its memory, and see whether it survives. Its options come as JSON; it tells its port, and what test/servers/
// application-process.ts asks it.
import { createServer } from 'node:http'
import { readdirSync, readlinkSync } from 'node:fs'
import * as expressDoor from '../../dist/express.js'
import * as fetchDoor from '../../dist/index.js'
import * as nodeDoor from '../../dist/node.js'
import { nginx } from '../../dist/senders.js'
import { lookUp } from './look-up.js'

/**
 * @typedef {object} ProcessOptions
 * @property {'node' | 'express' | 'express4' | 'fetch' | 'Bun.serve' | 'Deno.serve'} door
 * @property {string} root
 * @property {string} [mount] the prefix of request paths; all of them when left out
 * @property {string} [prefix] of nginx
 * @property {import('../../src/index.ts').SendOptions} [options] of every `send`
 * @property {Record<string, import('../../src/index.ts').SendOptions>} [routes] by the first segment of the path,
 *   below which files are asked for; in place of `mount` and `options`
 * @property {import('../../src/index.ts').XsendfileOptions} [xsendfile] what can be said in JSON
 * @property {boolean} [sendfile] whether the system copies large files to the connections
 * @property {{ uid: number, gid: number }} [account] to become once everything is loaded
 */

/** @type {ProcessOptions} */
const {
  door,
  root,
  mount = '/',
  prefix,
  options,
  routes,
  xsendfile,
  sendfile = false,
  account,
} = JSON.parse(process.argv[2] ?? '{}')
const settings = {
  ...xsendfile,
  ...(prefix === undefined ? {} : { sender: nginx(prefix) }),
  ...(sendfile ? { sendfile: await countedSendfile() } : {}),
}

/** @type {string[]} */
const fallbacks = []

let bytesCopied = 0

// What is loaded with the first file that is shown must be there before the user changes.
await import('file-type/core')
const listen = await listenerFor(door)
if (account !== undefined) {
  process.setgroups?.([])
  process.setgid?.(account.gid)
  process.setuid?.(account.uid)
}
process.send?.({ port: await listen() })

process.on('message', async (/** @type {any} */ { id, question, about }) => {
  try {
    process.send?.({ id, answer: await answerTo(question, about) })
  } catch (/** @type {any} */ error) {
    process.send?.({ id, error: error.code ?? String(error) })
  }
})

/**
 * @param {string} question
 * @param {string} about in JSON
 */
async function answerTo(question, about) {
  if (question === 'collect') return globalThis.gc?.()
  if (question === 'open-files') return openFiles()
  if (question === 'fallbacks') return fallbacks.splice(0)
  if (question === 'bytes-copied') return bytesCopied
  return await lookUp(JSON.parse(about))
}

/**
 * Makes an application and gives what has it listen; that gives its port.
 *
 * @param {ProcessOptions['door']} name
 * @returns {Promise<() => Promise<number>>}
 */
async function listenerFor(name) {
  switch (name) {
    case 'node':
      return nodeServer(createServer(nodeListener()))
    case 'express':
      return nodeServer(createServer(expressApplication((await import('express')).default())))
    case 'express4':
      return nodeServer(
        createServer(expressApplication(/** @type {any} */ ((await import('express4')).default()))),
      )
    case 'fetch': {
      const { createAdaptorServer } = await import('@hono/node-server')
      return nodeServer(/** @type {any} */ (createAdaptorServer({ fetch: fetchHandler() })))
    }
    case 'Bun.serve': {
      const { Bun } = /** @type {any} */ (globalThis)
      return async () => Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: fetchHandler() }).port
    }
    case 'Deno.serve': {
      const { Deno } = /** @type {any} */ (globalThis)
      const quietly = { hostname: '127.0.0.1', port: 0, onListen: () => undefined }
      return async () => Deno.serve(quietly, fetchHandler()).addr.port
    }
  }
}

/** @param {import('node:http').Server} server */
function nodeServer(server) {
  return () =>
    /** @type {Promise<number>} */ (
      new Promise((resolve) => {
        server.listen(0, '127.0.0.1', () => {
          const address = server.address()
          if (typeof address === 'object' && address !== null) resolve(address.port)
        })
      })
    )
}

/**
 * Where the files of a request are asked for, and how they are sent.
 *
 * @param {string} path of the request
 */
function routeOf(path) {
  if (routes === undefined) return { below: mount, sendOptions: options }
  const route = path.split('/')[1] ?? ''
  return { below: `/${route}/`, sendOptions: routes[route] }
}

/** What the system has on this runtime, if anything. */
async function countedSendfile() {
  const system = (await import('../../dist/sendfile.js')).sendfile()
  if (system === undefined) return undefined
  /** @type {import('../../src/sendfile.ts').Sendfile} */
  return async (...args) => {
    const copied = await system(...args)
    bytesCopied += copied
    return copied
  }
}

function nodeListener() {
  const documents = watched(nodeDoor.xsendfile(root, settings))
  /** @type {import('node:http').RequestListener} */
  return async (request, response) => {
    const { below, sendOptions } = routeOf(request.url ?? '/')
    await documents.send(request, response, nodeDoor.requestPath(request, below), sendOptions)
  }
}

function fetchHandler() {
  const documents = watched(fetchDoor.xsendfile(root, settings))
  return (/** @type {Request} */ request) => {
    const { below, sendOptions } = routeOf(new URL(request.url).pathname)
    return documents.send(request, fetchDoor.requestPath(request, below), sendOptions)
  }
}

/** @param {import('express').Express} application */
function expressApplication(application) {
  const documents = watched(expressDoor.xsendfile(root, settings))
  application.use(async (request, response) => {
    const { below, sendOptions } = routeOf(request.url)
    await documents.send(request, response, expressDoor.requestPath(request, below), sendOptions)
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
  return application
}

/**
 * @template {{ on: Function }} Documents
 * @param {Documents} documents
 */
function watched(documents) {
  documents.on('failure', (/** @type {any} */ { error }) => process.send?.({ failure: error.code }))
  documents.on('fallback', (/** @type {any} */ { reason }) => fallbacks.push(reason))
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

import type { ServerResponse } from 'node:http'
import type { Adapter, Delivery, Sent } from '../adapters/adapter.ts'
import type { NodeHandles } from '../adapters/node-handles.ts'
import { nodeAdapter } from '../adapters/node.ts'
import { XsendfileError } from '../core/errors.ts'
import type { Fields } from '../core/fields.ts'
import type { SendOptions } from '../core/options.ts'
import { type XsendfileApplication, defineDoor } from '../door.ts'
import { embedded } from '../senders/embedded.ts'
import type { GatewayOptions } from './options.ts'
import { noteHint } from './record.ts'

/** The files of one root, as the gateway sends them. */
export type RootFiles = XsendfileApplication<NodeHandles, Sent>

/** What a web server leaves to the application's word, by the names in lower case. */
const leftToApplication = new Set(['content-disposition', 'content-security-policy'])

/** node:http, without what a web server would not add by itself. */
const asSentAdapter: Adapter<NodeHandles, Sent> = {
  ...nodeAdapter,
  write: (delivery, request, response) =>
    nodeAdapter.write(
      asSent(delivery, (name) => response.hasHeader(name)),
      request,
      response,
    ),
}

const uploads = defineDoor(nodeAdapter)
const asSentFiles = defineDoor(asSentAdapter)

/** @throws XsendfileError ERR_XSENDFILE_ROOT_... where the root cannot be used */
export function rootFiles(path: string, options: GatewayOptions): RootFiles {
  const { symlinks, dotfiles } = options
  const sender = embedded()
  const files =
    options.uploads === true
      ? uploads(path, { sender, symlinks, dotfiles, disposition: 'auto' })
      : // Never seen, since it is left to the application; `auto` would look at first bytes for nothing.
        asSentFiles(path, { sender, symlinks, dotfiles, disposition: 'inline' })
  files.on('refused', ({ reason, path: name }) => noteHint(`${path}: ${name} is not sent: ${reason}`))
  files.on('failure', ({ error }) => noteHint(failureHint(error)))
  return files
}

/** What the options of a send say beyond the fields of the application's answer. */
export function sendOptions(
  method: string,
  fields: ReadonlyMap<string, unknown>,
  maxRate: number | undefined,
): SendOptions {
  const names = new Set([...fields.keys()].map((name) => name.toLowerCase()))
  // Who says when the file changed and gives no entity tag wants it to have none.
  const untagged = names.has('last-modified') && !names.has('etag')
  return { methods: [method], maxRate, ...(untagged ? { etag: false as const } : {}) }
}

/** Puts the fields of the application's answer where `send` finds them. */
export function setFields(response: ServerResponse, fields: ReadonlyMap<string, readonly string[]>): void {
  for (const [name, lines] of fields) response.setHeader(name, lines.length === 1 ? (lines[0] ?? '') : lines)
}

function asSent(delivery: Delivery, isGiven: (name: string) => boolean): Delivery {
  const fields: Fields = Object.fromEntries(
    Object.entries(delivery.answer.fields).filter(
      ([name]) => !leftToApplication.has(name.toLowerCase()) || isGiven(name),
    ),
  )
  return { ...delivery, answer: { ...delivery.answer, fields } }
}

function failureHint(error: Error): string {
  const path = error instanceof XsendfileError ? error.path : undefined
  return path === undefined ? error.message : `${path}: ${error.message}`
}

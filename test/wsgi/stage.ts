import { expect } from 'vitest'
import type { RefusedEvent, XsendfileOptions } from '../../src/index.ts'
import { wsgiTokenLinks } from '../../src/links.ts'
import { nginx } from '../../src/senders.ts'
import { doors } from '../doors/applications.ts'
import type { FrontEnd } from '../front-ends/front-ends.ts'
import { apacheDeclared } from '../front-ends/list/apache.ts'
import { lighttpdFrontEnd } from '../front-ends/list/lighttpd.ts'
import { nginxFrontEnd } from '../front-ends/list/nginx.ts'
import { startFrontEnd } from '../front-ends/site.ts'
import { type OriginalTree, buildOriginalTree } from './original-tree.ts'

/** What the cases are tried on: the files of the original, an application alone, and others behind real servers. */
export interface Stage {
  readonly tree: OriginalTree
  readonly places: readonly Place[]
}

/** Somewhere to send a request to. */
export interface Place {
  /** The call that makes its sender. */
  readonly name: string
  /** Where clients ask. */
  readonly port: number
  readonly applicationPort: number
  /** Whether it joins ranges that are near to each other. */
  readonly coalesces: boolean
  readonly refusals: readonly RefusedEvent[]
  readonly fallbacks: readonly unknown[]
  /** The field by which the application names a file, and its value; left out where it sends by itself. */
  readonly instruction?: Instruction
  stop(): Promise<void>
}

/** @param file bytes, one character each */
type Instruction = (file: string, encoded: string) => readonly [name: string, value: string]

/** The prefix of the original where one only says "nginx". */
export const stagePrefix = '/-internal-/'

/** The path of the mount, which the original calls SCRIPT_NAME. */
export const mount = '/files'

/** Where the same files are asked for by links of the original. */
export const linkMount = '/links'

/** The secret of the original's tests. */
export const linkSecret = 's3cr3t'

const door = doors[0] ?? expect.fail()
const routes = { files: {}, links: {} }
const links = { links: wsgiTokenLinks({ secret: linkSecret }) }

/** The servers that the original was made for, and how each is told of a file below a root. */
const frontEnds: readonly (readonly [FrontEnd, (root: string) => Instruction])[] = [
  [
    { ...nginxFrontEnd, sender: () => nginx(stagePrefix) },
    () => (_, encoded) => ['x-accel-redirect', stagePrefix + encoded],
  ],
  [apacheDeclared, (root) => (file) => ['x-sendfile', `${root}/${file}`]],
  [lighttpdFrontEnd, (root) => (_, encoded) => ['x-sendfile', `${root}/${encoded}`]],
]

/** Starts everything. */
export async function setStage(): Promise<Stage> {
  const tree = buildOriginalTree()
  const places = [await startAlone(tree.root)]
  for (const [frontEnd, instruction] of frontEnds) {
    if (frontEnd.server.program !== undefined)
      places.push(await startBehind(frontEnd, tree.root, instruction(tree.root)))
  }
  return { tree, places }
}

/** Stops everything. */
export async function strike({ tree, places }: Stage): Promise<void> {
  for (const place of places) await place.stop()
  tree.remove()
}

/** Starts an application that sends by itself. */
export async function startAlone(root: string, options: XsendfileOptions = {}): Promise<Place> {
  const refusals: RefusedEvent[] = []
  const application = await door.start({
    root,
    xsendfile: options,
    routes,
    links,
    listen: (documents) => documents.on('refused', (event) => void refusals.push(event)),
  })
  const { port } = application
  return {
    name: 'embedded()',
    port,
    applicationPort: port,
    coalesces: false,
    refusals,
    fallbacks: [],
    stop: () => application.stop(),
  }
}

async function startBehind(frontEnd: FrontEnd, root: string, instruction: Instruction): Promise<Place> {
  const refusals: RefusedEvent[] = []
  const site = await startFrontEnd(frontEnd, door, 'cases', {
    root,
    routes,
    links,
    listen: (documents) => documents.on('refused', (event) => void refusals.push(event)),
  })
  const { name, coalesces = false } = frontEnd
  return { ...site, name, coalesces, refusals, instruction }
}

import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import {
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
  createServer,
} from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type XsendfileOptions, xsendfile } from 'xsendfile/node'
import { embedded, nginx } from 'xsendfile/senders'
import { everybodyReads, sampleAccess } from './access.ts'
import { application } from './application.ts'
import { largeFileName, writeSparseFile } from './comparison.ts'
import { Deliveries } from './deliveries.ts'
import type { Files } from './files.ts'
import { NginxFrontEnd, folderInTheWay } from './nginx-front-end.ts'
import type { PortalOptions } from './options.ts'
import { freePort, listen, loopback } from './ports.ts'
import { placeSamples } from './sample-files.ts'
import { SignIn } from './sign-in.ts'
import { answerUnparsable } from './unparsable.ts'
import { isTooLarge } from './upload.ts'

/** Names and passwords. They are no secret: only this computer reaches the portal. */
export const passwords: Readonly<Record<string, string>> = { zoe: 'blue-heron', max: 'red-fox' }

/** Ends something that was started. */
export type Ending = () => void | Promise<void>

/** A portal that has been started. */
export interface RunningPortal {
  /** Where to open it. */
  readonly port: number
  /** Where the application itself listens: another port when nginx is in front of it. */
  readonly applicationPort: number
  /** The folder that it serves. */
  readonly root: string
  /** Fails when something ends that must not; never comes back otherwise. */
  readonly failure: Promise<never>
}

/** A root that the portal serves, and where. */
interface ServedRoot {
  readonly documents: Files['documents']
  readonly port: number
  /** What nginx is configured with for it; empty when the application sends by itself. */
  readonly site: string
}

/**
 * Starts the portal: the application, and nginx in front of it. With the embedded sender nginx is there for the
 * comparison alone, and need not be installed.
 *
 * @param endings gets what ends each thing, as soon as it is started; to be called from the last to the first
 * @throws XsendfileError when the root cannot be served
 */
export async function startPortal(options: PortalOptions, endings: Ending[]): Promise<RunningPortal> {
  const isBehindNginx = options.sender === 'nginx'
  const root = options.root ?? sampleFolder(options, endings)
  const server = createServer()
  endings.push(() => {
    server.close()
    server.closeAllConnections()
  })
  const applicationPort = await listen(server, isBehindNginx ? 0 : options.port)
  const main = isBehindNginx
    ? handedOver(root, '/internal-files/', await freePort(options.port), applicationPort)
    : embeddedAt(root, applicationPort)
  if (isBehindNginx) refuseUnreachable(root)
  const large = largeFolder(options.largeFileSize, endings)
  const direct = embeddedAt(large, applicationPort)
  const fronted = handedOver(large, '/internal-comparison/', await freePort(0), applicationPort)
  for (const { documents } of [main, direct, fronted]) endings.push(() => documents.close())
  const frontEnd = new NginxFrontEnd([main.site, fronted.site])
  endings.push(() => frontEnd.stop())
  const missing = await reasonOf(frontEnd.ready(fronted.port))
  if (missing !== undefined && isBehindNginx) throw missing
  const comparison = {
    size: options.largeFileSize,
    ports: [main.port, direct.port, fronted.port],
    ways: { embedded: direct, nginx: { ...fronted, missing: missing?.message } },
  }
  const { sender, uploadLimit } = options
  const accessTo = options.root === undefined ? sampleAccess : everybodyReads
  const { documents, port } = main
  const files = { root, documents, sender, accessTo, uploadLimit, deliveries: new Deliveries() }
  serve(server, application({ files, comparison, signIn: new SignIn(passwords) }), uploadLimit)
  // Without nginx, the embedded sender still does what it was started for.
  const failure = isBehindNginx ? frontEnd.failure : new Promise<never>(() => undefined)
  return { port, applicationPort, root, failure }
}

/** Answers what comes from now on. */
function serve(server: Server, answer: RequestListener, uploadLimit: number): void {
  server.on('request', answer)
  // Who asks before sending a file that is too large need not send it at all.
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (!isTooLarge(request, uploadLimit)) response.writeContinue()
    answer(request, response)
  })
  server.on('clientError', answerUnparsable)
}

function embeddedAt(root: string, port: number): ServedRoot {
  return { documents: open(root, { sender: embedded() }), port, site: '' }
}

function handedOver(root: string, prefix: string, port: number, applicationPort: number): ServedRoot {
  const sender = nginx(prefix)
  // Only what came through nginx is handed over; whoever comes past it gets the file from the embedded sender.
  const proof = randomBytes(24).toString('hex')
  const upstream = `${loopback}:${applicationPort}`
  const site = sender.configuration({ root, listen: `${loopback}:${port}`, upstream, proof })
  return { documents: open(root, { sender, proof }), port, site }
}

function open(root: string, options: XsendfileOptions): Files['documents'] {
  const documents = xsendfile(root, options)
  documents.on('failure', ({ error }) => console.error('A file could not be sent:', error))
  return documents
}

/** Why nginx does not run, in words for somebody who may not have asked for it. */
async function reasonOf(ready: Promise<void>): Promise<Error | undefined> {
  try {
    await ready
    return undefined
  } catch (error) {
    const { cause } = error as Error
    // A folder of PATH that this user may not look into makes it the second of these.
    const isMissing = ['ENOENT', 'EACCES'].includes(
      String((cause as NodeJS.ErrnoException | undefined)?.code),
    )
    if (!isMissing) return error as Error
    const remedy =
      'on Debian and Ubuntu "sudo apt-get install nginx" brings it, on a Mac "brew install nginx"'
    return new Error(`nginx cannot be started, because it is not installed: ${remedy}. Then start again.`, {
      cause,
    })
  }
}

/** The samples stay between starts, unless they lie where nginx does not get to. */
function sampleFolder({ sender, data }: PortalOptions, endings: Ending[]): string {
  const build = fileURLToPath(new URL('../', import.meta.url))
  const isReachable = sender !== 'nginx' || folderInTheWay(build) === undefined
  const kept = data ?? (isReachable ? join(build, 'portal-files') : undefined)
  const folder = kept ?? temporaryFolder('xsendfile-portal-files-', endings)
  placeSamples(folder)
  return folder
}

/** A folder with nothing but the file that is downloaded to compare senders. */
function largeFolder(size: number, endings: Ending[]): string {
  const folder = temporaryFolder('xsendfile-portal-large-', endings)
  writeSparseFile(join(folder, largeFileName), size)
  return folder
}

/** A folder that nginx gets to as well, and that goes with the portal. */
function temporaryFolder(name: string, endings: Ending[]): string {
  const folder = mkdtempSync(join(tmpdir(), name))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  // However this process ends.
  process.on('exit', remove)
  endings.push(remove)
  chmodSync(folder, 0o755)
  return folder
}

function refuseUnreachable(root: string): void {
  const folder = folderInTheWay(root)
  if (folder === undefined) return
  throw new Error(
    `nginx does not get to ${root}: it runs as the user nobody, to whom ${folder} is closed; ` +
      'open that folder to others (chmod o+x), or do not start as root',
  )
}

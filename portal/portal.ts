import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { xsendfile } from 'xsendfile/node'
import { embedded, nginx } from 'xsendfile/senders'
import { application } from './application.ts'
import { NginxFrontEnd, folderInTheWay } from './nginx-front-end.ts'
import type { PortalOptions } from './options.ts'
import { freePort, listen, loopback } from './ports.ts'
import { placeSamples, sharedFolder } from './sample-files.ts'
import { SignIn } from './sign-in.ts'
import { answerUnparsable } from './unparsable.ts'

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

/**
 * Starts the portal.
 *
 * @param endings gets what ends each thing, as soon as it is started; to be called from the last to the first
 * @throws XsendfileError when the root cannot be served
 */
export async function startPortal(options: PortalOptions, endings: Ending[]): Promise<RunningPortal> {
  const root = options.root ?? sampleFolder(options, endings)
  const sender = options.sender === 'nginx' ? nginx('/internal-files/') : undefined
  const proof = sender === undefined ? undefined : randomBytes(24).toString('hex')
  const documents = xsendfile(root, { sender: sender ?? embedded(), proof })
  endings.push(() => documents.close())
  documents.on('failure', ({ error }) => console.error('A file could not be sent:', error))
  const signIn = new SignIn(passwords)
  const maySee = options.root === undefined ? maySeeSample : () => true
  const server = createServer(application({ root, documents, sender: options.sender, signIn, maySee }))
  server.on('clientError', answerUnparsable)
  endings.push(() => {
    server.close()
    server.closeAllConnections()
  })
  const applicationPort = await listen(server, sender === undefined ? options.port : 0)
  if (sender === undefined) {
    return { port: applicationPort, applicationPort, root, failure: new Promise(() => undefined) }
  }
  refuseUnreachable(root)
  const port = await freePort(options.port)
  const site = sender.configuration({
    root,
    listen: `${loopback}:${port}`,
    upstream: `${loopback}:${applicationPort}`,
    proof,
  })
  const frontEnd = new NginxFrontEnd(site)
  endings.push(() => frontEnd.stop())
  await frontEnd.ready(port)
  return { port, applicationPort, root, failure: frontEnd.failure }
}

/** The top is for everybody; below it are the folders of the users, and the one that they share. */
function maySeeSample(user: string, [folder = '']: readonly string[]): boolean {
  return folder === '' || folder === user || folder === sharedFolder
}

/** The samples stay between starts, unless they lie where nginx does not get to. */
function sampleFolder({ sender }: PortalOptions, endings: Ending[]): string {
  const build = fileURLToPath(new URL('../', import.meta.url))
  const folder = join(build, 'portal-files')
  if (sender !== 'nginx' || folderInTheWay(build) === undefined) {
    placeSamples(folder)
    return folder
  }
  const temporary = mkdtempSync(join(tmpdir(), 'xsendfile-portal-files-'))
  endings.push(() => rmSync(temporary, { recursive: true, force: true }))
  placeSamples(temporary)
  return temporary
}

function refuseUnreachable(root: string): void {
  const folder = folderInTheWay(root)
  if (folder === undefined) return
  throw new Error(
    `nginx does not get to ${root}: it runs as the user nobody, to whom ${folder} is closed; ` +
      'open that folder to others (chmod o+x), or do not start as root',
  )
}

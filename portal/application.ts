import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import {
  type NodeHandles,
  type PathSegment,
  type Sent,
  type XsendfileApplication,
  requestPath,
} from 'xsendfile/node'
import { answerAsset, isAsset } from './assets.ts'
import { RecentDownloads } from './downloads.ts'
import { type Listing, hasFolder, listFolder, percentEncode, textOf } from './folder.ts'
import { type Surroundings, folderPage } from './pages.ts'
import { redirect, refuseMethod, reply, say } from './reply.ts'
import { isMisdirected, localTarget, wantsPage } from './request.ts'
import type { Identity, SignIn } from './sign-in.ts'
import { answerSignIn, answerSignOut } from './way-in.ts'

/** What the portal serves, to whom. */
export interface Portal {
  readonly root: string
  readonly documents: XsendfileApplication<NodeHandles, Sent>
  /** The name of the sender that it was started with. */
  readonly sender: string
  readonly signIn: SignIn
  /** Whether a user may see what is at a path below the root, a folder or a file. */
  readonly maySee: (user: string, path: readonly string[]) => boolean
}

const top = '/files/'
const shownDownloads = 20
const readMethods = ['GET', 'HEAD']
const ourFault = 'The fault is ours; the terminal that the portal was started in says more.'

/** The application: every request gets an answer, and none ends the process. */
export function application(portal: Portal): RequestListener {
  const routes = new Routes(portal)
  return (request, response) => {
    routes.answer(request, response).catch((error: unknown) => {
      console.error('A request failed:', error)
      if (response.destroyed) return
      if (response.headersSent) response.destroy()
      else say(response, { identity: undefined, sender: portal.sender }, 500, 'This went wrong', ourFault)
    })
  }
}

class Routes {
  readonly #portal: Portal
  readonly #downloads = new RecentDownloads()

  constructor(portal: Portal) {
    this.#portal = portal
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (isMisdirected(request)) {
      say(response, this.#around(), 421, 'Another address', 'This portal is at 127.0.0.1 and localhost only.')
      return
    }
    const path = requestPath(request)
    const [first, ...rest] = 'malformed' in path ? [] : path
    if (isAsset(first) && rest.length === 0) answerAsset(first, response)
    else if (first === '' && rest.length === 0) redirect(response, top)
    else if (first === 'sign-in' && rest.length === 0) await answerSignIn(request, response, this.#portal)
    else if (first === 'sign-out' && rest.length === 0) answerSignOut(request, response, this.#portal)
    else await this.#answerToUser(request, response)
  }

  /** Everything but the way in is for those who are signed in, even what is not there. */
  async #answerToUser(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const identity = this.#portal.signIn.identify(request)
    if (identity === undefined && wantsPage(request)) {
      redirect(response, `/sign-in?next=${encodeURIComponent(localTarget(request.url ?? top, top))}`)
    } else if (identity === undefined || identity === 'refused') {
      response.setHeader('WWW-Authenticate', 'Basic realm="Private downloads", charset="UTF-8"')
      say(response, this.#around(), 401, 'Who are you?', 'This needs a name and a password.')
    } else {
      await this.#answerFiles(request, response, identity)
    }
  }

  async #answerFiles(request: IncomingMessage, response: ServerResponse, identity: Identity): Promise<void> {
    const path = requestPath(request, top)
    if ('malformed' in path || !this.#portal.maySee(identity.user, path.map(textOf))) {
      this.#notFound(response, identity)
    } else if (path.length === 0) {
      redirect(response, top)
    } else if (path.at(-1) === '') {
      await this.#answerFolder(request, response, identity, path.slice(0, -1))
    } else {
      await this.#sendFile(request, response, identity, path)
    }
  }

  async #sendFile(
    request: IncomingMessage,
    response: ServerResponse,
    identity: Identity,
    path: readonly PathSegment[],
  ): Promise<void> {
    const download = new URLSearchParams(request.url?.split('?')[1]).has('download')
    const sent = await this.#portal.documents.send(request, response, path, {
      disposition: download ? 'attachment' : undefined,
      notFound: 'leave',
    })
    if (sent.outcome !== 'not-found') {
      this.#downloads.add({ at: new Date(), user: identity.user, path: path.map(textOf), sent })
    } else if (await hasFolder(this.#portal.root, path)) {
      redirect(response, addressOf(path))
    } else {
      this.#notFound(response, identity)
    }
  }

  async #answerFolder(
    request: IncomingMessage,
    response: ServerResponse,
    identity: Identity,
    path: readonly PathSegment[],
  ): Promise<void> {
    if (!readMethods.includes(request.method ?? '')) {
      refuseMethod(response, this.#around(identity), readMethods)
      return
    }
    const { user } = identity
    const listing = await this.#list(identity, path)
    if (listing === undefined) {
      this.#notFound(response, identity)
      return
    }
    const trail = path.map((segment, index) => ({
      name: textOf(segment),
      href: addressOf(path.slice(0, index + 1)),
    }))
    const downloads = this.#downloads.latest(shownDownloads, (seen) => this.#portal.maySee(user, seen))
    const view = { trail: [{ name: 'Files', href: top }, ...trail], listing, downloads }
    reply(response, 200, folderPage(this.#around(identity), view))
  }

  #list({ user }: Identity, path: readonly PathSegment[]): Promise<Listing | undefined> {
    const { root, documents, maySee } = this.#portal
    const above = path.map(textOf)
    return listFolder(
      root,
      path,
      (file) => documents.find(file),
      (name) => maySee(user, [...above, name]),
    )
  }

  #notFound(response: ServerResponse, identity: Identity): void {
    say(response, this.#around(identity), 404, 'Not found', 'There is nothing here that you may see.')
  }

  #around(identity?: Identity): Surroundings {
    return { identity, sender: this.#portal.sender }
  }
}

function addressOf(path: readonly PathSegment[]): string {
  return top + path.map((segment) => `${percentEncode(segment)}/`).join('')
}

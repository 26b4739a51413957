import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { type PathSegment, requestPath } from 'xsendfile/node'
import { answerAsset, isAsset } from './assets.ts'
import { type Comparison, isWayName, ownOrigins, sendLargeFile } from './comparison.ts'
import { comparisonPage } from './comparison-page.ts'
import { answerDeliveries, answerVitals } from './event-streams.ts'
import { FileRoom, type Files } from './files.ts'
import { textOf, top } from './folder.ts'
import type { Surroundings } from './pages.ts'
import { redirect, refuseMethod, reply, say } from './reply.ts'
import { isMisdirected, localTarget, wantsPage } from './request.ts'
import { type Identity, type SignIn, mistakeWindow } from './sign-in.ts'
import { answerSignIn, answerSignOut } from './way-in.ts'

/** What the portal is made of. */
export interface Portal {
  readonly files: Files
  readonly comparison: Comparison
  readonly signIn: SignIn
}

/** Somebody who is signed in, and what they ask for. */
interface Visit {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly identity: Identity
}

const ourFault = 'The fault is ours; the terminal that the portal was started in says more.'

/** The application: every request gets an answer, and none ends the process. */
export function application(portal: Portal): RequestListener {
  const routes = new Routes(portal)
  return (request, response) => {
    routes.answer(request, response).catch((error: unknown) => {
      console.error('A request failed:', error)
      if (response.destroyed) return
      if (response.headersSent) response.destroy()
      else say(response, routes.around(), 500, 'This went wrong', ourFault)
    })
  }
}

class Routes {
  readonly #portal: Portal
  readonly #fileRoom: FileRoom

  constructor(portal: Portal) {
    this.#portal = portal
    this.#fileRoom = new FileRoom(portal.files)
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { signIn, files } = this.#portal
    if (isMisdirected(request)) {
      say(response, this.around(), 421, 'Another address', 'This portal is at 127.0.0.1 and localhost only.')
      return
    }
    const path = requestPath(request)
    const address = 'malformed' in path ? '' : path.map(textOf).join('/')
    const wayIn = { signIn, sender: files.sender }
    if (isAsset(address)) answerAsset(address, response)
    else if (address === '' && !('malformed' in path)) redirect(response, top)
    else if (address === 'sign-in') await answerSignIn(request, response, wayIn)
    else if (address === 'sign-out') answerSignOut(request, response, wayIn)
    else await this.#answerToSomebody(request, response, address)
  }

  /** Everything but the way in is for those who are signed in, even what is not there. */
  async #answerToSomebody(
    request: IncomingMessage,
    response: ServerResponse,
    address: string,
  ): Promise<void> {
    const identity = this.#portal.signIn.identify(request)
    if (typeof identity === 'object') {
      await this.#answerToUser({ request, response, identity }, address)
    } else if (identity === 'too-often') {
      response.setHeader('Retry-After', String(mistakeWindow))
      say(response, this.around(), 429, 'Too often', 'That was wrong too often. Please wait for a minute.')
    } else if (identity === undefined && wantsPage(request)) {
      redirect(response, `/sign-in?next=${encodeURIComponent(localTarget(request.url ?? top, top))}`)
    } else {
      // A page's script tells by itself; the browser would ask with a dialogue of its own.
      const isScript = request.headers['sec-fetch-dest'] === 'empty'
      if (!isScript) {
        response.setHeader('WWW-Authenticate', 'Basic realm="Private downloads", charset="UTF-8"')
      }
      say(response, this.around(), 401, 'Who are you?', 'You are not signed in, or not any more.')
    }
  }

  async #answerToUser(visit: Visit, address: string): Promise<void> {
    const { request, response, identity } = visit
    const path = requestPath(request, top)
    if (!('malformed' in path) && path.length > 0) {
      await this.#fileRoom.answer(request, response, identity, path satisfies readonly PathSegment[])
    } else if (address === 'files') {
      redirect(response, top)
    } else if (address === '' || request.method === 'GET' || request.method === 'HEAD') {
      // What cannot be read as a path is nowhere, whatever is wanted of it.
      await this.#answerRead(visit, address)
    } else {
      refuseMethod(response, this.around(identity), ['GET', 'HEAD'])
    }
  }

  async #answerRead({ request, response, identity }: Visit, address: string): Promise<void> {
    const { comparison, files } = this.#portal
    const [room, name, ...rest] = address.split('/')
    if (address === 'comparison/') {
      const page = comparisonPage(this.around(identity), comparison, request)
      reply(response, 200, page, ownOrigins(comparison, request))
    } else if (room === 'comparison' && isWayName(name) && rest.length === 0) {
      const isThere = await sendLargeFile(request, response, name, comparison)
      if (!isThere)
        say(response, this.around(identity), 404, 'Not here', String(comparison.ways[name].missing))
    } else if (address === 'vitals' && request.method === 'GET') {
      answerVitals(response)
    } else if (address === 'deliveries' && request.method === 'GET') {
      // Who signs out in another tab hears nothing more.
      const isStillHere = (): boolean => typeof this.#portal.signIn.identify(request) === 'object'
      const { user } = identity
      answerDeliveries(
        response,
        files.deliveries,
        (seen) => isStillHere() && this.#fileRoom.mayOpen(user, seen),
      )
    } else {
      say(response, this.around(identity), 404, 'Gone', 'There is nothing here that you may see.')
    }
  }

  around(identity?: Identity): Surroundings {
    return { identity, sender: this.#portal.files.sender }
  }
}

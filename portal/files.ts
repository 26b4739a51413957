import { unlink } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type NodeHandles, type PathSegment, type Sent, type XsendfileApplication } from 'xsendfile/node'
import { type Access, type AccessRule, mayOpen } from './access.ts'
import { type Deliveries, shownDeliveries } from './deliveries.ts'
import { type Listing, addressOf, below, findFolder, listFolder, textOf, top } from './folder.ts'
import { folderPage } from './folder-page.ts'
import { sizeText } from './formats.ts'
import type { Surroundings } from './pages.ts'
import { type WayBack, redirect, refuseMethod, refuseOtherSite, reply, say } from './reply.ts'
import { discardRest, isFromOtherSite, queryOf } from './request.ts'
import { search } from './search.ts'
import type { Identity } from './sign-in.ts'
import { receive, uploadAnswers } from './upload.ts'

/** The files that the portal serves, to whom. */
export interface Files {
  readonly root: string
  readonly documents: XsendfileApplication<NodeHandles, Sent>
  /** The name of the sender that it was started with. */
  readonly sender: string
  readonly accessTo: AccessRule
  /** The most bytes of an upload. */
  readonly uploadLimit: number
  readonly deliveries: Deliveries
}

/** A request of somebody for what is at a path below the root. */
interface Visit {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly identity: Identity
  readonly path: readonly PathSegment[]
  readonly access: Access
}

/** Answers to requests for files and folders, each after the rule has said that this user may. */
export class FileRoom {
  readonly #files: Files

  constructor(files: Files) {
    this.#files = files
  }

  async answer(
    request: IncomingMessage,
    response: ServerResponse,
    identity: Identity,
    segments: readonly PathSegment[],
  ): Promise<void> {
    const isFolder = segments.at(-1) === ''
    const path = isFolder ? segments.slice(0, -1) : segments
    const access = this.#files.accessTo(identity.user, path.map(textOf))
    const visit = { request, response, identity, path, access }
    const reads = request.method === 'GET' || request.method === 'HEAD'
    if (access === 'hidden') this.#gone(visit)
    else if (access === 'locked') this.#notYours(visit)
    else if (!reads) await this.#change(visit, isFolder)
    else if (isFolder) await this.#showFolder(visit)
    else await this.#sendFile(visit)
  }

  async #sendFile(visit: Visit): Promise<void> {
    const { request, response, path } = visit
    const query = queryOf(request)
    const begun = performance.now()
    const sent = await this.#files.documents.send(request, response, path, {
      disposition: query.has('download') ? 'attachment' : undefined,
      notFound: 'leave',
    })
    if (sent.outcome !== 'not-found') {
      // The small pictures of a list are no deliveries that anybody asked for.
      if (!query.has('picture') && request.method === 'GET') this.#note(visit, sent, begun)
    } else if ((await findFolder(this.#files.root, path)) !== undefined) {
      redirect(response, addressOf(path))
    } else {
      this.#gone(visit)
    }
  }

  #note({ request, response, identity, path }: Visit, sent: Sent, begun: number): void {
    const { deliveries } = this.#files
    const delivery = deliveries.add({
      at: new Date(),
      user: identity.user,
      path: path.map(textOf),
      address: addressOf(path).slice(0, -1),
      sent,
      ranges: request.headers.range?.split(',').length ?? 0,
      milliseconds: undefined,
      isBrokenOff: false,
    })
    const close = (): void => {
      const milliseconds = performance.now() - begun
      deliveries.update({ ...delivery, milliseconds, isBrokenOff: !response.writableFinished })
    }
    if (response.closed) close()
    else response.once('close', close)
  }

  async #showFolder({ request, response, identity, path, access }: Visit): Promise<void> {
    const { deliveries, uploadLimit } = this.#files
    const query = queryOf(request).get('q')?.trim() ?? ''
    const list = (folder: readonly PathSegment[]): Promise<Listing | undefined> =>
      this.#list(identity, folder)
    const listing = query === '' ? await list(path) : await search(path, query, list)
    if (listing === undefined) {
      this.#gone({ request, response, identity, path, access })
      return
    }
    const trail = path.map((segment, index) => ({
      name: textOf(segment),
      href: addressOf(path.slice(0, index + 1)),
    }))
    const view = {
      trail: [{ name: 'Files', href: top }, ...trail],
      listing,
      query,
      uploadLimit: access === 'own' ? uploadLimit : undefined,
      lastDelivery: (file: readonly PathSegment[]) => deliveries.latestOf(addressOf(file).slice(0, -1)),
      deliveries: deliveries.latest(shownDeliveries, (seen) => this.mayOpen(identity.user, seen)),
    }
    reply(response, 200, folderPage(this.#around(identity), view))
  }

  /** Takes an upload by PUT, and the form that deletes a file by POST. */
  async #change(visit: Visit, isFolder: boolean): Promise<void> {
    const { request, response, identity, access } = visit
    const deletes = request.method === 'POST' && queryOf(request).has('delete')
    if (isFolder || !(deletes || request.method === 'PUT')) {
      refuseMethod(response, this.#around(identity), ['GET', 'HEAD'])
    } else if (isFromOtherSite(request)) {
      refuseOtherSite(response, this.#around(identity))
    } else if (access !== 'own') {
      this.#say(visit, 403, 'Not yours to change', 'You can upload and delete in your own folder only.')
    } else if (deletes) {
      await this.#delete(visit)
    } else {
      await this.#upload(visit)
    }
  }

  async #upload(visit: Visit): Promise<void> {
    const { request, response, path } = visit
    const { root, uploadLimit } = this.#files
    const folder = await findFolder(root, path.slice(0, -1))
    const name = path.at(-1)
    if (folder === undefined || name === undefined) {
      this.#gone(visit)
      return
    }
    const end = await receive(request, { folder, name, limit: uploadLimit })
    if (end === 'kept') response.setHeader('Location', addressOf(path).slice(0, -1))
    const [status, heading, text] = uploadAnswers[end]
    this.#say(visit, status, heading, text.replace('LIMIT', sizeText(uploadLimit)))
  }

  async #delete(visit: Visit): Promise<void> {
    const { response, path } = visit
    const { root, documents } = this.#files
    const folder = await findFolder(root, path.slice(0, -1))
    const name = path.at(-1)
    // What the library would not send is nothing that somebody can have wanted to delete.
    const file = await documents.find(path)
    if (folder === undefined || name === undefined || file === undefined) {
      this.#gone(visit)
      return
    }
    await unlink(below(folder, name))
    redirect(response, addressOf(path.slice(0, -1)))
  }

  /** Whether a user may open what is at a path. */
  mayOpen(user: string, path: readonly string[]): boolean {
    return mayOpen(this.#files.accessTo(user, path))
  }

  #list({ user }: Identity, path: readonly PathSegment[]): Promise<Listing | undefined> {
    const { root, documents, accessTo } = this.#files
    return listFolder(
      root,
      path,
      (file) => documents.find(file),
      (seen) => accessTo(user, seen),
    )
  }

  #notYours(visit: Visit): void {
    this.#say(visit, 403, 'Not yours', 'You can see that it is there; only its owner may open it.')
  }

  /** What is hidden and what is not there look the same. */
  #gone(visit: Visit): void {
    const text = 'There is nothing here that you may see. It may have been deleted or renamed meanwhile.'
    this.#say(visit, 404, 'Gone', text)
  }

  #say({ request, response, identity, path }: Visit, status: number, heading: string, text: string): void {
    say(response, this.#around(identity), status, heading, text, this.#wayBack(identity, path))
    if (!request.complete) discardRest(request)
  }

  /** The folder above, or the top where there is nothing that this user may see. */
  #wayBack({ user }: Identity, path: readonly PathSegment[]): WayBack {
    const above = path.slice(0, -1)
    const isOpen = above.length > 0 && this.mayOpen(user, above.map(textOf))
    return isOpen
      ? { name: textOf(above.at(-1) ?? ''), href: addressOf(above) }
      : { name: 'the files', href: top }
  }

  #around(identity: Identity): Surroundings {
    return { identity, sender: this.#files.sender }
  }
}

import { mayOpen } from './access.ts'
import type { Delivery } from './deliveries.ts'
import { noteOf } from './event-streams.ts'
import { kindOf } from './file-kinds.ts'
import type { Entry, Listing } from './folder.ts'
import { dateOf, deliveryText, sizeText } from './formats.ts'
import { type Html, html, nothing } from './html.ts'
import { type Surroundings, page } from './pages.ts'
import type { WayBack } from './reply.ts'

/** What the page of a folder shows. */
export interface FolderView {
  /** From the top to the folder itself, which comes last. */
  readonly trail: readonly WayBack[]
  readonly listing: Listing
  /** What is searched for; empty for the whole folder. */
  readonly query: string
  /** The most bytes of an upload; `undefined` where the user may not upload. */
  readonly uploadLimit: number | undefined
  readonly lastDelivery: (path: Entry['path']) => Delivery | undefined
  readonly deliveries: readonly Delivery[]
}

const folderTile = html`<svg class="tile" viewBox="0 0 44 44" aria-hidden="true">
  <path d="M11 15a2 2 0 0 1 2-2h6l3 3h9a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2H13a2 2 0 0 1-2-2z" />
</svg>`

const lockTile = html`<svg class="tile" viewBox="0 0 44 44" role="img" aria-label="Locked">
  <path d="M14 20h16a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H14a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2z" />
  <path class="line" d="M16.500 20v-3.500a5.500 5.500 0 0 1 11 0V20" />
</svg>`

/** Bytes of a picture that is shown in a list as it is. */
const largestPicture = 4_000_000

export function folderPage(surroundings: Surroundings, view: FolderView): Html {
  const here = view.trail.at(-1)?.name ?? ''
  const content = html`${trailOf(view.trail)}
    <h1><bdi>${here}</bdi></h1>
    <div class="tools">${searchForm(view.query)} ${uploadForm(view.uploadLimit)}</div>
    <section id="list" aria-label="Files">${listOf(view)}</section>
    <section aria-labelledby="recent-heading">
      <h2 id="recent-heading">Recently sent</h2>
      <p class="soft">
        What the application answered, who sent the bytes, and how long the application was busy with it. A
        web server to which a file was handed over makes the ranges by itself.
      </p>
      <ol id="recent" class="recent">
        ${view.deliveries.map(recentLine)}
      </ol>
    </section>`
  return page(here, content, surroundings)
}

function trailOf(trail: readonly WayBack[]): Html {
  if (trail.length === 1) return nothing
  const steps = trail.map(({ name, href }, index) =>
    index === trail.length - 1
      ? html`<li aria-current="page"><bdi>${name}</bdi></li>`
      : html`<li>
          <a href="${href}"><bdi>${name}</bdi></a>
        </li>`,
  )
  return html`<nav class="trail" aria-label="Folders">
    <ol>
      ${steps}
    </ol>
  </nav>`
}

function searchForm(query: string): Html {
  return html`<form id="search" role="search">
    <label class="unseen" for="query">Search here and in the folders below</label>
    <input id="query" name="q" type="search" value="${query}" placeholder="Search" autocomplete="off" />
    <button>Search</button>
  </form>`
}

/** The script shows it: an upload needs one. */
function uploadForm(limit: number | undefined): Html {
  if (limit === undefined) return nothing
  return html`<form id="upload" data-limit="${limit}" hidden>
    <label class="button main"
      ><input class="unseen" type="file" multiple /><span
        >Upload files<span class="wide"> or drop them here</span></span
      ></label
    >
  </form>`
}

function listOf(view: FolderView): Html {
  const { listing, query, trail } = view
  const { entries, left } = listing
  if (entries.length === 0) {
    const place = trail.length > 1 ? 'Nothing is in this folder.' : 'There is nothing here.'
    return html`<p class="soft">
      ${query === '' ? place : html`Nothing here is called “${query}”.`} ${allLink(query)}
    </p>`
  }
  const more = left === 0 ? nothing : html`<p class="soft">And ${left} more, which are not shown.</p>`
  return html`${query === '' ? nothing : html`<p class="soft">${entries.length} found. ${allLink(query)}</p>`}
    <table class="files">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Size</th>
          <th scope="col">Changed</th>
          <th scope="col">Last sent by</th>
          <th scope="col"><span class="unseen">Actions</span></th>
        </tr>
      </thead>
      <tbody>
        ${entries.map((entry) => row(entry, view))}
      </tbody>
    </table>
    ${more}`
}

function allLink(query: string): Html {
  return query === '' ? nothing : html`<a href="?">Show all</a>`
}

function row(entry: Entry, view: FolderView): Html {
  const { name, address, file, path } = entry
  if (!mayOpen(entry.access)) return lockedRow(entry)
  if (file === undefined) {
    return html`<tr>
      <th scope="row">
        ${folderTile}<a href="${address}/"><bdi>${name}</bdi></a>
      </th>
      <td class="size">Folder</td>
      <td></td>
      <td></td>
      <td></td>
    </tr>`
  }
  const kind = kindOf(file.mediaType)
  const delivery = view.lastDelivery(path)
  return html`<tr>
    <th scope="row">
      ${pictureOf(entry, kind)}<a href="${address}" data-kind="${kind}"><bdi>${name}</bdi></a>
    </th>
    <td class="size">${sizeText(file.size)}</td>
    <td class="date">${dateOf(file.lastModified)}</td>
    <td class="sent">${delivery === undefined ? nothing : sentBy(delivery)}</td>
    <td class="actions">
      <a class="button" href="${address}?download" data-size="${file.size}" aria-label="Download ${name}"
        >Download</a
      >
      ${entry.access === 'own' ? deleteForm(entry) : nothing}
    </td>
  </tr>`
}

function lockedRow({ name, address, file }: Entry): Html {
  return html`<tr class="locked">
    <th scope="row">
      ${lockTile}<a href="${address}"><bdi>${name}</bdi></a>
    </th>
    <td class="size">${file === undefined ? 'Folder' : sizeText(file.size)}</td>
    <td class="date">${file === undefined ? nothing : dateOf(file.lastModified)}</td>
    <td class="sent"></td>
    <td class="actions"><span class="soft">Not yours</span></td>
  </tr>`
}

/** A small picture, or a tile with the extension. */
function pictureOf({ name, address, file }: Entry, kind: string): Html {
  if (kind === 'picture' && (file?.size ?? 0) <= largestPicture) {
    return html`<img class="tile" src="${address}?picture" alt="" width="44" height="44" loading="lazy" />`
  }
  const extension = /\.([A-Za-z0-9]{1,4})$/.exec(name)?.[1] ?? ''
  return html`<span class="tile ${kind}" aria-hidden="true">${extension.toUpperCase()}</span>`
}

function deleteForm({ name, address }: Entry): Html {
  return html`<form class="delete" method="post" action="${address}?delete">
    <button aria-label="Delete ${name}">Delete</button>
  </form>`
}

function sentBy(delivery: Delivery): Html {
  return html`<span class="sender">${delivery.sent.sender}</span> <span>${deliveryText(delivery)}</span>`
}

function recentLine(delivery: Delivery): Html {
  const { id, name, time, user, sender, text } = noteOf(delivery)
  return html` <li data-id="${id}">
    <bdi class="name">${name}</bdi>
    <span>${time}</span>
    <span>${user}</span>
    <span>${text}</span>
    <span class="sender">sent by ${sender}</span>
  </li>`
}

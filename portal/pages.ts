import type { Download } from './downloads.ts'
import type { Entry, Listing } from './folder.ts'
import { type Html, html, nothing } from './html.ts'
import type { Identity } from './sign-in.ts'

/** What every page shows around its content. */
export interface Surroundings {
  /** `undefined` when nobody is signed in. */
  readonly identity: Identity | undefined
  /** The name of the sender that the portal was started with. */
  readonly sender: string
}

/** A folder on the way from the top, with its address. */
interface Step {
  readonly name: string
  readonly href: string
}

/** What the page of a folder shows. */
export interface FolderView {
  /** From the top to the folder itself, which comes last. */
  readonly trail: readonly Step[]
  readonly listing: Listing
  readonly downloads: readonly Download[]
}

export function signInPage(surroundings: Surroundings, next: string, refused: boolean): Html {
  const alert = refused
    ? html`<p class="alert" role="alert">These two do not belong together. Please try again.</p>`
    : nothing
  const content = html`<h1>Sign in</h1>
    <p class="soft">The names and passwords are where the portal was started.</p>
    ${alert}
    <form class="card" method="post" action="/sign-in">
      <input type="hidden" name="next" value="${next}" />
      <label for="user">Name</label>
      <input
        id="user"
        name="user"
        autocomplete="username"
        autocapitalize="none"
        spellcheck="false"
        required
        autofocus
      />
      <label for="password">Password</label>
      <input id="password" name="password" type="password" autocomplete="current-password" required />
      <button>Sign in</button>
    </form>`
  return page('Sign in', content, surroundings)
}

export function folderPage(surroundings: Surroundings, { trail, listing, downloads }: FolderView): Html {
  const here = trail.at(-1)?.name ?? ''
  const content = html`${trailOf(trail)}
    <h1>${here}</h1>
    ${listOf(listing, trail.length > 1)}
    <section aria-labelledby="recent">
      <h2 id="recent">Recent downloads</h2>
      ${recentOf(downloads)}
    </section>`
  return page(here, content, surroundings)
}

/** A page that says one thing. */
export function messagePage(surroundings: Surroundings, heading: string, text: string): Html {
  const content = html`<h1>${heading}</h1>
    <p>${text}</p>
    <p><a href="/files/">To the files</a></p>`
  return page(heading, content, surroundings)
}

function page(title: string, content: Html, { identity, sender }: Surroundings): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} – Private downloads</title>
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/style.css" />
      </head>
      <body>
        <header class="top">
          <a class="site" href="/files/"
            ><img src="/icon.svg" alt="" width="28" height="28" />Private downloads</a
          >
          ${signedIn(identity)}
        </header>
        <main>${content}</main>
        <footer class="foot">
          <p>The application decides who may have a file; ${senderText(sender)}</p>
        </footer>
      </body>
    </html> `
}

function senderText(sender: string): Html {
  if (sender === 'embedded') return html`the embedded sender, a part of it, sends the bytes.`
  return html`${sender} in front of it sends the bytes.`
}

function signedIn(identity: Identity | undefined): Html {
  if (identity === undefined) return nothing
  // Only the browser itself can forget a password that it sends with every request.
  if (identity.by === 'password') return html`<span class="soft">${identity.user}, by password</span>`
  return html`<span class="soft"
      ><span class="wide">Signed in as</span> <strong>${identity.user}</strong></span
    >
    <form method="post" action="/sign-out"><button>Sign out</button></form>`
}

function trailOf(trail: readonly Step[]): Html {
  if (trail.length === 1) return nothing
  const steps = trail.map(({ name, href }, index) =>
    index === trail.length - 1
      ? html`<li aria-current="page">${name}</li>`
      : html`<li><a href="${href}">${name}</a></li>`,
  )
  return html`<nav class="trail" aria-label="Folders">
    <ol>
      ${steps}
    </ol>
  </nav>`
}

function listOf({ entries, left }: Listing, isBelowTop: boolean): Html {
  if (entries.length === 0) {
    return html`<p class="soft">${isBelowTop ? 'Nothing is in this folder.' : 'There is nothing here.'}</p>`
  }
  const more = left === 0 ? nothing : html`<p class="soft">And ${left} more, which are not shown.</p>`
  return html`<p class="soft">What is safe to show opens here; everything else is saved.</p>
    <ul class="files">
      ${entries.map(lineOf)}
    </ul>
    ${more}`
}

function lineOf({ name, encodedName, file }: Entry): Html {
  if (file === undefined) {
    return html` <li>
      <a class="name" href="${encodedName}/"><bdi>${name}</bdi></a> <span class="size">Folder</span>
    </li>`
  }
  return html` <li>
    <a class="name" href="${encodedName}"><bdi>${name}</bdi></a>
    <span class="size">${formatSize(file.size)}</span>
    ${timeOf(file.lastModified, dateAndTime)}
    <a class="download" href="${encodedName}?download" aria-label="Download ${name}">Download</a>
  </li>`
}

function recentOf(downloads: readonly Download[]): Html {
  if (downloads.length === 0) return html`<p class="soft">None yet.</p>`
  const lines = downloads.map(
    ({ at, user, path, sent }) =>
      html` <li>
        <bdi class="name">${path.join(' / ')}</bdi>
        ${timeOf(at, timeOfDay)}
        <span>${user}</span>
        <span>${sent.status} ${sent.outcome}</span>
        <span class="sender">sent by ${sent.sender}</span>
      </li>`,
  )
  return html`<p class="soft">
      What the application answered, and who sent the bytes. A web server to which a file was handed over
      makes parts of it by itself.
    </p>
    <ol class="recent">
      ${lines}
    </ol>`
}

const units = ['kB', 'MB', 'GB', 'TB']
const inDigits = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 })
const dateAndTime = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
const timeOfDay = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' })

function timeOf(date: Date, format: Intl.DateTimeFormat): Html {
  return html`<time datetime="${date.toISOString()}">${format.format(date)}</time>`
}

function formatSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3))
  return `${inDigits.format(bytes / 1000 ** power)} ${units[power - 1]}`
}

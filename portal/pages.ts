import { type Html, html, nothing } from './html.ts'
import type { WayBack } from './reply.ts'
import type { Identity } from './sign-in.ts'

/** What every page shows around its content. */
export interface Surroundings {
  /** `undefined` when nobody is signed in. */
  readonly identity: Identity | undefined
  /** The name of the sender that the portal was started with. */
  readonly sender: string
}

/** In the order in which they count. */
export const styleSheets: readonly string[] = [
  'style.css',
  'controls.css',
  'frame.css',
  'folder.css',
  'dialogs.css',
  'comparison.css',
]

/** @param alert why nobody could sign in */
export function signInPage(surroundings: Surroundings, next: string, alert?: string): Html {
  const content = html`<h1>Sign in</h1>
    <p class="soft">The names and passwords are where the portal was started.</p>
    ${alert === undefined ? nothing : html`<p class="alert" role="alert">${alert}</p>`}
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
      <button class="main">Sign in</button>
    </form>`
  return page('Sign in', content, surroundings)
}

/** A page that says one thing. */
export function messagePage(
  surroundings: Surroundings,
  heading: string,
  text: string,
  back: WayBack = { name: 'the files', href: '/files/' },
): Html {
  const content = html`<h1>${heading}</h1>
    <p>${text}</p>
    <p>
      <a class="button" href="${back.href}">Back to <bdi>${back.name}</bdi></a>
    </p>`
  return page(heading, content, surroundings)
}

export function page(title: string, content: Html, { identity, sender }: Surroundings): Html {
  const script =
    identity === undefined ? nothing : html`<script type="module" src="/browser/main.js"></script>`
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} – Private downloads</title>
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
        ${styleSheets.map((name) => html`<link rel="stylesheet" href="/${name}" />`)} ${script}
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        <header class="top">
          <a class="site" href="/files/"
            ><img src="/icon.svg" alt="" width="28" height="28" />Private downloads</a
          >
          ${identity === undefined ? nothing : signedIn(identity)}
        </header>
        <main id="content" tabindex="-1">${content}</main>
        <p id="status" class="unseen" role="status"></p>
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

function signedIn({ user, by }: Identity): Html {
  // Only the browser itself can forget a password that it sends with every request.
  const way =
    by === 'password'
      ? html`<span class="soft">${user}, by password</span>`
      : html`<form method="post" action="/sign-out">
          <span class="soft"><span class="wide">Signed in as</span> <strong>${user}</strong></span>
          <button>Sign out</button>
        </form>`
  return html`<nav aria-label="Pages">
      <a href="/files/">Files</a>
      <a href="/comparison/">Comparison</a>
    </nav>
    ${way}`
}

import { readdir } from 'node:fs/promises'

/** What is shown to who has not signed in. */
export function signInPage(): string {
  return page('<form method="post" action="/sign-in"><button>Sign in</button></form>')
}

/** The documents of a folder, each a link. */
export async function documentsPage(root: string): Promise<string> {
  const entries = await readdir(root, { withFileTypes: true })
  const items = entries
    .filter((entry) => entry.isFile())
    .map(({ name }) => `<li><a href="/documents/${encodeURIComponent(name)}">${escaped(name)}</a></li>`)
  return page(`<ul>${items.join('')}</ul>`)
}

function page(content: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Documents</title><h1>Documents</h1>${content}</html>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

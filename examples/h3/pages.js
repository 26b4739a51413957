// @ts-check
import { readdir } from 'node:fs/promises'

/** What is shown to who has not signed in. */
export function signInPage() {
  return page('<form method="post" action="/sign-in"><button>Sign in</button></form>')
}

/**
 * The documents, each a link.
 *
 * @param {string} root their folder
 */
export async function documentsPage(root) {
  const entries = await readdir(root, { withFileTypes: true })
  const items = entries
    .filter((entry) => entry.isFile())
    .map(({ name }) => `<li><a href="/documents/${encodeURIComponent(name)}">${escaped(name)}</a></li>`)
  return page(`<ul>${items.join('')}</ul>`)
}

/** @param {string} content */
function page(content) {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Documents</title><h1>Documents</h1>${content}</html>`
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

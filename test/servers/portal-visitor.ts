import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { type StartedPortal, passwords } from './portal.ts'

/** A page of somebody who is signed in, and what went wrong in it. */
export interface Visitor {
  readonly context: BrowserContext
  readonly page: Page
  /** What the browser complained about: errors of scripts, and what the policy forbade. */
  readonly complaints: readonly string[]
}

/** Opens a page of the portal for somebody who is signed in already. */
export async function visit(
  browser: Browser,
  portal: StartedPortal,
  user: string,
  path: string,
  options: BrowserContextOptions = {},
): Promise<Visitor> {
  const context = await browser.newContext(options)
  const form = { user, password: passwords[user] ?? '' }
  await context.request.post(`${portal.url}/sign-in`, { form, maxRedirects: 0 })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', ({ message }) => complaints.push(message))
  page.on('console', (message) => {
    // Answers that are refused on purpose are in the console too.
    const isRefusal = message.text().startsWith('Failed to load resource')
    if (message.type() === 'error' && !isRefusal) complaints.push(message.text())
  })
  await page.goto(portal.url + path)
  return { context, page, complaints }
}

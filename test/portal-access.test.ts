import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { chromiumProgram, startChromium } from './servers/chromium.ts'
import { type StartedPortal, project, senders, start, stopAll } from './servers/portal.ts'
import { type Visitor, visit } from './servers/portal-visitor.ts'

afterAll(stopAll)

const samples = join(project, 'portal/samples')
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true }

describe.skipIf(chromiumProgram === undefined).each(senders)('the portal for everybody, %s', (sender) => {
  let data: string
  let portal: StartedPortal
  let browser: Browser
  let visitors: Visitor[] = []

  beforeAll(async () => {
    data = mkdtempSync(join(tmpdir(), 'xsendfile-portal-access-'))
    chmodSync(data, 0o755)
    portal = await start(['--sender', sender, '--data', data, '--large-file-size', '8MB'])
    browser = await startChromium()
  })

  afterAll(async () => {
    await browser.close()
    await portal.stop()
    rmSync(data, { recursive: true })
  })

  afterEach(async () => {
    const seen = visitors
    visitors = []
    for (const { context } of seen) await context.close()
    const complaints = seen.flatMap((visitor) => visitor.complaints)
    if (complaints.length > 0) throw new Error(`The browser complained: ${complaints.join('\n')}`)
  })

  async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const visitor = await visit(browser, portal, 'zoe', path, options)
    visitors.push(visitor)
    return visitor.page
  }

  it('can be used by keyboard alone: sign in, open a preview, close it', async () => {
    const context = await browser.newContext()
    context.setDefaultTimeout(10_000)
    const page = await context.newPage()
    await page.goto(`${portal.url}/files/zoe/`)
    // The browser moves the focus there once it has drawn the page.
    await page.locator('input:focus').waitFor()
    await page.keyboard.type('zoe')
    await page.keyboard.press('Tab')
    await page.keyboard.type('blue-heron')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/files\/zoe\/$/)
    await page.keyboard.press('Tab')
    expect(await focused(page)).toBe('Skip to the content')
    await page.keyboard.press('Enter')
    const name = 'Zeugnis für Zoë #1 100%?.pdf'
    await tabTo(page, name)
    expect(await outlineWidth(page)).toBe('3px')
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name })
    await dialog.waitFor()
    expect(await focused(page)).toBe('Close')
    await page.keyboard.press('Enter')
    expect(await dialog.count()).toBe(0)
    expect(await focused(page)).toBe(name)
    await context.close()
  })

  it('has names and roles for what it shows', async () => {
    const page = await open('/files/shared/')
    expect(await page.getByRole('banner').ariaSnapshot()).toBe(
      `- banner:
  - link "Private downloads":
    - /url: /files/
  - navigation "Pages":
    - link "Files":
      - /url: /files/
    - link "Comparison":
      - /url: /comparison/
  - text: Signed in as
  - strong: zoe
  - button "Sign out"`,
    )
    expect(await page.getByRole('navigation', { name: 'Folders' }).ariaSnapshot()).toBe(
      `- navigation "Folders":
  - list:
    - listitem:
      - link "Files":
        - /url: /files/
    - listitem: shared`,
    )
    expect(await page.getByRole('row', { name: /Kasse/ }).ariaSnapshot()).toMatch(
      /^- row "Locked Kasse \(nur Max\)\.csv 149 B .+ Not yours":\n {2}- rowheader "Locked Kasse \(nur Max\)\.csv":\n {4}- img "Locked"\n {4}- link "Kasse/,
    )
    const columns = await page.getByRole('columnheader').allTextContents()
    expect(columns).toEqual(['Name', 'Size', 'Changed', 'Last sent by', 'Actions'])
    for (const role of ['search', 'main', 'contentinfo', 'status'] as const) {
      expect(await page.getByRole(role).count()).toBe(1)
    }
    expect(await page.getByRole('searchbox').getAttribute('id')).toBe('query')
  })

  it.each(['/files/', '/files/shared/', '/files/zoe/', '/comparison/', '/files/zoe/none.txt'])(
    'fits a phone, with room for fingers: %s',
    async (path) => {
      const page = await open(path, phone)
      await page.waitForLoadState('load')
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(phone.viewport.width)
      const heights = await page
        .locator('button:visible, .button:visible, input:visible:not(.unseen), nav a')
        .evaluateAll((elements: { getBoundingClientRect(): { height: number } }[]) =>
          elements.map((element) => element.getBoundingClientRect().height),
        )
      expect(Math.min(...heights)).toBeGreaterThanOrEqual(44)
    },
  )

  it('does without a script what links and forms can do', async () => {
    writeFileSync(join(data, 'zoe', 'to delete.txt'), 'x')
    const page = await open('/files/', { javaScriptEnabled: false })
    await page.getByRole('link', { name: 'zoe', exact: true }).click()
    expect(await page.getByText('Upload files').isVisible()).toBe(false)
    await page.getByRole('button', { name: 'Delete to delete.txt' }).click()
    expect(new URL(page.url()).pathname).toBe('/files/zoe/')
    expect(await page.getByRole('row', { name: /to delete/ }).count()).toBe(0)
    await page.goto(`${portal.url}/files/`)
    await page.getByRole('searchbox').fill('HUGEL')
    await page.getByRole('button', { name: 'Search' }).click()
    const row = page.getByRole('row', { name: /Fotos 2026 \/ Hügel/ })
    const download = page.waitForEvent('download')
    await row.getByRole('link', { name: /^Download/ }).click()
    const hills = readFileSync(join(samples, 'hills.jpg'))
    expect(readFileSync(await (await download).path()).equals(hills)).toBe(true)
    await row
      .getByRole('link', { name: /Hügel am Abend/ })
      .first()
      .click()
    expect(await page.locator('img').count()).toBe(1)
    await page.goto(`${portal.url}/comparison/`)
    expect(await page.getByText('To measure takes a script').isVisible()).toBe(true)
    const large = page.waitForEvent('download')
    await page.getByRole('link', { name: `Download 8 MB, ${sender}` }).click()
    expect(readFileSync(await (await large).path()).equals(Buffer.alloc(8_000_000))).toBe(true)
  })

  it('runs no script that stands in a page, and makes none of text', async () => {
    const { context, page, complaints } = await visit(browser, portal, 'zoe', '/files/')
    const ran = await page.evaluate(`(() => {
      const script = document.createElement('script')
      script.append('window.ran = true')
      document.body.append(script)
      try {
        document.querySelector('#status').innerHTML = '<b>bold</b>'
      } catch {
        return [window.ran === true, 'refused']
      }
      return [window.ran === true, 'taken']
    })()`)
    expect(ran).toEqual([false, 'refused'])
    expect(complaints.join('\n')).toContain("requires 'TrustedHTML' assignment")
    await context.close()
  })
})

describe.skipIf(chromiumProgram === undefined || process.env['XSENDFILE_SCREENSHOTS'] !== 'true')(
  'screenshots',
  () => {
    it('are taken for the README', { timeout: 120_000 }, async () => {
      const data = mkdtempSync(join(tmpdir(), 'xsendfile-portal-pictures-'))
      chmodSync(data, 0o755)
      const portal = await start(['--sender', senders.at(-1) ?? '', '--data', data])
      const browser = await startChromium()
      const desk = { viewport: { width: 1280, height: 800 } }
      const shoot = async (
        name: string,
        path: string,
        options: BrowserContextOptions,
        prepare: (page: Page) => Promise<void>,
      ): Promise<void> => {
        const { context, page } = await visit(browser, portal, 'zoe', path, {
          reducedMotion: 'reduce',
          ...options,
        })
        await prepare(page)
        await page.screenshot({ path: join(project, 'docs/images', `${name}.png`) })
        await context.close()
      }
      const showVideo = async (page: Page): Promise<void> => {
        for (const sample of ['hills.jpg', 'Glocken.mp3']) {
          await page.getByRole('link', { name: sample, exact: true }).click()
          await page.getByRole('row', { name: sample }).locator('.sender').waitFor({ state: 'attached' })
          await page.keyboard.press('Escape')
        }
      }
      const measure = async (page: Page): Promise<void> => {
        for (const way of senders) {
          await page.getByRole('button', { name: new RegExp(`, ${way}$`) }).click()
          await expect
            .poll(() => page.getByRole('status').textContent(), { timeout: 60_000 })
            .toMatch(new RegExp(`^${way}: `))
        }
        await page.mouse.move(0, 0)
      }
      await shoot('portal-desk', '/files/shared/', desk, showVideo)
      await shoot('portal-phone', '/files/shared/', { ...phone, colorScheme: 'dark' }, showVideo)
      await shoot('portal-comparison', '/comparison/', { viewport: { width: 1280, height: 860 } }, measure)
      await browser.close()
      await portal.stop()
      rmSync(data, { recursive: true })
    })
  },
)

/** The text of what has the focus. */
function focused(page: Page): Promise<string> {
  return page.evaluate('document.activeElement.textContent.trim()')
}

/** The width of the ring around what has the focus. */
function outlineWidth(page: Page): Promise<string> {
  return page.evaluate('getComputedStyle(document.activeElement).outlineWidth')
}

/** Presses Tab until something has the focus, as somebody without a mouse does. */
async function tabTo(page: Page, text: string): Promise<void> {
  for (let presses = 0; presses < 30; presses += 1) {
    await page.keyboard.press('Tab')
    if ((await focused(page)) === text) return
  }
  throw new Error(`Nothing that is called "${text}" gets the focus`)
}

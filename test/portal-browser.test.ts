import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, readFileSync, rmSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Locator, Page, Response } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { seekableVideo } from './portal-seekable-video.ts'
import { chromiumProgram, startChromium } from './servers/chromium.ts'
import { type StartedPortal, ask, project, senders, start, stopAll } from './servers/portal.ts'
import { type Visitor, visit } from './servers/portal-visitor.ts'

afterAll(stopAll)

const samples = join(project, 'portal/samples')

describe.skipIf(chromiumProgram === undefined).each(senders)('the portal in Chromium, %s', (sender) => {
  let data: string
  let portal: StartedPortal
  let browser: Browser
  let visitors: Visitor[] = []

  beforeAll(async () => {
    data = mkdtempSync(join(tmpdir(), 'xsendfile-portal-browser-'))
    chmodSync(data, 0o755)
    const options = ['--data', data, '--large-file-size', '128MB', '--upload-limit', '1MB']
    portal = await start(['--sender', sender, ...options])
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

  async function open(user: string, path: string): Promise<Page> {
    const visitor = await visit(browser, portal, user, path)
    visitors.push(visitor)
    return visitor.page
  }

  it('signs in by the form, and out again', async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(`${portal.url}/files/zoe/`)
    await page.getByLabel('Name').fill('zoe')
    await page.getByLabel('Password').fill('a guess')
    await page.getByRole('button', { name: 'Sign in' }).click()
    expect(await page.getByRole('alert').textContent()).toContain('do not belong together')
    await page.getByLabel('Name').fill('zoe')
    await page.getByLabel('Password').fill('blue-heron')
    await page.getByRole('button', { name: 'Sign in' }).click()
    // It leads on to what was asked for.
    expect(new URL(page.url()).pathname).toBe('/files/zoe/')
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('zoe')
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.goto(`${portal.url}/files/zoe/`)
    expect(new URL(page.url()).pathname).toBe('/sign-in')
    await context.close()
  })

  describe('previews', () => {
    it('a picture', async () => {
      const page = await open('zoe', '/files/shared/')
      await page.getByRole('link', { name: 'hills.jpg', exact: true }).click()
      const picture = page.getByRole('dialog', { name: 'hills.jpg' }).getByRole('img', { name: 'hills.jpg' })
      await expect.poll(() => picture.evaluate((img: { naturalWidth: number }) => img.naturalWidth)).toBe(960)
    })

    it('a sound', async () => {
      const page = await open('zoe', '/files/shared/')
      await page.getByRole('link', { name: 'Glocken.mp3', exact: true }).click()
      const sound = page.getByRole('dialog').locator('audio')
      await expect
        .poll(() => sound.evaluate((audio: { duration: number }) => audio.duration))
        .toBeCloseTo(4, 0)
    })

    it('a text, as text and nothing else', async () => {
      writeOld(join(data, 'max', 'markup.txt'), '<b>bold</b><script>document.title = "ran"</script>')
      const page = await open('max', '/files/max/')
      await page.getByRole('link', { name: '日本語.txt', exact: true }).click()
      const text = page.getByRole('dialog').locator('pre')
      await expect.poll(() => text.textContent()).toBe(readFileSync(join(samples, 'greeting.txt'), 'utf8'))
      await page.keyboard.press('Escape')
      await page.getByRole('link', { name: 'markup.txt', exact: true }).click()
      await expect.poll(() => text.textContent()).toContain('<b>bold</b><script>')
      expect(await text.locator('b, script').count()).toBe(0)
      expect(await page.title()).toBe('max – Private downloads')
    })

    it('a PDF, in the viewer of the browser and the sandbox of the library', async () => {
      const page = await open('zoe', '/files/zoe/')
      await page.getByRole('link', { name: 'Zeugnis für Zoë #1 100%?.pdf', exact: true }).click()
      const frame = page.getByRole('dialog').locator('iframe')
      await frame.waitFor()
      // The viewer is dark around a page that is white.
      await expect.poll(() => whiteShare(page, frame.screenshot()), { timeout: 10_000 }).toBeGreaterThan(0.2)
    })

    it('nothing that only has the name of a picture or of a PDF', async () => {
      const disguised = '<!doctype html><script>parent.document.title = "ran"</script>'
      for (const name of ['page.png', 'page.pdf']) writeOld(join(data, 'zoe', name), disguised)
      const page = await open('zoe', '/files/zoe/')
      await page.getByRole('link', { name: 'page.png', exact: true }).click()
      await page.getByText('This browser cannot show it.').waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('link', { name: 'page.pdf', exact: true }).click()
      await page.getByText('it is not safe to show, only to download').waitFor()
      expect(await page.locator('iframe').count()).toBe(0)
      for (const name of ['page.png', 'page.pdf']) unlinkSync(join(data, 'zoe', name))
    })

    it('says so when the file is gone meanwhile, as its page does', async () => {
      writeOld(join(data, 'zoe', 'short.txt'), 'short')
      const page = await open('zoe', '/files/zoe/')
      unlinkSync(join(data, 'zoe', 'short.txt'))
      await page.getByRole('link', { name: 'short.txt', exact: true }).click()
      await page.getByRole('dialog').getByText('It may have been deleted or renamed meanwhile').waitFor()
      await page.goto(`${portal.url}/files/zoe/short.txt`)
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Gone')
      await page.getByRole('link', { name: 'Back to zoe' }).click()
      expect(new URL(page.url()).pathname).toBe('/files/zoe/')
    })
  })

  it('seeks in a video by asking for another part of it', async () => {
    const gap = 60_000_000
    writeOld(join(data, 'shared', 'long way.mp4'), seekableVideo(readFileSync(join(samples, 'sun.mp4')), gap))
    const page = await open('zoe', '/files/shared/')
    const answers: Response[] = []
    page.on('response', (answer) => {
      if (answer.url().endsWith('/long%20way.mp4')) answers.push(answer)
    })
    await page.getByRole('link', { name: 'long way.mp4', exact: true }).click()
    const video = page.getByRole('dialog').locator('video')
    await expect.poll(() => video.evaluate((element: Player) => element.readyState)).toBeGreaterThan(1)
    const before = answers.length
    await video.evaluate((element: Player) => (element.currentTime = 4))
    await expect
      .poll(() => video.evaluate(({ seeking, readyState }: Player) => !seeking && readyState > 1))
      .toBe(true)
    const ranges = answers.slice(before).map((answer) => [answer.status(), answer.headers()['content-range']])
    expect(ranges.length).toBeGreaterThan(0)
    for (const [status, range] of ranges) {
      expect([status, Number(/^bytes (\d+)-/.exec(range as string)?.[1])]).toEqual([206, expect.any(Number)])
      expect(Number(/^bytes (\d+)-/.exec(range as string)?.[1])).toBeGreaterThan(gap)
    }
    await page.keyboard.press('Escape')
    const row = page.getByRole('row', { name: /long way/ })
    const answer = sender === 'nginx' ? '200 handed-over' : '206 part'
    await row.getByText(`${answer} · 1 range`).waitFor()
    expect(await row.locator('.sender').textContent()).toBe(sender)
    unlinkSync(join(data, 'shared', 'long way.mp4'))
  })

  /** Begins a download over a slow network, and pauses it on its way. */
  async function pauseDownload(page: Page, name: string): Promise<Locator> {
    const network = await page.context().newCDPSession(page)
    const slow = { offline: false, latency: 0, downloadThroughput: 4_000_000, uploadThroughput: -1 }
    await network.send('Network.emulateNetworkConditions', slow)
    await page.getByRole('link', { name: `Download ${name}` }).click()
    const tray = transfersOf(page)
    const progress = tray.getByRole('progressbar', { name: `Downloading ${name}` })
    await expect.poll(() => progress.evaluate((bar: { value: number }) => bar.value)).toBeGreaterThan(0)
    await tray.getByRole('button', { name: 'Pause' }).click()
    await tray.getByText(/^Paused at/).waitFor()
    await network.send('Network.emulateNetworkConditions', { ...slow, downloadThroughput: -1 })
    return tray
  }

  it('downloads with progress, pauses, and goes on where it was', async () => {
    const path = join(data, 'zoe', 'random.bin')
    writeOld(path, randomBytes(25_000_000))
    const page = await open('zoe', '/files/zoe/')
    const answers: Response[] = []
    page.on('response', (answer) => {
      if (answer.url().endsWith('/random.bin?download')) answers.push(answer)
    })
    const tray = await pauseDownload(page, 'random.bin')
    const download = page.waitForEvent('download')
    await tray.getByRole('button', { name: 'Resume' }).click()
    expect(readFileSync(await (await download).path()).equals(readFileSync(path))).toBe(true)
    await tray.getByText('Downloaded.', { exact: true }).waitFor()
    expect(answers.map((answer) => answer.status())).toEqual([200, 206])
    const { range, 'if-range': tag } = answers[1]?.request().headers() ?? {}
    expect([range, tag]).toEqual([expect.stringMatching(/^bytes=[1-9]\d*-$/), answers[0]?.headers()['etag']])
    await tray.getByRole('button', { name: 'Dismiss random.bin' }).click()
    expect(await tray.count()).toBe(0)
    unlinkSync(path)
  })

  it('begins a paused download anew when the file has changed', async () => {
    const path = join(data, 'zoe', 'changing.bin')
    const after = 'after! '.repeat(1000)
    writeOld(path, Buffer.alloc(25_000_000, 'before '))
    const page = await open('zoe', '/files/zoe/')
    const tray = await pauseDownload(page, 'changing.bin')
    writeOld(path, after, 1_700_000_060)
    const download = page.waitForEvent('download')
    await tray.getByRole('button', { name: 'Resume' }).click()
    expect(readFileSync(await (await download).path(), 'latin1')).toBe(after)
    unlinkSync(path)
  })

  it('uploads under an odd name, downloads that again, and deletes it after asking', async () => {
    const page = await open('zoe', '/files/zoe/')
    const name = `Übermut #1 100%? "x" & 'y' <b>.bin`
    const buffer = Buffer.from(Array.from({ length: 500_000 }, (_, index) => index % 251))
    await page.getByLabel(/^Upload files/).setInputFiles({ name, mimeType: 'image/png', buffer })
    await transfersOf(page).getByText('Uploaded.', { exact: true }).waitFor()
    const row = page.getByRole('row', { name })
    await row.waitFor()
    const download = page.waitForEvent('download')
    await row.getByRole('link', { name: `Download ${name}` }).click()
    expect(readFileSync(await (await download).path()).equals(buffer)).toBe(true)
    await page.getByLabel(/^Upload files/).setInputFiles({ name, mimeType: '', buffer })
    await transfersOf(page).getByText('There is a file of this name already.').waitFor()
    await row.getByRole('button', { name: `Delete ${name}` }).click()
    await page
      .getByRole('dialog', { name: 'Delete this file?' })
      .getByRole('button', { name: 'Close' })
      .click()
    expect(await row.count()).toBe(1)
    await row.getByRole('button', { name: `Delete ${name}` }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await expect.poll(() => row.count()).toBe(0)
    expect(await page.getByRole('status').textContent()).toContain('is deleted')
  })

  it('says that a file is too large, before it is sent', async () => {
    const page = await open('zoe', '/files/zoe/')
    const buffer = Buffer.alloc(1_000_001)
    await page.getByLabel(/^Upload files/).setInputFiles({ name: 'large.bin', mimeType: '', buffer })
    await transfersOf(page).getByText('The file is larger than 1 MB, which is the limit here.').waitFor()
    expect(await page.getByRole('row', { name: /large\.bin/ }).count()).toBe(0)
  })

  it('never runs what was uploaded', async () => {
    const page = await open('zoe', '/files/zoe/')
    const script = "document.title = 'ran'; fetch('/ran'); new Image().src = '/ran'"
    const uploads = {
      'page.html': `<!doctype html><title>page</title><script>${script}</script>`,
      'drawing.svg': `<svg xmlns="http://www.w3.org/2000/svg"><script>${script}</script></svg>`,
    }
    const requests: string[] = []
    page.context().on('request', (request) => requests.push(new URL(request.url()).pathname))
    for (const [name, content] of Object.entries(uploads)) {
      const buffer = Buffer.from(content)
      await page.getByLabel(/^Upload files/).setInputFiles({ name, mimeType: 'text/html', buffer })
      await page.getByRole('link', { name, exact: true }).waitFor()
      const saved = page.waitForEvent('download')
      await page.getByRole('link', { name, exact: true }).click()
      expect(readFileSync(await (await saved).path(), 'utf8')).toBe(content)
      const answer = await ask(portal, `/files/zoe/${name}`, 'zoe')
      expect(answer.headers.get('content-security-policy')).toMatch(/(?:^|; )sandbox$/)
    }
    expect(requests).not.toContain('/ran')
    expect(await page.title()).toBe('zoe – Private downloads')
  })

  it("shows somebody else's file with a lock, and refuses it", async () => {
    const page = await open('max', '/files/shared/')
    const row = page.getByRole('row', { name: /Überraschung für Max\.jpg/ })
    await row.getByRole('img', { name: 'Locked' }).waitFor()
    expect(await row.getByText('Not yours').count()).toBe(1)
    expect(await row.getByRole('link', { name: /^Download/ }).count()).toBe(0)
    const refused = page.waitForResponse(/Max\.jpg$/)
    await row.getByRole('link', { name: 'Überraschung für Max.jpg' }).click()
    expect((await refused).status()).toBe(403)
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Not yours')
    await page.getByRole('link', { name: 'Back to shared' }).click()
    const hidden = await page.goto(`${portal.url}/files/zoe/`)
    expect(hidden?.status()).toBe(404)
    const mine = await open('zoe', '/files/shared/')
    await mine.getByRole('link', { name: 'Download Überraschung für Max.jpg' }).waitFor()
  })

  it('searches as one types, here and in the folders below', async () => {
    const page = await open('zoe', '/files/')
    await page.getByRole('searchbox').fill('hugel')
    await expect.poll(() => page.getByRole('status').textContent()).toBe('2 found.')
    const links = await page.locator('.files tbody th a').allTextContents()
    expect(links).toEqual([
      'shared / Sonne über den Hügeln.mp4',
      'zoe / Fotos 2026 / Hügel am Abend; "schön".jpg',
    ])
    await page
      .getByRole('link', { name: /Hügel am Abend/ })
      .first()
      .click()
    await page.getByRole('dialog').locator('img').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('searchbox').fill('no such thing')
    await page.getByText('Nothing here is called “no such thing”.').waitFor()
    await page.getByRole('link', { name: 'Show all' }).click()
    expect(await page.locator('.files tbody tr').count()).toBe(2)
  })

  it('tells who sent a file as it is sent, to those who may open it', async () => {
    const [zoe, max] = [await open('zoe', '/files/shared/'), await open('max', '/files/shared/')]
    const fields = { Range: 'bytes=0-0,2-2' }
    await (await ask(portal, '/files/shared/Glocken.mp3', 'max', fields)).arrayBuffer()
    await (await ask(portal, '/files/shared/Kasse%20(nur%20Max).csv', 'max')).arrayBuffer()
    for (const page of [zoe, max]) {
      await page
        .getByRole('row', { name: /Glocken/ })
        .getByText('2 ranges')
        .waitFor()
      await page.getByRole('listitem').filter({ hasText: 'shared / Glocken.mp3' }).first().waitFor()
    }
    const line = 'shared / Kasse (nur Max).csv'
    await max.getByRole('listitem').filter({ hasText: line }).waitFor()
    expect(await zoe.getByRole('listitem').filter({ hasText: line }).count()).toBe(0)
  })

  it('measures the same download in both ways', async () => {
    const page = await open('zoe', '/comparison/')
    const figures: Record<string, number> = {}
    for (const way of senders) {
      await page.getByRole('button', { name: `Download 128 MB, ${way}` }).click()
      const status = page.getByRole('status')
      await expect
        .poll(() => status.textContent(), { timeout: 20_000 })
        .toMatch(new RegExp(`^${way}: [\\d.]+ s, CPU`))
      figures[way] = Number.parseFloat(
        (await page.locator(`[data-way=${way}][data-measure=cpu] .figure`).textContent()) ?? '',
      )
      expect(await page.locator(`[data-way=${way}] polyline[points*=" "]`).count()).toBe(3)
    }
    expect(figures['embedded']).toBeGreaterThan(0)
    if (senders.length > 1) expect(figures['nginx']).toBeLessThan(figures['embedded'] ?? 0)
  })
})

function transfersOf(page: Page): Locator {
  return page.getByRole('region', { name: 'Transfers' })
}

/** What of a video's element the tests look at. */
interface Player {
  currentTime: number
  readonly readyState: number
  readonly seeking: boolean
}

// Seconds since the epoch; a file that has just been changed has no strong entity tag.
function writeOld(path: string, content: string | Buffer, seconds = 1_700_000_000): void {
  writeFileSync(path, content)
  utimesSync(path, seconds, seconds)
}

/** How much of a screenshot is white, which the browser itself can tell. */
async function whiteShare(page: Page, screenshot: Promise<Buffer>): Promise<number> {
  const blank = await page.context().newPage()
  const source = `data:image/png;base64,${(await screenshot).toString('base64')}`
  const share = Number(await blank.evaluate(`(${whiteShareOf})(${JSON.stringify(source)})`))
  await blank.close()
  return share
}

/** Runs in the browser. */
const whiteShareOf = `async (source) => {
  const image = new Image()
  image.src = source
  await image.decode()
  const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d')
  canvas.drawImage(image, 0, 0)
  const { data } = canvas.getImageData(0, 0, image.width, image.height)
  let white = 0
  for (let at = 0; at < data.length; at += 4) if (data[at] + data[at + 1] + data[at + 2] === 765) white += 4
  return white / data.length
}`

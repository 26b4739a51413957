import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { requestPath, xsendfile } from '../src/node.ts'
import { embedded, nginx } from '../src/senders.ts'
import { chromiumProgram, startChromium } from './servers/chromium.ts'
import { nginxProgram, startNginx } from './servers/nginx.ts'
import type { RunningServer } from './servers/server.ts'
import { freePort, listen } from './servers/ports.ts'

/** Tells the server that it ran, and what ran. */
const script = (name: string): string => `fetch('/ran/${name}'); new Image().src = '/ran/${name}'`
const html = (name: string): string => `<!doctype html><title>page</title><script>${script(name)}</script>`

/** Documents of strangers, by the names under which they were uploaded. */
const uploads: Readonly<Record<string, string>> = {
  'page.html': html('page.html'),
  'page.xhtml': `<html xmlns="http://www.w3.org/1999/xhtml"><script>${script('page.xhtml')}</script></html>`,
  'drawing.svg': `<svg xmlns="http://www.w3.org/2000/svg"><script>${script('drawing.svg')}</script></svg>`,
  'sheet.xml': `<?xml version="1.0"?><x xmlns:h="http://www.w3.org/1999/xhtml"><h:script>${script('sheet.xml')}</h:script></x>`,
  'script.js': script('script.js'),
  'page-as-picture.png': html('page-as-picture.png'),
  'page-as-document.pdf': html('page-as-document.pdf'),
  'page-as-film.mp4': html('page-as-film.mp4'),
  'page-as-text.txt': html('page-as-text.txt'),
  'drawing-as-picture.jpg': `<svg xmlns="http://www.w3.org/2000/svg"><script>${script('drawing-as-picture.jpg')}</script></svg>`,
  // Both a picture and a script: the signature of a GIF is the name of a variable.
  'polyglot.gif': `GIF89a/*\0\0\0\0\0\0*/=1;${script('polyglot.gif')}`,
  'polyglot-page.gif': `GIF89a\x01\0\x01\0\0\0\0;${html('polyglot-page.gif')}`,
  'polyglot-document.pdf': `%PDF-1.4\n${html('polyglot-document.pdf')}`,
  'no-extension': html('no-extension'),
}

describe.skipIf(chromiumProgram === undefined).each([
  { sender: 'the embedded sender', front: false },
  { sender: 'nginx', front: true },
])("strangers' documents in Chromium, sent by $sender", ({ front }) => {
  describe.skipIf(front && nginxProgram === undefined)('as they were uploaded', () => {
    const root = mkdtempSync(join(tmpdir(), 'xsendfile-browser-'))
    const ran = new Set<string>()
    let browser: Browser
    let application: Server
    let server: RunningServer | undefined
    let origin: string

    beforeAll(async () => {
      chmodSync(root, 0o755)
      for (const [name, content] of Object.entries(uploads))
        writeFileSync(join(root, name), content, 'latin1')
      const sender = nginx('/internal-browser/')
      const documents = xsendfile(root, { sender: front ? sender : embedded() })
      application = createServer((request, response) => answer(documents, ran, request, response))
      let port = await listen(application)
      if (front) {
        const upstream = `127.0.0.1:${port}`
        port = await freePort()
        server = await startNginx(sender.configuration({ root, upstream, listen: `127.0.0.1:${port}` }), port)
      }
      origin = `http://127.0.0.1:${port}`
      browser = await startChromium()
    }, 60_000)

    afterAll(async () => {
      await browser.close()
      await server?.stop()
      application.close()
      rmSync(root, { recursive: true })
    })

    /** Opens a page and gives what ran within a moment. */
    async function whatRan(path: string): Promise<readonly string[]> {
      ran.clear()
      const page = await browser.newPage()
      // A download is no page; Chromium says so by an error.
      await page.goto(origin + path).catch(() => undefined)
      await page.waitForTimeout(250)
      await page.close()
      return [...ran]
    }

    it('would run if they were sent without protection, so the test can fail', async () => {
      expect(await whatRan('/unprotected/page.html')).toEqual(['page.html'])
      expect(await whatRan('/host/script/unprotected/script.js')).toEqual(['script.js'])
    })

    it.each(Object.keys(uploads))('%s does not run when it is opened', async (name) => {
      expect(await whatRan(`/files/${name}`)).toEqual([])
    })

    it.each(Object.keys(uploads))('%s does not run in a frame', async (name) => {
      expect(await whatRan(`/host/frame/files/${name}`)).toEqual([])
    })

    it.each(Object.keys(uploads))('%s does not run as an object', async (name) => {
      expect(await whatRan(`/host/object/files/${name}`)).toEqual([])
    })

    it.each(['polyglot.gif', 'polyglot-page.gif', 'page-as-picture.png', 'page-as-text.txt', 'no-extension'])(
      '%s does not run as the script of a page',
      async (name) => {
        expect(await whatRan(`/host/script/files/${name}`)).toEqual([])
      },
    )
  })
})

const hosts: Readonly<Record<string, (target: string) => string>> = {
  frame: (target) => `<iframe src="${target}"></iframe>`,
  object: (target) => `<object data="${target}"></object><embed src="${target}">`,
  script: (target) => `<script src="${target}"></script>`,
}

async function answer(
  documents: ReturnType<typeof xsendfile>,
  ran: Set<string>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [, first = '', second = '', ...rest] = (request.url ?? '').split('/')
  if (first === 'files') {
    await documents.send(request, response, requestPath(request, '/files/'))
  } else if (first === 'host') {
    response.setHeader('Content-Type', 'text/html')
    response.end(`<!doctype html>${hosts[second]?.(`/${rest.join('/')}`)}`)
  } else if (first === 'unprotected') {
    response.setHeader('Content-Type', second.endsWith('.js') ? 'text/javascript' : 'text/html')
    response.end(uploads[second])
  } else {
    if (first === 'ran') ran.add(second)
    response.end()
  }
}

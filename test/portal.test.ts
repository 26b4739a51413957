import { execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  chmodSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listen } from './servers/ports.ts'
import {
  type StartedPortal,
  ask,
  basic,
  interrupt,
  project,
  senders,
  signIn,
  start,
  stopAll,
  until,
} from './servers/portal.ts'
import { locate } from './servers/programs.ts'
import { converse } from './servers/wire.ts'

const samples = join(project, 'portal/samples')
const isRoot = process.getuid?.() === 0
const onWindows = process.platform === 'win32'

const curl = locate('curl')
const wget = locate('wget')
const npmStart = ['npm', 'start', '--']

afterAll(stopAll)

interface Ended {
  readonly status: number | string
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program to its end. */
function run(program: string, args: readonly string[], cwd = project): Promise<Ended> {
  // No settings of whoever runs the tests, and no proxy.
  const env = { ...process.env, HOME: cwd, LC_ALL: 'C.UTF-8', no_proxy: '*' }
  return new Promise((resolve) => {
    execFile(program, args, { cwd, env }, (error, stdout, stderr) => {
      resolve({ status: error === null ? 0 : (error.code ?? error.signal ?? 1), stdout, stderr })
    })
  })
}

/** The links of a list to what may be opened. */
async function linksIn(response: Response): Promise<string[]> {
  const page = await response.text()
  const [list = ''] = /<table class="files">.*<\/table>/s.exec(page) ?? []
  return [...list.replaceAll(/<tr class="locked">.*?<\/tr>/gs, '').matchAll(/href="([^"]*)"/g)].map(
    ([, link = '']) => link,
  )
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

/** A folder of the test's own that every user of the system may read. */
function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'xsendfile-portal-test-'))
  chmodSync(folder, 0o755)
  folders.push(folder)
  return folder
}

const folders: string[] = []

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

// Seconds since the epoch; a file that has just been changed has no strong entity tag.
const longAgo = 1_700_000_000

function writeOld(path: string, content: string | Buffer, seconds = longAgo): void {
  writeFileSync(path, content)
  utimesSync(path, seconds, seconds)
}

describe.each(senders)('npm start with the %s sender', (sender) => {
  let portal: StartedPortal

  beforeAll(async () => {
    portal = await start(['--sender', sender, '--port', '0'])
  })

  afterAll(() => portal.stop())

  it('says where it is, who may come in, who sends and how to end it', () => {
    const output = portal.output()
    expect(output).toContain('zoe, password blue-heron')
    expect(output).toContain('max, password red-fox')
    expect(output).toMatch(new RegExp(`Sender {2}.*${sender}`))
  })

  describe('the way in', () => {
    it('leads browsers to a form and asks programs for a password', async () => {
      const browser = await fetch(`${portal.url}/files/zoe/?a=b`, {
        headers: { Accept: 'text/html' },
        redirect: 'manual',
      })
      expect(browser.status).toBe(303)
      expect(browser.headers.get('location')).toBe(`/sign-in?next=${encodeURIComponent('/files/zoe/?a=b')}`)
      const program = await fetch(`${portal.url}/files/zoe/`)
      expect(program.status).toBe(401)
      expect(program.headers.get('www-authenticate')).toMatch(/^Basic /)
    })

    it('opens by the form, keeps the session in a cookie, and closes again', async () => {
      const form = await fetch(`${portal.url}/sign-in?next=/files/zoe/`)
      expect(await form.text()).toContain('name="next" value="/files/zoe/"')
      const answer = await signIn(portal, { user: 'zoe', password: 'blue-heron', next: '/files/zoe/' })
      expect(answer.status).toBe(303)
      expect(answer.headers.get('location')).toBe('/files/zoe/')
      const [line = ''] = answer.headers.getSetCookie()
      expect(line).toMatch(/^xsendfile-portal=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
      const headers = { Cookie: `theme=dark; ${line.split(';')[0]}` }
      const list = await fetch(`${portal.url}/files/zoe/`, { headers })
      expect(await list.text()).toContain('Signed in as')
      const end = { method: 'POST', headers, redirect: 'manual' } as const
      expect((await fetch(`${portal.url}/sign-out`, { headers })).status).toBe(405)
      const signOut = await fetch(`${portal.url}/sign-out`, end)
      expect(signOut.headers.getSetCookie()[0]).toContain('Max-Age=0')
      expect((await fetch(`${portal.url}/files/zoe/`, { headers })).status).toBe(401)
    })

    it('stays closed to a wrong password', async () => {
      for (const [user, password] of [
        ['zoe', 'red-fox'],
        ['zoe', ''],
        ['', ''],
        ['nobody', ''],
        ['__proto__', ''],
      ] as const) {
        const answer = await signIn(portal, { user, password })
        expect(answer.status).toBe(403)
        expect(answer.headers.getSetCookie()).toEqual([])
        expect((await fetch(`${portal.url}/files/`, { headers: basic(user, password) })).status).toBe(401)
      }
      const headers = { Cookie: 'xsendfile-portal=x' }
      expect((await fetch(`${portal.url}/files/`, { headers })).status).toBe(401)
    })

    it.each([
      '//elsewhere.example',
      '/\\elsewhere.example',
      '/.//elsewhere.example',
      'https://elsewhere.example',
    ])('does not lead on to another site: %s', async (next) => {
      const answer = await signIn(portal, { user: 'zoe', password: 'blue-heron', next })
      expect(answer.headers.get('location')).toBe('/files/')
    })

    it('takes no form of another site and none that is too long', async () => {
      const body = new URLSearchParams({ user: 'zoe', password: 'blue-heron' })
      const headers = { 'Sec-Fetch-Site': 'cross-site', 'Content-Type': 'application/x-www-form-urlencoded' }
      const request = `POST /sign-in HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${Object.entries(
        headers,
      )
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join('')}Content-Length: ${String(body).length}\r\n\r\n${String(body)}`
      expect(await converse(portal.port, request)).toMatch(/^HTTP\/1.1 403 /)
      expect((await signIn(portal, { user: 'x'.repeat(5000) })).status).toBe(413)
    })

    it('answers for no other name, which a page of another site could give to this computer', async () => {
      const request = 'GET /sign-in HTTP/1.1\r\nHost: elsewhere.example\r\nConnection: close\r\n\r\n'
      expect(await converse(portal.port, request)).toMatch(/^HTTP\/1.1 421 /)
    })
  })

  describe('the files', () => {
    it('are listed for those who may see them', async () => {
      expect(await linksIn(await ask(portal, '/files/', 'zoe'))).toEqual(['shared/', 'zoe/'])
      expect(await linksIn(await ask(portal, '/files/', 'max'))).toEqual(['max/', 'shared/'])
      const page = await (await ask(portal, '/files/zoe/', 'zoe')).text()
      expect(page).toContain('Zeugnis für Zoë #1 100%?.pdf')
      const other = await (await ask(portal, '/files/max/', 'max')).text()
      expect(other).toContain('日本語.txt')
      expect(other).toContain('Kosten &amp; Co. – &lt;Max&#39;s&gt;.csv')
    })

    it('arrive byte for byte, whatever their names', async () => {
      const found: Record<string, string> = {}
      const look = async (folder: string, user: string): Promise<void> => {
        for (const link of await linksIn(await ask(portal, folder, user))) {
          if (link.endsWith('/')) await look(folder + link, user)
          else if (!link.endsWith('?download') && !link.startsWith('large')) found[folder + link] = user
        }
      }
      await look('/files/', 'zoe')
      await look('/files/', 'max')
      const digests = new Set<string>()
      for (const [path, user] of Object.entries(found)) {
        const answer = await ask(portal, path, user)
        expect(answer.status).toBe(200)
        digests.add(digestOf(Buffer.from(await answer.arrayBuffer())))
      }
      const committed = readdirSync(samples).filter((name) => !/^README\.md$|^\./.test(name))
      expect(committed).toHaveLength(8)
      expect([...digests].sort()).toEqual(
        committed.map((name) => digestOf(readFileSync(join(samples, name)))).sort(),
      )
    })

    it('are shown where that is safe, and saved on demand', async () => {
      const path = '/files/zoe/Zeugnis%20f%C3%BCr%20Zo%C3%AB%20%231%20100%25%3F.pdf'
      const encoded = 'Zeugnis%20f%C3%BCr%20Zo%C3%AB%20%231%20100%25%3F.pdf'
      const shown = await ask(portal, path, 'zoe')
      expect(Buffer.from(await shown.arrayBuffer())).toEqual(readFileSync(join(samples, 'report-card.pdf')))
      expect(shown.headers.get('content-disposition')).toMatch(/^inline;/)
      expect(shown.headers.get('cache-control')).toMatch(/private/)
      const saved = await ask(portal, `${path}?download`, 'zoe')
      expect(saved.headers.get('content-disposition')).toMatch(/^attachment;/)
      expect(saved.headers.get('content-disposition')).toContain(`filename*=UTF-8''${encoded}`)
    })

    it.each(['drawing%20with%20a%20script.svg', 'page%20with%20a%20script.html'])(
      'run no script of theirs: %s',
      async (name) => {
        const answer = await ask(portal, `/files/shared/${name}`, 'zoe')
        expect(answer.headers.get('content-disposition')).toMatch(/^attachment;/)
        expect(answer.headers.get('content-security-policy')).toMatch(/(?:^|; )sandbox$/)
        expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
      },
    )

    it('of somebody else are not there', async () => {
      const missing = await (await ask(portal, '/files/nowhere/none.txt', 'zoe')).text()
      for (const path of [
        '/files/max/%E6%97%A5%E6%9C%AC%E8%AA%9E.txt',
        '/files/max/',
        '/files/max',
        '/files/MAX/%E6%97%A5%E6%9C%AC%E8%AA%9E.txt',
        '/files/nowhere/',
      ]) {
        const answer = await ask(portal, path, 'zoe')
        expect(answer.status).toBe(404)
        expect(await answer.text()).toBe(missing)
      }
    })

    it('are not reached by another spelling of a path', async () => {
      for (const path of [
        '/files/zoe/../max/%E6%97%A5%E6%9C%AC%E8%AA%9E.txt',
        '/files/zoe/%2e%2e/max/%E6%97%A5%E6%9C%AC%E8%AA%9E.txt',
        '/files/zoe%2F..%2Fmax/',
        '/files/zoe/..%2Fmax/%E6%97%A5%E6%9C%AC%E8%AA%9E.txt',
        '/files/zoe//',
        '/files/zoe/./',
        '/files/.hidden/',
      ]) {
        const request = `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: ${basic('zoe')['Authorization']}\r\n\r\n`
        expect(await converse(portal.port, request)).toMatch(/^HTTP\/1.1 404 /)
      }
    })

    it('are sent in part, and who sent them is shown to those who may see them', async () => {
      const answer = await ask(portal, '/files/shared/large%20file.bin', 'max', { Range: 'bytes=64-127' })
      expect(answer.status).toBe(206)
      expect(answer.headers.get('content-range')).toBe('bytes 64-127/256000000')
      expect(await answer.text()).toBe('000000000064 is where this line of the large file begins.......\n')
      await ask(portal, '/files/max/%E6%97%A5%E6%9C%AC%E8%AA%9E.txt', 'max')
      const page = await (await ask(portal, '/files/', 'max')).text()
      const lines = page.split('<li ').filter((line) => line.startsWith('data-id='))
      expect(lines[0]).toMatch(new RegExp(`max / 日本語.txt.*sent by ${sender}<`, 's'))
      expect(lines[1]).toMatch(new RegExp(`shared / large file.bin.*sent by ${sender}<`, 's'))
      expect(lines[1]).toContain(sender === 'nginx' ? '200 handed-over' : '206 part')
      const other = await (await ask(portal, '/files/', 'zoe')).text()
      expect(other).toContain('shared / large file.bin')
      expect(other).not.toContain('日本語')
    })

    it('and folders without the slash at the end lead on to it', async () => {
      const answer = await ask(portal, '/files/zoe/Fotos%202026', 'zoe')
      expect(answer.status).toBe(303)
      expect(answer.headers.get('location')).toBe('/files/zoe/Fotos%202026/')
    })
  })

  describe('every answer of the application', () => {
    it('is never stored, never sniffed and runs no script', async () => {
      for (const path of [
        '/',
        '/sign-in',
        '/files/',
        '/style.css',
        '/icon.svg',
        '/none',
        '/files/zoe/none',
      ]) {
        const { headers } = await ask(portal, path, 'zoe')
        expect(headers.get('cache-control')).toBe('no-store')
        expect(headers.get('x-content-type-options')).toBe('nosniff')
        if (headers.get('content-type')?.startsWith('text/html') === true) {
          expect(headers.get('content-security-policy')).toMatch(
            /^default-src 'none'; script-src 'self'; style-src 'self';/,
          )
        }
      }
    })

    it('lets a page read from nowhere else, but for the two ways that are compared', async () => {
      const policyOf = async (path: string): Promise<string | null> =>
        (await ask(portal, path, 'zoe')).headers.get('content-security-policy')
      const policy = (origins: string): string =>
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; frame-src 'self'; " +
        `connect-src 'self'${origins}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; ` +
        "require-trusted-types-for 'script'; trusted-types 'none'"
      expect(await policyOf('/files/')).toBe(policy(''))
      const origins = /connect-src 'self'((?: http:\/\/127\.0\.0\.1:\d+){3});/.exec(
        (await policyOf('/comparison/')) ?? '',
      )?.[1]
      expect(await policyOf('/comparison/')).toBe(policy(String(origins)))
      expect(origins).toContain(` ${portal.url}`)
    })

    it('gives the large file of the comparison to pages of its own alone', async () => {
      const path = '/comparison/embedded'
      const part = { Range: 'bytes=0-0' }
      const own = await ask(portal, path, 'zoe', { ...part, Origin: portal.url })
      expect(own.headers.get('access-control-allow-origin')).toBe(portal.url)
      expect(own.headers.get('access-control-allow-credentials')).toBe('true')
      for (const origin of ['http://elsewhere.example', 'null', 'http://127.0.0.1:1']) {
        const other = await ask(portal, path, 'zoe', { ...part, Origin: origin })
        expect(other.headers.get('access-control-allow-origin')).toBe(null)
      }
      expect((await fetch(portal.url + path, { headers: part })).status).toBe(401)
    })

    it('is a page, also to what cannot be read, and the next request is answered too', async () => {
      expect(await (await ask(portal, '/none', 'zoe')).text()).toContain('<h1>Gone</h1>')
      const authorization = `Authorization: ${basic('zoe')['Authorization']}\r\n`
      for (const [request, status] of [
        ['NONSENSE\r\n\r\n', 400],
        ['GET / HTTP/1.1\r\nHost: localhost\r\nno colon\r\n\r\n', 400],
        ['GET /files/%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n', '40[01]'],
        [`GET /files/%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${authorization}\r\n`, '40[04]'],
        [`GET /files/zoe/%FF HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${authorization}\r\n`, 404],
        [`PUT /files/zoe/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${authorization}\r\n`, 405],
        [`GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(200_000)}\r\n\r\n`, '4(?:00|31)'],
      ] as const) {
        const answer = await converse(portal.port, request)
        expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
        expect(answer).toContain('<h1>')
      }
      expect((await ask(portal, '/files/', 'zoe')).status).toBe(200)
    })
  })

  describe.runIf(curl !== undefined && wget !== undefined)('a download that broke off', () => {
    const path = '/files/shared/large%20file.bin'
    const size = 256_000_000

    /** Runs a program until it has got a part of the file, and ends it. */
    async function breakOff(program: string, args: readonly string[], part: string): Promise<number> {
      const child = spawn(program, args, { cwd: join(part, '..'), stdio: 'ignore' })
      await until(() => (statSync(part, { throwIfNoEntry: false })?.size ?? 0) > 10_000_000)
      child.kill('SIGKILL')
      await once(child, 'exit')
      const got = statSync(part).size
      expect(got).toBeLessThan(size)
      return got
    }

    it('goes on with curl -C -', async () => {
      const part = join(temporaryFolder(), 'large file.bin')
      const args = ['-q', '-sS', '--noproxy', '*', '-u', 'zoe:blue-heron', '-o', part, portal.url + path]
      const got = await breakOff(String(curl), ['--limit-rate', '60M', ...args], part)
      const { status, stdout } = await run(String(curl), [
        ...args,
        '-C',
        '-',
        '-w',
        '%{http_code} %{size_download}',
      ])
      expect([status, stdout]).toEqual([0, `206 ${size - got}`])
      expect(await sha256(part)).toBe(await sha256(join(portal.root, 'shared/large file.bin')))
    })

    it('goes on with wget -c', async () => {
      const folder = temporaryFolder()
      const part = join(folder, 'large file.bin')
      const args = [
        '--no-config',
        '--no-proxy',
        '--user',
        'zoe',
        '--password',
        'blue-heron',
        portal.url + path,
      ]
      await breakOff(String(wget), ['--limit-rate', '60m', ...args], part)
      const { status, stderr } = await run(String(wget), ['-c', '-S', ...args], folder)
      expect(status).toBe(0)
      expect(stderr).toContain('206 Partial Content')
      expect(await sha256(part)).toBe(await sha256(join(portal.root, 'shared/large file.bin')))
    })
  })
})

describe.each(senders)('npm start -- --root DIR with the %s sender', (sender) => {
  const folder = temporaryFolder()
  let portal: StartedPortal

  beforeAll(async () => {
    mkdirSync(join(folder, 'a b'))
    writeOld(join(folder, 'a b', 'plans #1.txt'), 'plans')
    writeOld(join(folder, '.secret'), 'secret')
    if (!onWindows) {
      writeOld(join(folder, '<b>"bold"&amp;.txt'), 'bold')
      symlinkSync('/etc', join(folder, 'link'))
      symlinkSync('/etc/passwd', join(folder, 'outside'))
    }
    if (process.platform === 'linux') {
      writeFileSync(
        Buffer.concat([Buffer.from(join(folder, 'caf')), Buffer.from([0xe9]), Buffer.from('.txt')]),
        'é',
      )
      writeFileSync(join(folder, 'line\nbreak\u{202E}txt.exe'), 'odd')
    }
    portal = await start(['--sender', sender, '--root', folder])
  })

  afterAll(() => portal.stop())

  it('shows the files of that folder to both users', async () => {
    expect(portal.root).toBe(folder)
    for (const user of ['zoe', 'max']) {
      const links = await linksIn(await ask(portal, '/files/', user))
      expect(links[0]).toBe('a%20b/')
      expect(await (await ask(portal, '/files/a%20b/plans%20%231.txt', user)).text()).toBe('plans')
      expect((await ask(portal, '/files/.secret', user)).status).toBe(404)
      expect(links.filter((link) => /secret|link|outside/.test(link))).toEqual([])
    }
  })

  it.runIf(process.platform === 'linux')('shows and sends names that are hostile, or not UTF-8', async () => {
    const answer = await ask(portal, '/files/', 'zoe')
    const page = await answer.clone().text()
    expect(page).toContain('&lt;b&gt;&quot;bold&quot;&amp;amp;.txt')
    expect(page).toContain('line\u{FFFD}break\u{FFFD}txt.exe')
    const links = await linksIn(answer)
    expect(links).toContain('caf%E9.txt')
    for (const link of links) {
      if (!link.endsWith('/')) expect((await ask(portal, `/files/${link}`, 'zoe')).status).toBe(200)
    }
    expect((await ask(portal, '/files/link/', 'zoe')).status).toBe(404)
  })

  it('shows a folder that is gone as one that never was', async () => {
    mkdirSync(join(folder, 'short'))
    expect((await ask(portal, '/files/short/', 'zoe')).status).toBe(200)
    rmSync(join(folder, 'short'), { recursive: true })
    expect((await ask(portal, '/files/short/', 'zoe')).status).toBe(404)
  })

  describe.runIf(curl !== undefined)('a file that changes while a download is broken off', () => {
    const size = 48_000_000
    const before = Buffer.alloc(size, 'before ')
    const after = Buffer.alloc(size, 'after! ')
    const source = join(folder, 'changing.bin')

    /** Downloads a part of the file, and gives what curl is called with and the entity tag that it got. */
    async function getPart(): Promise<{ args: readonly string[]; part: string; tag: string }> {
      writeOld(source, before)
      const part = join(temporaryFolder(), 'part')
      const url = `${portal.url}/files/changing.bin`
      const args = ['-q', '-sS', '--noproxy', '*', '-u', 'zoe:blue-heron', '-o', part, url]
      const child = spawn(String(curl), ['-v', '--limit-rate', '10M', ...args])
      let head = ''
      child.stderr.on('data', (text: Buffer) => (head += text.toString()))
      await until(() => (statSync(part, { throwIfNoEntry: false })?.size ?? 0) > 1_000_000)
      child.kill('SIGKILL')
      await once(child, 'exit')
      expect(statSync(part).size).toBeLessThan(size)
      const tag = /^< etag: (.*?)\r?$/im.exec(head)?.[1] ?? ''
      expect(tag).toMatch(/^"[\w-]+"$/)
      return { args, part, tag }
    }

    /** Goes on from where it broke off, if the file is still the same. */
    function goOn(args: readonly string[], tag: string): Promise<Ended> {
      return run(String(curl), [...args, '-C', '-', '-H', `If-Range: ${tag}`, '-w', '%{http_code}'])
    }

    it('is put together when it has not changed', async () => {
      const { args, part, tag } = await getPart()
      expect(await goOn(args, tag)).toMatchObject({ status: 0, stdout: '206' })
      expect(readFileSync(part).equals(before)).toBe(true)
    })

    it.each([
      ['same size, another time', after, longAgo + 60],
      ['same size, an earlier time', after, longAgo - 60],
      ['another size, same time', Buffer.concat([after, Buffer.from('more')]), longAgo],
      ['same size, just now', after, Date.now() / 1000],
    ])('is never put together from two states: %s', async (_, content, seconds) => {
      const { args, part, tag } = await getPart()
      const got = statSync(part).size
      writeOld(source, content, seconds)
      // curl was told to go on and gets the whole file: it gives up, and leaves what it has.
      expect((await goOn(args, tag)).status).toBe(33)
      expect(readFileSync(part).equals(before.subarray(0, got))).toBe(true)
      expect((await run(String(curl), [...args])).status).toBe(0)
      expect(readFileSync(part).equals(content)).toBe(true)
    })
  })
})

describe('the end', () => {
  const processes = existsSync('/proc/self/stat')

  /** A process and all that it started, and all that those started. */
  function family(pid: number): number[] {
    const parents = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), parentOf(Number(name))] as const)
    const children = parents.filter(([, parent]) => parent === pid).map(([child]) => child)
    return [pid, ...children.flatMap(family)]
  }

  function parentOf(pid: number): number | undefined {
    try {
      // The name of the program stands in parentheses, and may hold some.
      return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1])
    } catch {
      return undefined
    }
  }

  function isAlive(pid: number): boolean {
    try {
      return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
    } catch {
      return false
    }
  }

  async function isEnded(portal: StartedPortal, pids: readonly number[]): Promise<void> {
    const { process: first } = portal
    await until(() => !pids.some(isAlive) && (first.exitCode ?? first.signalCode) !== null, 5000)
    await expect(fetch(portal.url)).rejects.toThrow('fetch failed')
  }

  /** Folders that are named in the command lines of processes, and in what nginx is configured with. */
  function foldersOf(pids: readonly number[]): string[] {
    const lines = pids.map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
    const own = new Set(lines.flatMap((line) => line.match(/\/\S*xsendfile-portal-nginx-\w+/g) ?? []))
    const sites = [...own].map((folder) => readFileSync(join(folder, 'site.conf'), 'utf8'))
    const large = sites.flatMap((site) => site.match(/\/\S*xsendfile-portal-large-\w+/g) ?? [])
    return [...new Set([...own, ...large])]
  }

  it.runIf(processes).each(senders)('Ctrl-C ends all of it: %s', async (sender) => {
    const portal = await start(['--sender', sender], npmStart)
    const pids = family(portal.process.pid ?? 0)
    const temporary = foldersOf(pids)
    // npm (and perhaps a shell), the script and the portal; nginx and its worker.
    expect(pids.length).toBeGreaterThanOrEqual(senders.length > 1 ? 5 : 3)
    expect(temporary).toHaveLength(senders.length > 1 ? 2 : 0)
    // A download that is under way does not keep it.
    const download = await ask(portal, '/files/shared/large%20file.bin', 'zoe')
    interrupt(portal.process)
    await isEnded(portal, pids)
    await expect(download.arrayBuffer()).rejects.toThrow('terminated')
    expect(temporary.filter((folder) => existsSync(folder))).toEqual([])
  })

  it.runIf(processes)('what ends npm ends all of it', async () => {
    const portal = await start(['--sender', senders.at(-1) ?? ''], npmStart)
    const pids = family(portal.process.pid ?? 0)
    portal.process.kill('SIGTERM')
    await isEnded(portal, pids)
    expect(pids.filter(isAlive)).toEqual([])
  })

  it.runIf(processes).each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const)(
    '%s to the script alone ends all of it',
    async (signal) => {
      const portal = await start(['--sender', senders.at(-1) ?? ''])
      const pids = family(portal.process.pid ?? 0)
      portal.process.kill(signal)
      await isEnded(portal, pids)
      expect(portal.process.exitCode ?? portal.process.signalCode).toBe(signal === 'SIGKILL' ? signal : 0)
    },
  )

  it.runIf(processes && senders.length > 1)('nginx that ends by itself ends the portal', async () => {
    const portal = await start(['--sender', 'nginx'])
    const pids = family(portal.process.pid ?? 0)
    const master = pids.find((pid) =>
      readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('nginx: master'),
    )
    process.kill(master ?? 0, 'SIGTERM')
    await isEnded(portal, pids)
    expect(portal.process.exitCode).toBe(1)
    expect(portal.output()).toContain('nginx has ended by itself')
  })
})

describe('the options', () => {
  const startScript = (...args: readonly string[]): Promise<Ended> =>
    run(process.execPath, ['scripts/start.js', ...args])

  it('--help tells how to use it and starts nothing', async () => {
    const { status, stdout } = await startScript('--help')
    expect(status).toBe(0)
    for (const option of ['--sender embedded|nginx', '--root DIR', '--port N', '--data DIR', 'Ctrl-C']) {
      expect(stdout).toContain(option)
    }
  })

  it.each([
    [['--bogus'], "Unknown option '--bogus'"],
    [['folder'], "Unexpected argument 'folder'"],
    [['--port'], "Option '--port <value>' argument missing"],
    [['--port', '70000'], '--port takes a number from 0 to 65535'],
    [['--port', '-1'], "Option '--port' argument is ambiguous"],
    [['--sender', 'apache'], '--sender takes "embedded" or "nginx", not "apache"'],
    [['--root', ''], '--root takes a folder'],
    [['--root', '.', '--data', '.'], 'only one of them fits'],
    [['--upload-limit', '1TB'], '--upload-limit takes a size such as 64MB, not "1TB"'],
    [['--large-file-size', '0'], '--large-file-size takes a size such as 64MB'],
    [['--root', join(project, 'not-there')], 'there is no such directory'],
    [['--root', join(project, 'package.json')], 'it is not a directory'],
    [['--root', '/'], 'it holds the whole system'],
  ])('refuses %j in one line', async (args, message) => {
    const { status, stderr } = await startScript(...args)
    expect(status).toBe(2)
    expect(stderr).toContain(message)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  })

  it.each(senders)(
    '--port N is the port to open, or the reason for which it does not start: %s',
    async (sender) => {
      const other = createServer()
      const port = await listen(other)
      const refused = await startScript('--sender', sender, '--port', String(port))
      expect(refused.status).toBe(1)
      expect(refused.stderr).toContain('Another program has this port')
      other.close()
      await once(other, 'close')
      const portal = await start(['--sender', sender, '--port', String(port)])
      expect(portal.port).toBe(port)
      await portal.stop()
    },
  )

  it.runIf(isRoot && senders.length > 1)('tells why nginx does not get to a folder', async () => {
    const folder = temporaryFolder()
    chmodSync(folder, 0o700)
    const { status, stderr } = await startScript('--sender', 'nginx', '--root', folder)
    expect(status).toBe(1)
    expect(stderr).toContain(`${folder} is closed`)
  })
})

function digestOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

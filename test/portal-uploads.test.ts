import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type StartedPortal, ask, basic, senders, signIn, start, stopAll, until } from './servers/portal.ts'
import { converse } from './servers/wire.ts'

const limit = 1_000_000

afterAll(stopAll)

/** Percent-encodes a name as the script of the page does. */
const encode = encodeURIComponent

describe.each(senders)('uploads with the %s sender', (sender) => {
  let data: string
  let portal: StartedPortal

  beforeAll(async () => {
    data = mkdtempSync(join(tmpdir(), 'xsendfile-portal-uploads-'))
    chmodSync(data, 0o755)
    portal = await start(['--sender', sender, '--data', data, '--upload-limit', '1MB'])
  })

  afterAll(async () => {
    await portal.stop()
    rmSync(data, { recursive: true })
  })

  function put(path: string, body: string | Uint8Array<ArrayBuffer>, user = 'zoe'): Promise<Response> {
    return fetch(portal.url + path, {
      method: 'PUT',
      headers: { ...basic(user), Accept: 'text/plain' },
      body,
    })
  }

  function remove(path: string, user = 'zoe', fields: Record<string, string> = {}): Promise<Response> {
    return fetch(`${portal.url}${path}?delete`, {
      method: 'POST',
      headers: { ...basic(user), ...fields },
      redirect: 'manual',
    })
  }

  /** What is in the folder of a user, hidden or not. */
  const names = (user: string): string[] => readdirSync(join(data, user)).sort()

  it.each([
    `quotes " ' and <b>&amp;.txt`,
    'per%20cent %zz #1?.txt',
    'line\nbreak \u{202E}txt.exe',
    '🏔️ für Zoë – 日本語.txt',
    'ends with a space ',
    '-rf',
    `${'ü'.repeat(125)}.html`,
    'back\\slash.txt',
  ])('keep the name %j and the bytes', async (name) => {
    const content = `What was uploaded as ${name}`
    const path = `/files/zoe/${encode(name)}`
    const answer = await put(path, content)
    expect([answer.status, await answer.text()]).toEqual([201, 'The file is there.'])
    expect(answer.headers.get('location')).toMatch(/^\/files\/zoe\//)
    expect(readFileSync(join(data, 'zoe', name), 'utf8')).toBe(content)
    const back = await ask(portal, path, 'zoe')
    expect(await back.text()).toBe(content)
    expect((await remove(path)).headers.get('location')).toBe('/files/zoe/')
    expect(existsSync(join(data, 'zoe', name))).toBe(false)
    expect((await ask(portal, path, 'zoe')).status).toBe(404)
  })

  it.each([
    ['.hidden', 400, 'does not begin with a dot'],
    ['x'.repeat(256), 400, 'at most 255 bytes'],
    ['a%2Fb', 404, 'nothing here'],
    ['none/a.txt', 404, 'nothing here'],
    [encode('Zeugnis für Zoë #1 100%?.pdf'), 409, 'Delete it first'],
  ])('refuse the name %s with %i', async (name, status, text) => {
    const before = names('zoe')
    const answer = await put(`/files/zoe/${name}`, 'content')
    expect([answer.status, await answer.text()]).toEqual([status, expect.stringContaining(text)])
    expect(names('zoe')).toEqual(before)
  })

  it('never replace what another upload has put there meanwhile', async () => {
    const answers = await Promise.all(
      ['first', 'second', 'third'].map((content) => put('/files/zoe/race.txt', content)),
    )
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409])
    const kept = answers.findIndex(({ status }) => status === 201)
    expect(readFileSync(join(data, 'zoe/race.txt'), 'utf8')).toBe(['first', 'second', 'third'][kept])
    await remove('/files/zoe/race.txt')
  })

  it('go to the own folder only', async () => {
    for (const [path, status] of [
      ['/files/shared/a.txt', 403],
      ['/files/a.txt', 404],
      ['/files/max/a.txt', 404],
      ['/files/zoe/../max/a.txt', 404],
      ['/files/zoe/%2e%2e/max/a.txt', 404],
    ] as const) {
      const request = `PUT ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${basic('zoe')['Authorization']}\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx`
      expect(await converse(portal.port, request)).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    }
    expect(existsSync(join(data, 'max/a.txt'))).toBe(false)
    expect((await remove('/files/shared/hills.jpg')).status).toBe(403)
    expect((await remove('/files/max/%E6%97%A5%E6%9C%AC%E8%AA%9E.txt')).status).toBe(404)
    expect((await remove('/files/zoe/Fotos%202026')).status).toBe(404)
    expect((await remove('/files/zoe/', 'zoe')).status).toBe(405)
    expect(names('zoe')).toContain('Fotos 2026')
  })

  it('do not go through a link that leads out', async () => {
    symlinkSync(join(data, 'max'), join(data, 'zoe', 'way-out'))
    expect((await put('/files/zoe/way-out/a.txt', 'x')).status).toBe(404)
    expect((await remove('/files/zoe/way-out/%E6%97%A5%E6%9C%AC%E8%AA%9E.txt')).status).toBe(404)
    expect(names('max')).toContain('日本語.txt')
    rmSync(join(data, 'zoe', 'way-out'))
  })

  it('are refused when a page of another site sends them', async () => {
    for (const fields of [
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
      { Origin: 'http://elsewhere.example' },
      { Origin: `http://127.0.0.1:${portal.port + 1}` },
      { Origin: 'null' },
    ]) {
      const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`)
      const head = `Host: 127.0.0.1:${portal.port}\r\nConnection: close\r\nAuthorization: ${basic('zoe')['Authorization']}\r\n${lines.join('')}`
      const upload = `PUT /files/zoe/csrf.txt HTTP/1.1\r\n${head}Content-Length: 1\r\n\r\nx`
      const deletion = `POST /files/zoe/Zeugnis%20f%C3%BCr%20Zo%C3%AB%20%231%20100%25%3F.pdf?delete HTTP/1.1\r\n${head}Content-Length: 0\r\n\r\n`
      expect(await converse(portal.port, upload)).toMatch(/^HTTP\/1.1 403 /)
      expect(await converse(portal.port, deletion)).toMatch(/^HTTP\/1.1 403 /)
    }
    const own = `PUT /files/zoe/own.txt HTTP/1.1\r\nHost: 127.0.0.1:${portal.port}\r\nConnection: close\r\nAuthorization: ${basic('zoe')['Authorization']}\r\nOrigin: http://127.0.0.1:${portal.port}\r\nContent-Length: 1\r\n\r\nx`
    expect(await converse(portal.port, own)).toMatch(/^HTTP\/1.1 201 /)
    expect(names('zoe')).not.toContain('csrf.txt')
    await remove('/files/zoe/own.txt')
  })

  it('have a limit, whether they say how long they are or not', async () => {
    expect((await put('/files/zoe/fits.bin', new Uint8Array(limit))).status).toBe(201)
    await remove('/files/zoe/fits.bin')
    const head = `PUT /files/zoe/large.bin HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: ${basic('zoe')['Authorization']}\r\n`
    const content = 'x'.repeat(limit + 1)
    for (const request of [
      `${head}Content-Length: ${content.length}\r\n\r\n${content}`,
      `${head}Transfer-Encoding: chunked\r\n\r\n${content.length.toString(16)}\r\n${content}\r\n0\r\n\r\n`,
    ]) {
      const answer = await converse(portal.port, request)
      expect(answer).toMatch(/^HTTP\/1.1 413 /)
      expect(answer).toContain('The file is larger than 1 MB, which is the limit here.')
    }
    expect(names('zoe')).toEqual(['Fotos 2026', 'Zeugnis für Zoë #1 100%?.pdf'])
  })

  // nginx says itself that it goes on.
  it.runIf(sender === 'embedded')('that are too large need not be sent by who asks before', async () => {
    const head = `PUT /files/zoe/a.bin HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${basic('zoe')['Authorization']}\r\nExpect: 100-continue\r\nConnection: close\r\n`
    const refused = await firstLineOf(portal.port, `${head}Content-Length: 2000000\r\n\r\n`)
    expect(refused).toBe('HTTP/1.1 413 Payload Too Large')
    const taken = await firstLineOf(portal.port, `${head}Content-Length: 1\r\n\r\n`)
    expect(taken).toBe('HTTP/1.1 100 Continue')
  })

  it('that break off leave nothing behind', async () => {
    const socket = connect(portal.port, '127.0.0.1')
    socket.write(
      `PUT /files/zoe/half.bin HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${basic('zoe')['Authorization']}\r\nContent-Length: 1000\r\n\r\nhalf of it`,
    )
    await until(() => names('zoe').some((name) => name.endsWith('.unfinished')))
    socket.destroy()
    await once(socket, 'close')
    await until(() => !names('zoe').some((name) => name.endsWith('.unfinished')))
    expect(names('zoe')).not.toContain('half.bin')
    expect(portal.output()).not.toContain('A request failed')
  })
})

describe('a folder of somebody', () => {
  it('is only shown: nothing in it is changed', async () => {
    const root = mkdtempSync(join(tmpdir(), 'xsendfile-portal-uploads-'))
    writeFileSync(join(root, 'mine.txt'), 'mine')
    const portal = await start(['--root', root])
    const upload = await fetch(`${portal.url}/files/a.txt`, {
      method: 'PUT',
      headers: basic('zoe'),
      body: 'x',
    })
    expect(upload.status).toBe(403)
    const deletion = { method: 'POST', headers: basic('zoe'), redirect: 'manual' } as const
    expect((await fetch(`${portal.url}/files/mine.txt?delete`, deletion)).status).toBe(403)
    expect(await (await ask(portal, '/files/', 'zoe')).text()).not.toMatch(/id="upload"|class="delete"/)
    expect(readdirSync(root)).toEqual(['mine.txt'])
    await portal.stop()
    rmSync(root, { recursive: true })
  })
})

describe('signing in', () => {
  it('is bounded: after ten mistakes a name has to wait, and other names need not', async () => {
    const portal = await start([])
    for (let mistake = 0; mistake < 10; mistake += 1) {
      expect((await signIn(portal, { user: 'zoe', password: 'guess' })).status).toBe(403)
    }
    const right = await signIn(portal, { user: 'zoe', password: 'blue-heron' })
    expect([right.status, right.headers.get('retry-after')]).toEqual([429, '60'])
    expect(right.headers.getSetCookie()).toEqual([])
    expect((await ask(portal, '/files/', 'zoe')).status).toBe(429)
    expect((await signIn(portal, { user: 'max', password: 'red-fox' })).status).toBe(303)
    await portal.stop()
  })
})

/** What comes first on a connection on which no content is sent. */
async function firstLineOf(port: number, head: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.write(head)
  const [data] = (await once(socket, 'data')) as [Buffer]
  socket.destroy()
  return data.toString().split('\r\n', 1)[0] ?? ''
}

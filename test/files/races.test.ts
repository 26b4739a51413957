import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { type Socket, connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type XsendfileError, xsendfile } from '../../src/index.ts'
import { nginx } from '../../src/senders.ts'
import { differences } from '../conformance/differences.ts'
import { type Listenable, type RunningApplication, doors } from '../doors/applications.ts'
import { frontEnds } from '../front-ends/front-ends.ts'
import { type Site, type SiteOptions, startFrontEnd, startSite } from '../front-ends/site.ts'
import { startProcess } from '../servers/application-process.ts'
import { nginxProgram, nginxServer } from '../servers/nginx.ts'
import { serversTestedWhole } from '../servers/runtimes.ts'
import { exchange, parseAnswer } from '../servers/wire.ts'
import { type FixtureTree, buildFixtureTree, write } from './fixture-tree.ts'
import { lookUp } from './look-up.ts'
import { type RunningPlace, placesTestedWhole } from './places.ts'

const size = 24 * 1024 * 1024
const nodeDoor = doors[0] ?? expect.fail()

let tree: FixtureTree
beforeAll(async () => (tree = await buildFixtureTree()))
afterAll(() => tree.remove())

/** Runs statements over and over in a process of its own, so that they fall between any two of our calls. */
async function overAndOver(folder: string, statements: string): Promise<ChildProcess> {
  const source = `const fs = require('node:fs'); process.chdir(${JSON.stringify(folder)}); process.send('ready')
    for (;;) { ${statements} }`
  const child = spawn(process.execPath, ['-e', source], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  await once(child, 'message')
  return child
}

async function end(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  await once(child, 'exit')
}

/** Puts a link to a folder outside in the place of a folder of the root, and back, over and over. */
async function swapFolders(): Promise<{ end(): Promise<void> }> {
  mkdirSync(join(tree.root, '.folder'))
  write(join(tree.root, '.folder/secret.txt'), 'public')
  symlinkSync('../outside', join(tree.root, '.folder-link'))
  const swapper = await overAndOver(
    tree.root,
    `fs.renameSync('.folder', 'folder'); fs.renameSync('folder', '.folder')
     fs.renameSync('.folder-link', 'folder'); fs.renameSync('folder', '.folder-link')`,
  )
  return {
    async end() {
      await end(swapper)
      for (const name of ['.folder', 'folder', '.folder-link'])
        rmSync(join(tree.root, name), { recursive: true, force: true })
    },
  }
}

describe('a file that is swapped for a symbolic link while requests run', () => {
  let swapper: ChildProcess
  beforeAll(async () => {
    write(join(tree.root, 'swapped.txt'), 'public')
    swapper = await overAndOver(
      tree.root,
      // Of a settled time: what is of this moment some servers are not given.
      `fs.writeFileSync('.swap-file', 'public'); fs.utimesSync('.swap-file', 784111777, 784111777)
       fs.renameSync('.swap-file', 'swapped.txt')
       fs.symlinkSync('../outside/secret.txt', '.swap-link'); fs.renameSync('.swap-link', 'swapped.txt')`,
    )
  })
  afterAll(() => end(swapper))

  /** Asks until both states were met, and for a while; the secret must never come. */
  async function expectNeverTold(
    ask: () => Promise<{ readonly status: number; readonly content: string }>,
  ): Promise<void> {
    const seen = new Map<string, number>()
    for (let round = 0; round < 20_000 && (round < 2_000 || seen.size < 2); round += 1) {
      const { status, content } = await ask()
      expect(content).not.toContain('secret')
      seen.set(status === 200 ? content : String(status), (seen.get(String(status)) ?? 0) + 1)
    }
    expect([...seen.keys()].sort()).toEqual(['404', 'public'])
  }

  describe.each(placesTestedWhole)('$name', (place) => {
    let running: RunningPlace
    beforeAll(async () => (running = await place.start(tree.root)))
    afterAll(() => running.stop())

    it('is never sent from outside by the embedded sender', () =>
      expectNeverTold(() => running.lookUp(tree.root, {}, 'swapped.txt')))

    it('is never sent from outside where links are refused', () =>
      expectNeverTold(() => running.lookUp(tree.root, { symlinks: 'refuse' }, 'swapped.txt')))

    it('would be sent from outside where links are followed, so the swapping is real', async () => {
      const seen = new Set<string>()
      for (let round = 0; round < 20_000 && !seen.has('secret'); round += 1) {
        seen.add((await running.lookUp(tree.root, { symlinks: 'follow' }, 'swapped.txt')).content)
      }
      expect(seen).toContain('secret')
    })

    // Without /proc, folders on the way are looked at one after the other, and this does not hold: SECURITY.md says so.
    if (place.confined === true) return

    it('is never sent from a folder outside that takes the place of its own', async () => {
      const folders = await swapFolders()
      const seen = new Set<string>()
      for (let round = 0; round < 3000; round += 1) {
        seen.add((await running.lookUp(tree.root, {}, 'folder/secret.txt')).content)
      }
      await folders.end()
      expect(seen).toContain('public')
      expect(seen).not.toContain('secret')
    })
  })

  const raceFree = frontEnds.filter(({ sender }) => sender('race').raceFree)

  it('one server refuses every link itself', () => {
    expect(raceFree.map(({ name }) => name)).toEqual(['nginx()'])
  })

  describe.each(raceFree)('$name', (frontEnd) => {
    it.skipIf(frontEnd.server.program === undefined)('never sends it from a folder outside', async () => {
      const folders = await swapFolders()
      const site = await startFrontEnd(frontEnd, nodeDoor, 'race', { root: tree.root, routes: { files: {} } })
      const seen = new Set<string>()
      const request = { method: 'GET', target: '/files/folder/secret.txt', fields: [] }
      for (let round = 0; round < 3000; round += 1) seen.add((await exchange(site.port, request)).content)
      await folders.end()
      await site.stop()
      expect(seen).toContain('public')
      expect(seen).not.toContain('secret')
    })

    it.skipIf(frontEnd.server.program === undefined)('never sends it from outside', async () => {
      const site = await startFrontEnd(frontEnd, nodeDoor, 'race', { root: tree.root, routes: { files: {} } })
      const request = { method: 'GET', target: '/files/swapped.txt', fields: [] }
      await expectNeverTold(async () => {
        const { status, content } = await exchange(site.port, request)
        // A server that finds a link may say so.
        return { status: status === 403 ? 404 : status, content }
      })
      expect(site.fallbacks).toEqual([])
      await site.stop()
    })
  })
})

describe('a root that is a symbolic link and moves while requests run', () => {
  it('gives every file of one root or the other', async () => {
    for (const release of ['release-1', 'release-2']) {
      mkdirSync(join(tree.folder, release))
      write(join(tree.folder, release, 'version.txt'), release)
    }
    symlinkSync('release-1', join(tree.folder, 'moving'))
    const documents = xsendfile(join(tree.folder, 'moving'))
    const mover = await overAndOver(
      tree.folder,
      `for (const release of ['release-2', 'release-1']) {
         fs.symlinkSync(release, 'next'); fs.renameSync('next', 'moving')
         Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
       }`,
    )
    const seen = new Set<string>()
    for (let round = 0; round < 500; round += 1) {
      for (const { content } of await Promise.all([1, 2, 3, 4].map(() => lookUp(documents, 'version.txt')))) {
        seen.add(content)
      }
    }
    await end(mover)
    expect([...seen].sort()).toEqual(['release-1', 'release-2'])
  })

  it('gives the files of the new root once it has moved for good', async () => {
    const link = join(tree.folder, 'moved')
    symlinkSync('release-1', link)
    const documents = xsendfile(link, { symlinks: 'refuse' })
    expect(await lookUp(documents, 'version.txt')).toMatchObject({ content: 'release-1' })
    symlinkSync('release-2', `${link}-next`)
    renameSync(`${link}-next`, link)
    expect(await lookUp(documents, 'version.txt')).toMatchObject({ content: 'release-2' })
  })
})

/** A client that reads the beginning of an answer, lets something happen, and reads the rest. */
async function readWhile(
  port: number,
  target: string,
  happen: () => void,
): Promise<ReturnType<typeof parseAnswer>> {
  const socket: Socket = connect(port, '127.0.0.1')
  const chunks: Buffer[] = []
  socket.write(`GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)
  const [first] = (await once(socket, 'data')) as [Buffer]
  chunks.push(first)
  socket.pause()
  await new Promise((resolve) => setTimeout(resolve, 100))
  happen()
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  socket.on('error', () => undefined)
  socket.resume()
  // Also with an error: a server may break the connection off in its own way.
  await new Promise((resolve) => socket.once('close', resolve))
  return parseAnswer(Buffer.concat(chunks).toString('latin1'), false)
}

/** Contents that tell at every place where it stands and which version it is. */
const [versionA, versionB] = ['a', 'b'].map((letter) =>
  Array.from({ length: size / 16 }, (_, line) => `${letter}${String(line).padStart(14, '0')}\n`).join(''),
) as [string, string]

/** Starts what sends files below `/files/`, and tells the codes of its failures. */
type Start = (failures: string[]) => Promise<RunningApplication | Site>

const changingRoutes = { files: {} }

const startHere: Start = (failures) => nodeDoor.start(changingOptions(failures))

const startBehindNginx: Start = (failures) =>
  startSite(nginxServer, nodeDoor, nginx('/internal-changing/'), changingOptions(failures))

interface ChangingSender {
  readonly sender: string
  readonly present: boolean
  readonly start: Start
  /** Whether it says how long the file is. */
  readonly tellsLength: boolean
}

const senders: readonly ChangingSender[] = [
  { sender: 'the embedded sender', present: true, start: startHere, tellsLength: true },
  { sender: 'nginx', present: nginxProgram !== undefined, start: startBehindNginx, tellsLength: true },
  ...serversTestedWhole.map(({ name, runtime, door }) => ({
    sender: name,
    present: true,
    tellsLength: differences[door] === undefined,
    async start(failures: string[]) {
      const told = { runtime, door, root: tree.root, routes: changingRoutes }
      return await startProcess(told, (code) => failures.push(code))
    },
  })),
]

function changingOptions(failures: string[]): SiteOptions {
  const listen = (documents: Listenable): void =>
    void documents.on('failure', ({ error }) => failures.push((error as XsendfileError).code))
  return { root: tree.root, routes: changingRoutes, listen }
}

describe.each(senders)('a file that changes while $sender sends it', (changing) => {
  const { sender, present, start, tellsLength } = changing
  describe.skipIf(!present)('by way of a real server', () => {
    let server: RunningApplication | Site
    let path: string
    const failures: string[] = []
    beforeAll(async () => {
      mkdirSync(join(tree.root, 'changing'), { recursive: true })
      path = join(tree.root, 'changing/file.bin')
      server = await start(failures)
    })
    afterAll(() => server.stop())

    const read = (happen: () => void): ReturnType<typeof readWhile> => {
      rmSync(path, { force: true })
      writeFileSync(path, versionA)
      return readWhile(server.port, '/files/changing/file.bin', happen)
    }

    it('and becomes shorter ends the connection: no short answer looks whole', async () => {
      const answer = await read(() => truncateSync(path, 1000))
      expect(answer.status).toBe(200)
      expect(answer.fields.get('content-length')).toEqual(tellsLength ? [String(size)] : undefined)
      expect(answer.complete).toBe(false)
      expect(failures).toEqual(sender === 'nginx' ? [] : ['ERR_XSENDFILE_FILE_SHRANK'])
      // What the kernel still holds of a cut-off file when nginx has passed it on may be zeros.
      if (sender !== 'nginx') expect(versionA.startsWith(answer.content)).toBe(true)
    })

    it('and becomes longer is sent as it was', async () => {
      const answer = await read(() => appendFileSync(path, 'more'))
      expect([answer.status, answer.complete, answer.content === versionA]).toEqual([200, true, true])
    })

    it('and is replaced is sent as it was', async () => {
      const answer = await read(() => {
        writeFileSync(`${path}.new`, versionB)
        renameSync(`${path}.new`, path)
      })
      expect([answer.status, answer.complete, answer.content === versionA]).toEqual([200, true, true])
    })

    it('and is removed is sent as it was', async () => {
      const answer = await read(() => unlinkSync(path))
      expect([answer.status, answer.complete, answer.content === versionA]).toEqual([200, true, true])
    })
  })
})

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { npm, project } from './packed.ts'

const manifest = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as {
  readonly version: string
  readonly exports: Readonly<Record<string, unknown>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
  readonly peerDependencies: Readonly<Record<string, string>>
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional: boolean }>>
}

/** What the package may weigh at the most, in bytes; what it unpacks to follows from that. */
const mostPacked = 190_000

/** Every export with the names that it has at run time. */
const doors: Readonly<Record<string, readonly string[]>> = {
  '.': ['XsendfileError', 'outcomeOf', 'requestPath', 'xsendfile'],
  './node': ['XsendfileError', 'requestPath', 'withoutStreams', 'xsendfile'],
  './express': ['XsendfileError', 'requestPath', 'xsendfile'],
  './koa': ['XsendfileError', 'requestPath', 'xsendfile'],
  './fastify': ['XsendfileError', 'requestPath', 'xsendfile'],
  './fastify-plugin': ['XsendfileError', 'default', 'requestPath'],
  './nest': ['FileToSend', 'XsendfileError', 'XsendfileInterceptor', 'requestPath', 'xsendfile'],
  './senders': [
    'apache',
    'caddy',
    'embedded',
    'h2o',
    'h2oMediaTypes',
    'lighttpd',
    'litespeed',
    'nginx',
    'nginxFields',
    'percentEncodePath',
    'thruster',
    'xSendfile',
  ],
  './testing': ['assertHandOver', 'assertNotHandedOver', 'handOverOf', 'recording'],
  './gateway': ['XsendfileError', 'createGateway'],
  './sendfile': ['XsendfileError', 'sendfile'],
  './links': ['XsendfileError', 'signedLinks', 'wsgiTokenLinks'],
}

/** Doors that need a framework to be loaded, and are loaded where it is. */
const withPeers = new Set(['./nest'])

const folder = mkdtempSync(join(tmpdir(), 'xsendfile-package-'))
afterAll(() => rmSync(folder, { recursive: true }))

interface PackResult {
  readonly filename: string
  readonly size: number
  readonly files: readonly { readonly path: string }[]
}

let packed: PackResult
beforeAll(() => {
  // What is built already is what is packed; that packing builds by itself is for a clone of its own to show.
  const [result] = JSON.parse(
    npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], project),
  ) as PackResult[]
  packed = result ?? expect.fail()
  writeFileSync(join(folder, 'package.json'), '{ "name": "user", "version": "1.0.0", "private": true }')
  npm(['install', '--no-audit', '--no-fund', join(folder, packed.filename)], folder)
}, 120_000)

it('the tarball is small', () => {
  expect(packed.size).toBeLessThan(mostPacked)
})

it('the tarball holds what is built, and the papers', () => {
  const files = packed.files.map(({ path }) => path)
  const papers = ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json']
  expect(files.filter((path) => !path.startsWith('dist/')).sort()).toEqual(papers)
  expect(files.filter((path) => /\.test\.|\.map$|\.tsbuildinfo$/.test(path))).toEqual([])
})

it('the runtime dependencies are these, and no others come with them than these', () => {
  expect(Object.keys(manifest.dependencies)).toEqual(['content-disposition', 'file-type', 'mime-types'])
  const installed = readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))
  expect(installed.sort()).toEqual([
    '@borewit',
    '@tokenizer',
    'content-disposition',
    'debug',
    'file-type',
    'ieee754',
    'mime-db',
    'mime-types',
    'ms',
    'strtok3',
    'token-types',
    'uint8array-extras',
    'xsendfile',
  ])
})

it('no declaration needs the types of a framework, but for the one that adds to them', () => {
  const declarations = packed.files.map(({ path }) => path).filter((path) => path.endsWith('.d.ts'))
  const foreign = declarations.flatMap((path) => {
    const text = readFileSync(join(project, path), 'utf8').replaceAll(/\/\*.*?\*\//gs, '')
    const names = Array.from(
      text.matchAll(/(?:from|import|module|import\() ?['"]([^'".][^'"]*)/g),
      ([, name = '']) => name,
    )
    return names.filter((name) => !name.startsWith('node:')).map((name) => `${path}: ${name}`)
  })
  expect([...new Set(foreign)]).toEqual(['dist/fastify-plugin.d.ts: fastify'])
})

it('every export is listed here', () => {
  expect(Object.keys(manifest.exports).filter((name) => name !== './package.json')).toEqual(
    Object.keys(doors),
  )
})

describe.each(Object.entries(doors))('the export %s', (door, names) => {
  const specifier = join('xsendfile', door)
  const namesBy = (program: string): unknown =>
    JSON.parse(
      execFileSync(process.execPath, ['--input-type=module', '-e', program], {
        cwd: withPeers.has(door) ? project : folder,
        encoding: 'utf8',
      }),
    )

  it('can be imported', () => {
    const program = `import * as door from '${specifier}'; console.log(JSON.stringify(Object.keys(door).sort()))`
    expect(namesBy(program)).toEqual(names)
  })

  it('can be required', () => {
    const program = `import { createRequire } from 'node:module'
      const require = createRequire(process.cwd() + '/')
      console.log(JSON.stringify(Object.keys(require('${specifier}')).filter((name) => name !== '__esModule').sort()))`
    expect(namesBy(program)).toEqual(names)
  })
})

it('brings the command', () => {
  const args = ['config', 'apache', '--root', '/srv/a']
  const output = execFileSync(join(folder, 'node_modules/.bin/xsendfile'), args, { encoding: 'utf8' })
  expect(output).toContain('XSendFilePath "/srv/a"')
})

it('sends a file from an empty folder', () => {
  writeFileSync(join(folder, 'a.txt'), '0123456789')
  const program = `import { xsendfile } from 'xsendfile'
    const documents = xsendfile(process.cwd())
    const request = new Request('http://localhost/', { headers: { Range: 'bytes=2-4' } })
    const response = await documents.send(request, 'a.txt')
    console.log(response.status, await response.text())`
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: folder,
    encoding: 'utf8',
  })
  expect(output).toBe('206 234\n')
})

describe('the gateway', () => {
  const program = `import { createGateway } from 'xsendfile/gateway'
    const gateway = createGateway({ upstream: 'http://127.0.0.1:1', roots: process.cwd() })
    await gateway.listen(0).then(() => console.log('listens'), ({ code }) => console.log(code))
    await gateway.close()`
  const run = (): string =>
    execFileSync(process.execPath, ['--input-type=module', '-e', program], { cwd: folder, encoding: 'utf8' })

  it('has a peer of its own, which may be left out as all peers may', () => {
    const peers = ['@nestjs/common', 'fastify', 'koffi', 'rxjs', 'undici']
    expect(Object.keys(manifest.peerDependencies)).toEqual(peers)
    expect(Object.keys(manifest.peerDependenciesMeta)).toEqual(peers)
    expect(Object.values(manifest.peerDependenciesMeta).every(({ optional }) => optional)).toBe(true)
  })

  it('says what is missing, and runs once it is installed', () => {
    expect(run()).toBe('ERR_XSENDFILE_PEER_MISSING\n')
    npm(['install', '--no-audit', '--no-fund', `undici@${manifest.devDependencies['undici']}`], folder)
    expect(run()).toBe('listens\n')
  }, 60_000)
})

it('sendfile(2) says what is missing, and copies once it is installed', () => {
  const program = `import { sendfile } from 'xsendfile/sendfile'
    try { console.log(typeof sendfile()) } catch ({ code, message }) { console.log(code, message.includes('npm install koffi')) }`
  const run = (): string =>
    execFileSync(process.execPath, ['--input-type=module', '-e', program], { cwd: folder, encoding: 'utf8' })
  expect(run()).toBe('ERR_XSENDFILE_PEER_MISSING true\n')
  npm(['install', '--no-audit', '--no-fund', `koffi@${manifest.devDependencies['koffi']}`], folder)
  expect(run()).toBe('function\n')
  const inWorker = `import { Worker } from 'node:worker_threads'
    new Worker("import('xsendfile/sendfile').then(({ sendfile }) => console.log(typeof sendfile()))", { eval: true })`
  expect(
    execFileSync(process.execPath, ['--input-type=module', '-e', inWorker], {
      cwd: folder,
      encoding: 'utf8',
    }),
  ).toBe('undefined\n')
}, 60_000)

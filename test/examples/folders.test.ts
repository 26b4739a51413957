import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { project } from '../packed.ts'
import { chosenExamples, examples } from './examples.ts'

const below = join(project, 'examples')
const text = (...path: readonly string[]): string => readFileSync(join(below, ...path), 'utf8')
const folders = readdirSync(below, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)

interface Manifest {
  readonly name: string
  readonly private: boolean
  readonly engines: { readonly node?: string }
  readonly scripts: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

it('every folder that can be installed is run', () => {
  const installable = folders.filter((folder) => existsSync(join(below, folder, 'package.json')))
  expect(new Set(examples.map(({ folder }) => folder))).toEqual(new Set(installable))
})

it('the table of examples has every folder', () => {
  const listed = Array.from(
    text('README.md').matchAll(/^\| \[([^\]]+)\]\(\1\)/gm),
    ([, folder = '']) => folder,
  )
  expect(listed.sort()).toEqual(folders.sort())
})

it('a name that nobody knows is told', () => {
  expect(() => chosenExamples('koa,rails')).toThrow('There is no example "rails"; there are node, ')
  expect(chosenExamples('koa,node').map(({ folder }) => folder)).toEqual(['koa', 'node'])
})

describe.each(examples)('$title', ({ folder }) => {
  const manifest = JSON.parse(text(folder, 'package.json')) as Manifest
  const started = new Set(
    examples.filter((other) => other.folder === folder).map(({ script = 'start' }) => script),
  )

  it('can be installed by whoever copies it', () => {
    expect(manifest.private).toBe(true)
    expect(Object.keys(manifest.scripts).filter((name) => name !== 'build' && !started.has(name))).toEqual([])
    const { xsendfile, ...framework } = manifest.dependencies
    expect(xsendfile).toBe('latest')
    for (const version of Object.values({ ...framework, ...manifest.devDependencies }))
      expect(version).toMatch(/^\d+\.\d+\.\d+/)
  })

  it('says how it is started', () => {
    const readme = text(folder, 'README.md')
    for (const said of ['npm install\n', 'npm start\n', 'XSENDFILE_SENDER=nginx', 'stub'])
      expect(readme).toContain(said)
    expect(readme.includes('npm run build')).toBe('build' in manifest.scripts)
  })
})

it.each(['session.js', 'pages.js'])('%s is the same wherever it is', (name) => {
  const copies = folders.filter((folder) => existsSync(join(below, folder, name)))
  expect(copies).toContain('node')
  expect(new Set(copies.map((folder) => text(folder, name))).size).toBe(1)
})

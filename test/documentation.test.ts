import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nginxFields } from '../src/senders.ts'

const project = fileURLToPath(new URL('..', import.meta.url))

/** An example from the documentation: where it stands, and its code. */
interface Example {
  readonly place: string
  readonly code: string
}

/** Files below a folder, by their ending. */
function filesBelow(folder: string, ending: string): readonly string[] {
  return readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(ending) && !path.endsWith('.test.ts'))
    .map((path) => join(folder, path))
    .sort()
}

/** What the examples say of themselves; packages that are installed in them have papers of their own. */
function examplePapers(): readonly string[] {
  return readdirSync(join(project, 'examples'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `examples/${name}/README.md`)
}

/** The TypeScript blocks of a text; within a comment each line begins with an asterisk. */
function examplesIn(path: string): readonly Example[] {
  const text = readFileSync(join(project, path), 'utf8')
  const blocks = text.matchAll(/^([ \t]*(?:\* ?)?)```ts\n([\s\S]*?)^[ \t]*(?:\* ?)?```$/gm)
  return Array.from(blocks, ([, , code = ''], index) => ({
    place: `${path} #${index + 1}`,
    code: path.endsWith('.ts') ? code.replaceAll(/^ *\* ?/gm, '') : code,
  }))
}

const papers = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'examples/README.md',
  ...filesBelow('docs', '.md'),
  ...examplePapers(),
]
const examples = [...filesBelow('src', '.ts'), ...papers].flatMap(examplesIn)

// Below the project, so that the examples find the package and what they use beside it.
const folder = join(project, '.cache/documentation')
const root = mkdtempSync(join(tmpdir(), 'xsendfile-documentation-'))

/** What the application of an example has beside it. */
const session = `import type { RequestHandler } from 'express'
export const requireLogin: RequestHandler = (_request, _response, next) => next()
export const userOf = (credentials: string | null | undefined): string | undefined => credentials ?? undefined
`

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const name of ['plans.pdf', 'plans & costs.pdf']) writeFileSync(join(root, name), '%PDF-1.4\n')
  for (const [index, { code }] of examples.entries()) {
    const runnable = code.replaceAll('/srv/my-app/documents', root).replaceAll(/\.listen\(\d+/g, '.listen(0')
    writeFileSync(join(folder, `example-${index}.ts`), `${runnable}\nexport {}\n`)
  }
  writeFileSync(join(folder, 'session.ts'), session)
  const compilerOptions = {
    outDir: 'built',
    rootDir: '.',
    noEmit: false,
    noUnusedLocals: false,
    noPropertyAccessFromIndexSignature: false,
    paths: {},
  }
  const configuration = { extends: '../../tsconfig.json', compilerOptions, include: ['*.ts'] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(configuration))
}, 60_000)
afterAll(() => {
  rmSync(root, { recursive: true })
  rmSync(folder, { recursive: true })
})

it('there are examples', () => {
  expect(examples.length).toBeGreaterThan(12)
})

it('every example compiles', () => {
  const compiler = join(project, 'node_modules/typescript/bin/tsc')
  const { stdout } = spawnSync(process.execPath, [compiler, '-p', folder], { encoding: 'utf8', cwd: project })
  expect(stdout).toBe('')
})

describe('an example runs, and prints what it says', () => {
  it.each(examples.map(({ place }, index) => ({ place, index })))('$place', ({ index }) => {
    const file = pathToFileURL(join(folder, 'built', `example-${index}.js`)).href
    // An example that listens would not end by itself.
    const program = `await import(${JSON.stringify(file)}); process.exit()`
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
      encoding: 'utf8',
      env: { ...process.env, LINK_SECRET: 'a secret for tests, of 32 bytes or more' },
    })
    const promised = Array.from(
      (examples[index]?.code ?? '').matchAll(/console\.log\(.*\) \/\/ (.+)$/gm),
      ([, expected]) => expected,
    )
    expect(output.split('\n')).toEqual(expect.arrayContaining(promised))
  })
})

it('no example of node:http parses a target as a URL, which throws for "//" and ends the process', () => {
  const careless = examples.filter(({ code }) => /new URL\(req(?:uest)?\.url[^)]*,/.test(code))
  expect(careless.map(({ place }) => place)).toEqual([])
})

it('every public symbol has a docstring, and every function an example', () => {
  const text = (path: string): string => readFileSync(join(project, path), 'utf8')
  const undocumented = filesBelow('src', '.ts').flatMap((path) =>
    Array.from(
      text(path).matchAll(
        /(?<before>[^\n]*)\nexport (?:async )?(?:function|class|interface|type|const) (?<name>\w+)/g,
      ),
    )
      .filter(({ groups }) => !groups?.['before']?.endsWith('*/'))
      .map(({ groups }) => `${path}: ${groups?.['name']}`),
  )
  expect(undocumented).toEqual([])
})

it('docs/errors.md tells of every code, and of no other', () => {
  const codes = (path: string): string[] =>
    [...new Set(readFileSync(join(project, path), 'utf8').match(/ERR_XSENDFILE_[A-Z_]+[A-Z]/g))].sort()
  expect(codes('docs/errors.md')).toEqual(codes('src/core/errors.ts'))
})

it('every code is used', () => {
  const sources = filesBelow('src', '.ts')
    .filter((path) => path !== 'src/core/errors.ts')
    .map((path) => readFileSync(join(project, path), 'utf8'))
    .join()
  const codes =
    readFileSync(join(project, 'src/core/errors.ts'), 'utf8').match(/ERR_XSENDFILE_[A-Z_]+[A-Z]/g) ?? []
  expect(
    codes.filter((code) => !sources.includes(code)).filter((code) => code !== 'ERR_XSENDFILE_TOO_MANY'),
  ).toEqual([])
})

it('every relative link of the papers leads somewhere', () => {
  const broken = papers.flatMap((path) => {
    const text = readFileSync(join(project, path), 'utf8')
    const links = Array.from(text.matchAll(/\]\((?!https?:|#)([^)#]+)/g), ([, link = '']) => link)
    return links.filter((link) => !exists(join(project, path, '..', link))).map((link) => `${path}: ${link}`)
  })
  expect(broken).toEqual([])
})

it('nginxFields are told in order', () => {
  expect(nginxFields.length).toBe(new Set(nginxFields).size)
})

function exists(path: string): boolean {
  try {
    readdirSync(path)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOTDIR'
  }
}

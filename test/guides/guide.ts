import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect } from 'vitest'
import { project } from '../packed.ts'
import { type WireAnswer, exchange } from '../servers/wire.ts'

/** What a guide says of one server: its answer, as far as the row is about it. */
export interface Expected {
  readonly status: number
  /** By names in lower case; `undefined`: there is no such field. */
  readonly fields?: Readonly<Record<string, string | RegExp | undefined>>
  /** One character per byte. */
  readonly content?: string | RegExp
}

/** A row of the table "What answers otherwise": its first cell, the request, and what the two columns say. */
export interface Difference {
  readonly row: string
  /** What is asked for below `/documents/`, as it stands in the target. */
  readonly name: string
  readonly method?: string
  readonly fields?: readonly (readonly [string, string])[]
  readonly before: Expected
  readonly after: Expected
}

/** A guide, and a folder of files that its examples send. */
export interface Guide {
  /** The folder of the files, in the place of `/srv/my-app/documents`. */
  readonly root: string
  /** The first cells of the table below a heading. */
  rows(heading: string): readonly string[]
  /** The one block of a language that holds a text, with the root in it. */
  block(language: string, text: string): string
  /** What an example exports; each time it is made anew. */
  example(language: 'js' | 'ts', text: string): Promise<Record<string, unknown>>
  remove(): void
}

/** What every guide's files hold; all were changed on the first of January 2020. */
export const files = {
  'plans.pdf': '%PDF-1.4\n0123456789',
  'page.html': '<script>alert(1)</script>',
  'data.csv': 'a,b\n',
  'archive.tar.gz': '\u001F\u008Barchive',
  '100% #1.txt': 'plain',
  '.hidden': 'hidden',
} as const

/** The entity tag of `plans.pdf` here and in nginx. */
export const tagOfPlans = '"5e0be100-13"'

const hidden = 'outside of the root'

const session = `
export const userOf = (cookie) => (cookie === 'session=alice' ? 'alice' : undefined)
export const requireLogin = (request, response, next) =>
  userOf(request.headers.cookie) === undefined ? response.status(401).end() : next()
`

/** Opens a guide of `docs/` and lays out its files: beside those above, links, a folder, and a file out of the root. */
export function openGuide(name: string): Guide {
  const text = readFileSync(join(project, 'docs', `${name}.md`), 'utf8')
  const outer = mkdtempSync(join(tmpdir(), 'xsendfile-guide-'))
  // Web servers that run as somebody else read the files.
  chmodSync(outer, 0o755)
  const root = join(outer, 'documents')
  layOut(outer, root)
  // Below the project, so that the examples find the package and their frameworks.
  mkdirSync(join(project, '.cache'), { recursive: true })
  const folder = mkdtempSync(join(project, '.cache/guide-'))
  writeFileSync(join(folder, 'session.ts'), session)
  let count = 0
  const block = (language: string, part: string): string => {
    const fences = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g')
    const blocks = Array.from(text.matchAll(fences), ([, code = '']) => code)
    const found = blocks.filter((code) => code.includes(part))
    expect(found, `blocks with ${part}`).toHaveLength(1)
    return (found[0] ?? '').replaceAll('/srv/my-app/documents', root)
  }
  return {
    root,
    rows: (heading) => rowsBelow(text, heading),
    block,
    async example(language, part) {
      const file = join(folder, `example-${(count += 1)}.${language}`)
      writeFileSync(file, block(language, part))
      return (await import(pathToFileURL(file).href)) as Record<string, unknown>
    },
    remove() {
      rmSync(outer, { recursive: true })
      rmSync(folder, { recursive: true })
    },
  }
}

function layOut(outer: string, root: string): void {
  mkdirSync(join(root, 'folder'), { recursive: true })
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(root, name), content, 'latin1')
    utimesSync(join(root, name), 0x5e0be100, 0x5e0be100)
  }
  writeFileSync(join(outer, 'secret.txt'), hidden)
  symlinkSync('../secret.txt', join(root, 'link-out.txt'))
}

function rowsBelow(text: string, heading: string): readonly string[] {
  const [, section = ''] = text.split(`\n## ${heading}\n`)
  const [table = ''] = section.split('\n## ')
  const cells = Array.from(table.matchAll(/^\| (.*?) \|/gm), ([, cell = '']) => cell)
  return cells.slice(1).filter((cell) => !cell.startsWith('---'))
}

/** Asks for a document as somebody who is signed in. */
export function ask(port: number, { name, method = 'GET', fields = [] }: Difference): Promise<WireAnswer> {
  const signedIn = [['Cookie', 'session=alice'], ...fields] as const
  return exchange(port, { method, target: `/documents/${name}`, fields: signedIn })
}

/** Compares an answer with what the guide says of it. */
export function expectAnswer(answer: WireAnswer, { status, fields = {}, content }: Expected): void {
  expect(answer.status, answer.raw).toBe(status)
  if (content instanceof RegExp) expect(answer.content).toMatch(content)
  else if (content !== undefined) expect(answer.content).toBe(content)
  for (const [name, expected] of Object.entries(fields)) {
    const value = answer.fields.get(name)?.join(', ')
    if (expected instanceof RegExp) expect(value, name).toMatch(expected)
    else expect(value, name).toBe(expected)
  }
}

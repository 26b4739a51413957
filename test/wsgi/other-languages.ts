import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { signedLinks, wsgiTokenLinks } from '../../src/links.ts'
import type { FileRequest } from './case.ts'
import { type Stage, linkMount, linkSecret } from './stage.ts'
import { at, originalTime } from './token-trials.ts'
import { tryRequest } from './trials.ts'

/** The Python of the guide to signed links, which defines `signed_path` and `wsgi_path`. */
function pythonOfGuide(): string {
  const guide = readFileSync(new URL('../../docs/signed-links.md', import.meta.url), 'utf8')
  return /```python\n(?<code>[\s\S]*?)```/.exec(guide)?.groups?.['code'] ?? expect.fail('no Python')
}

/** What some Python prints, a line for each expression. */
function python(expressions: readonly string[]): readonly string[] {
  const program = `${pythonOfGuide()}\nfor made in [${expressions.join(', ')}]: print(made)\n`
  return execFileSync('python3', ['-c', program], { encoding: 'utf8' }).trimEnd().split('\n')
}

/** A key for tests, of 32 bytes. */
const key = 'a key of thirty-two bytes or more'

/** An application in Python makes the same links as we do, of both kinds, and ours sends the files. */
export async function speaksWithOtherLanguages(stage: Stage): Promise<void> {
  const expiry = originalTime + 3600
  const names = ['foo.txt', 'sub-directory/baz.txt', '¡mañana!.txt', 'a%20b ~+&=?#\\.txt']
  const made = python(
    names.flatMap((name) => [
      `signed_path(b'${key}', ${expiry}, ${JSON.stringify(name)})`,
      `signed_path(b'${key}', ${expiry}, ${JSON.stringify(name)}, 'zoë')`,
      `wsgi_path('${linkSecret}', ${originalTime}, ${JSON.stringify(name)})`,
    ]),
  )
  const ours = signedLinks({ secret: key, lifetime: 3600 })
  const theirs = wsgiTokenLinks({ secret: linkSecret })
  const expected = at(originalTime, () =>
    names.flatMap((name) => [ours.path(name), ours.path(name, { recipient: 'zoë' }), theirs.path(name)]),
  )
  expect(made).toEqual(expected)
  const [target = ''] = python([`wsgi_path('${linkSecret}', int(time.time()), 'foo.txt')`])
  const request: FileRequest = { target, file: 'foo.txt', answer: { status: 200 } }
  await tryRequest(stage, request, linkMount)
}

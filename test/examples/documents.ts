import { createHash, randomBytes } from 'node:crypto'
import { utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** One character per byte, as the wire has it. */
const plans = `%PDF-1.4\n${Array.from({ length: 9991 }, (_, index) => String.fromCharCode((index * 7) % 256)).join('')}`
const film = randomBytes(20 * 1024 * 1024)

/** What the tests put beside the documents of an example, and one that lies outside. */
export const fixtures = {
  plans,
  named: { name: 'Zeugnis für Zoë #1 100% <b>.pdf', content: '%PDF-1.4\nfor Zoë\n' },
  /** Decoded twice, it is another name or a path. */
  escaped: { name: '%41%2F%252F.pdf', content: '%PDF-1.4\nof many signs\n' },
  film: { size: film.length, digest: digestOf(film) },
  hidden: 'for nobody',
  /** Of `plans.pdf`: seconds and size, as the library and nginx write them. */
  tag: '"5e0be100-2710"',
} as const

/** The seconds that `plans.pdf` was changed at; what was changed just now would have a weak tag. */
const changed = 0x5e0be100

/**
 * Writes the documents.
 *
 * @param root the folder of the documents; what is hidden lies beside it
 */
export function writeDocuments(root: string): void {
  const files = {
    'plans.pdf': Buffer.from(plans, 'latin1'),
    [fixtures.named.name]: fixtures.named.content,
    [fixtures.escaped.name]: fixtures.escaped.content,
    'film.mp4': film,
  }
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(root, name), content)
    utimesSync(join(root, name), changed, changed)
  }
  writeFileSync(join(root, '../hidden.txt'), fixtures.hidden)
}

/** What content is known by: SHA-256, in hexadecimal. */
export function digestOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}

import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** When the files that do not say otherwise last changed: the example of RFC 9110, section 5.6.7. */
export const date = 'Sun, 06 Nov 1994 08:49:37 GMT'
const settled = Date.parse(date) / 1000

/** The entity tag of `ten.txt`: 784111777 seconds and 10 bytes, in hexadecimal. */
export const tag = '"2ebc98a1-a"'

/** The content of `big.bin`: 1 MiB in which every line tells where it stands. */
export const big: string = Array.from(
  { length: 65_536 },
  (_, line) => `${String(line).padStart(15, '0')}\n`,
).join('')

const png =
  '\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\0\x05\0\x01\xff\x89\x99=\x1d\0\0\0\0IEND\xaeB`\x82'

/** Contents by name, one character per byte. */
export const contents: Readonly<Record<string, string>> = {
  'ten.txt': '0123456789',
  'empty.txt': '',
  'one.txt': 'x',
  'big.bin': big,
  'fresh.txt': '0123456789',
  'future.txt': '0123456789',
  'old.txt': '0123456789',
  'picture.png': png,
  'document.pdf': '%PDF-1.4\n%\xe2\xe3\xcf\xd3\n',
  'sound.mp3': `ID3\x03\0\0\0\0\0\0${'\xff\xfb\x90\0'.repeat(200)}`,
  'film.mp4': '\0\0\0\x18ftypmp42\0\0\0\0mp42isom\0\0\0\x08free',
  'page.html': '<!doctype html><script>document.title = "ran"</script>',
  'drawing.svg': '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
  'archive.tar.gz': '\x1f\x8b\x08\0\0\0\0\0\0\x03',
  'table.csv': 'a,b\n1,2\n',
  'data.json': '{}',
  'no-extension': 'x',
  'unknown.xyzzy': 'x',
  'SHOUTING.TXT': 'x',
  'page-as-picture.png': '<!doctype html><script>document.title = "ran"</script>',
  'document-as-text.txt': '%PDF-1.4\n',
  'empty.png': '',
}

/** Writes the files of the table into a folder. */
export function writeFiles(folder: string): void {
  mkdirSync(folder, { recursive: true })
  for (const [name, content] of Object.entries(contents)) {
    const path = join(folder, name)
    writeFileSync(path, content, 'latin1')
    utimesSync(path, settled, settled)
  }
  const before1970 = new Date(-1000)
  utimesSync(join(folder, 'old.txt'), before1970, before1970)
  const tomorrow = Date.now() / 1000 + 86_400
  utimesSync(join(folder, 'future.txt'), tomorrow, tomorrow)
  touchFresh(folder)
}

/** Makes `fresh.txt` one that was touched this very moment. */
export function touchFresh(folder: string): void {
  const now = Date.now() / 1000
  utimesSync(join(folder, 'fresh.txt'), now, now)
}

import { chmodSync, copyFileSync, mkdirSync, renameSync, statSync, utimesSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeLargeFile } from './large-file.ts'

/** The folder that every user may see; the others are named for the one user who may see them. */
export const sharedFolder = 'shared'

/** Where each sample is shown, by its name in `portal/samples`. */
const places: Readonly<Record<string, readonly string[]>> = {
  'report-card.pdf': ['zoe/Zeugnis für Zoë #1 100%?.pdf'],
  'hills.jpg': [
    'zoe/Fotos 2026/Hügel am Abend; "schön".jpg',
    'shared/hills.jpg',
    'shared/Überraschung für Max.jpg',
  ],
  'greeting.txt': ['max/日本語.txt'],
  'costs.csv': ["max/Kosten & Co. – <Max's>.csv", 'shared/Kasse (nur Max).csv'],
  'sun.mp4': ['shared/Sonne über den Hügeln.mp4'],
  'bells.mp3': ['shared/Glocken.mp3'],
  'drawing.svg': ['shared/drawing with a script.svg'],
  'page.html': ['shared/page with a script.html'],
}

/** Who alone may open a file that others see: a surprise, for one. */
export const holders: Readonly<Record<string, string>> = {
  'shared/Überraschung für Max.jpg': 'zoe',
  'shared/Kasse (nur Max).csv': 'max',
}

/** Where the file is shown that is too large for a repository. */
const largeFile = 'shared/large file.bin'

// Seen from where the compiler puts this.
const samples = fileURLToPath(new URL('../../portal/samples/', import.meta.url))

/** Puts the samples into a folder under the names that users see. What is there already stays as it is. */
export function placeSamples(folder: string): void {
  for (const [name, shown] of Object.entries(places)) {
    for (const place of shown) placeSample(join(samples, name), placeIn(folder, place))
  }
  writeLargeFile(placeIn(folder, largeFile))
}

/** A path below a folder, which is made as wide open as a front end needs it that runs as another user. */
function placeIn(folder: string, place: string): string {
  let path = folder
  makeFolder(path)
  const segments = place.split('/').map(possibleName)
  for (const segment of segments) {
    path = join(path, segment)
    if (segment !== segments.at(-1)) makeFolder(path)
  }
  return path
}

function makeFolder(path: string): void {
  mkdirSync(path, { recursive: true })
  chmodSync(path, 0o755)
}

/** Windows does not take every name. */
function possibleName(name: string): string {
  return process.platform === 'win32' ? name.replaceAll(/[\\:*?"<>|]/g, '_') : name
}

function placeSample(sample: string, path: string): void {
  const { size, mtime, mtimeMs } = statSync(sample)
  const placed = statSync(path, { throwIfNoEntry: false })
  // The time is a part of the entity tag: a download goes on after the portal has been started anew.
  if (placed?.size === size && Math.trunc(placed.mtimeMs) === Math.trunc(mtimeMs)) return
  const unfinished = join(dirname(path), `.${process.pid}.unfinished`)
  copyFileSync(sample, unfinished)
  chmodSync(unfinished, 0o644)
  utimesSync(unfinished, mtime, mtime)
  renameSync(unfinished, path)
}

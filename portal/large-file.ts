import { chmodSync, closeSync, openSync, renameSync, statSync, utimesSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Bytes of a line; every line begins with its own position in the file. */
const lineLength = 64
const linesPerWrite = 15_625
const writes = 256
const size = lineLength * linesPerWrite * writes
const digits = 12

/** The content never changes, and so neither does what tells it from another. */
const modified = new Date('2026-01-01T12:00:00Z')

/** Writes a file of 256 MB in which every part can be told from every other, unless it is there. */
export function writeLargeFile(path: string): void {
  const present = statSync(path, { throwIfNoEntry: false })
  if (present?.size === size && present.mtimeMs === modified.getTime()) return
  console.log(`Writing a large file of ${size / 1_000_000} MB ...`)
  const unfinished = join(dirname(path), `.${process.pid}.unfinished`)
  const descriptor = openSync(unfinished, 'w', 0o644)
  try {
    writeLines(descriptor)
  } finally {
    closeSync(descriptor)
  }
  chmodSync(unfinished, 0o644)
  utimesSync(unfinished, modified, modified)
  renameSync(unfinished, path)
}

function writeLines(descriptor: number): void {
  const text = ' is where this line of the large file begins'
  const line = `${'0'.repeat(digits)}${text.padEnd(lineLength - digits - 1, '.')}\n`
  const lines = Buffer.from(line.repeat(linesPerWrite))
  let position = 0
  for (let write = 0; write < writes; write += 1) {
    for (let at = 0; at < lines.length; at += lineLength, position += lineLength) {
      lines.write(String(position).padStart(digits, '0'), at, 'latin1')
    }
    writeSync(descriptor, lines)
  }
}

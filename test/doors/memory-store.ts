import type { OpenFile, Store } from '../../src/index.ts'

/**
 * A store that keeps its files in memory, as one of your own might.
 *
 * @param most bytes that it gives at once, however many are wanted, as what comes over a network does
 */
export function memoryStore(files: Readonly<Record<string, string>>, most: number = Infinity): Store {
  return {
    label: 'memory',
    async open(path) {
      const name = typeof path === 'string' ? path : ''
      const content = files[name]
      return content === undefined ? { refused: 'missing', path: name } : memoryFile(name, content, most)
    },
  }
}

function memoryFile(name: string, content: string, most: number): OpenFile {
  return {
    path: name,
    name,
    size: content.length,
    modified: 784_111_777_000_000_000n,
    version: undefined,
    reference: () => undefined,
    reader({ firstPos, lastPos }) {
      let position = firstPos
      return {
        async read(atMost) {
          const end = Math.min(position + Math.min(atMost, most), lastPos + 1)
          const bytes = Buffer.from(content.slice(position, end))
          position = end
          return bytes.length === 0 ? undefined : bytes
        },
        close: () => undefined,
      }
    },
    close: () => undefined,
  }
}

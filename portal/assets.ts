import { readFileSync, readdirSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { styleSheets } from './pages.ts'
import { replyAsset } from './reply.ts'

// Seen from where the compiler puts this: the sources, and what is compiled for browsers.
const sources = new URL('../../portal/', import.meta.url)
const modules = new URL('browser/', import.meta.url)

const mediaTypes: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  js: 'text/javascript; charset=utf-8',
}

/** What pages are made of, by its path. */
const assets: ReadonlyMap<string, Buffer> = new Map([
  ...[...styleSheets, 'icon.svg'].map((name) => [name, readFileSync(new URL(name, sources))] as const),
  ...readdirSync(modules)
    .filter((name) => name.endsWith('.js'))
    .map((name) => [`browser/${name}`, readFileSync(new URL(name, modules))] as const),
])

export function isAsset(path: string): boolean {
  return assets.has(path)
}

export function answerAsset(path: string, response: ServerResponse): void {
  const extension = path.slice(path.lastIndexOf('.') + 1)
  replyAsset(response, mediaTypes[extension] ?? '', assets.get(path) ?? Buffer.alloc(0))
}

import { readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { replyAsset } from './reply.ts'

// Seen from where the compiler puts this.
const folder = new URL('../../portal/', import.meta.url)

const assets = {
  'style.css': { mediaType: 'text/css; charset=utf-8', content: readFileSync(new URL('style.css', folder)) },
  'icon.svg': { mediaType: 'image/svg+xml', content: readFileSync(new URL('icon.svg', folder)) },
}

/** The name of something that pages are made of. */
export type Asset = keyof typeof assets

export function isAsset(name: unknown): name is Asset {
  return typeof name === 'string' && Object.hasOwn(assets, name)
}

export function answerAsset(name: Asset, response: ServerResponse): void {
  const { mediaType, content } = assets[name]
  replyAsset(response, mediaType, content)
}

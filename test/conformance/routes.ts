import type { SendOptions } from '../../src/api.ts'

/** What the application of the table sends with which options, by the first segment of the path. */
export const routes = {
  plain: {},
  tagged: { etag: 'v1' },
  weak: { etag: 'W/"v1"' },
  untagged: { etag: false },
  export: { methods: ['GET', 'HEAD', 'POST'] },
  download: { disposition: 'attachment' },
  named: { disposition: 'attachment', filename: '/tmp/Zeugnis für Zoë #1 100%?.pdf' },
  typed: { contentType: 'application/vnd.example+json; charset=utf-8' },
  cached: { cacheControl: 'public, max-age=60' },
  immutable: { cacheControl: 'private, no-transform, immutable' },
  policies: {
    headers: {
      'Content-Security-Policy': "default-src 'self'",
      'Access-Control-Allow-Origin': 'https://example.com',
      'Content-Language': 'de',
      'Set-Cookie': ['a=1', 'b=2'],
      Vary: ['Origin', 'Cookie'],
      Expires: '0',
    },
  },
} as const satisfies Readonly<Record<string, SendOptions>>

/** The name of a route. */
export type Route = keyof typeof routes

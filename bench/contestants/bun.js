// @ts-check
// Bun.serve with Bun.file, which sends by sendfile(2). Bun itself runs this.
import { settings } from '../contestant.js'

const { Bun } = /** @type {any} */ (globalThis)

Bun.serve({
  port: settings.port,
  hostname: '127.0.0.1',
  fetch: (/** @type {Request} */ request) =>
    new Response(Bun.file(settings.root + new URL(request.url).pathname)),
})

// @ts-check
import { serve } from '@hono/node-server'
import { withoutStreams } from 'xsendfile/node'
import { app } from './app.js'

const port = Number(process.env['PORT'] ?? 3000)

// Large files go past the streams of their responses, two to three times as fast.
serve({ fetch: withoutStreams(app.fetch), port, hostname: '127.0.0.1' }, (address) =>
  console.log(`http://localhost:${address.port}/`),
)
